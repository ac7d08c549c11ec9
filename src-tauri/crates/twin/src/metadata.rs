//! `$metadata`: when, at which revision and by whom each property was written.

use std::cell::Cell;
use std::cmp::Ordering;

use crate::limits::is_platform_key;
use crate::node::{Kind, NodeId};
use crate::value::Value;
use crate::view::Section;

/// Findings of one kind kept by an audit; further ones are counted.
const KEPT: usize = 100;

/// The stamp of one property.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'d> {
    /// `$lastUpdated`.
    pub last_updated: Option<Value<'d>>,
    /// `$lastUpdatedVersion`: the section's `$version` at the last write; in desired only.
    pub version: Option<Value<'d>>,
    /// `$lastUpdatedBy`: the configuration that wrote it.
    pub by: Option<Value<'d>>,
}

impl<'d> Stamp<'d> {
    /// Reads the stamp of a node of `$metadata`.
    #[must_use]
    pub fn of(node: Value<'d>) -> Self {
        let mut stamp = Self {
            last_updated: None,
            version: None,
            by: None,
        };
        if !node.is_object() {
            return stamp;
        }
        for (member, _, key) in node.plain_members() {
            match key {
                Some(b"$lastUpdated") => stamp.last_updated = Some(member),
                Some(b"$lastUpdatedVersion") => stamp.version = Some(member),
                Some(b"$lastUpdatedBy") => stamp.by = Some(member),
                _ => {}
            }
        }
        stamp
    }

    /// Returns `$lastUpdatedVersion` as a number; numeric strings count, too.
    #[must_use]
    pub fn revision(self) -> Option<i64> {
        revision(self.version?)
    }
}

/// Returns the `$lastUpdated` of a node of `$metadata`, as a stamp has it.
#[must_use]
pub fn last_updated(node: Value<'_>) -> Option<Value<'_>> {
    if !node.is_object() {
        return None;
    }
    let mut stamps = node.children().filter(|m| m.raw_key() == "$lastUpdated");
    // a key that stands twice is repaired, and the last one counts; the hub writes it once, before all others
    match node.document().repairs().is_empty() {
        true => {
            let first = node.children().next();
            let is_it = |m: &Value<'_>| m.plain_key() == Some(b"$lastUpdated");
            first.filter(is_it).or_else(|| stamps.next())
        }
        false => stamps.last(),
    }
}

/// Finds the nodes of `$metadata` for members of one object, most quickly for one after the other.
#[derive(Debug)]
pub struct Nodes<'d> {
    top: Value<'d>,
    /// A member that was asked for, and its node.
    last: Cell<Option<(Value<'d>, Value<'d>)>>,
}

impl<'d> Nodes<'d> {
    /// `top` is the node for the object itself.
    #[must_use]
    pub fn below(top: Value<'d>) -> Self {
        Self {
            top,
            last: Cell::new(None),
        }
    }

    /// Returns the node for the object itself.
    #[must_use]
    pub fn top(&self) -> Value<'d> {
        self.top
    }

    /// Returns the node for a member, if there is one.
    #[must_use]
    pub fn of(&self, member: Value<'d>) -> Option<Value<'d>> {
        let guessed = match self.last.get() {
            Some(last) => self.guess(last, member),
            None => self.guess_first(member),
        };
        let node = guessed.or_else(|| self.top.get(&member.key()?))?;
        self.last.set(Some((member, node)));
        Some(node)
    }

    /// The hub keeps both in one order and writes alike stamps for all: nodes of single values are all of one size.
    #[inline]
    fn guess(&self, last: (Value<'d>, Value<'d>), member: Value<'d>) -> Option<Value<'d>> {
        let (before, node) = last;
        let steps = member.id().0.checked_sub(before.id().0)?;
        let size = node.next_id() - node.id().0;
        self.at(node.id().0.checked_add(steps.checked_mul(size)?)?, member)
    }

    /// Counts from the end, with nodes of the size of the last one: what has something in it nearly always comes before.
    #[inline]
    fn guess_first(&self, member: Value<'d>) -> Option<Value<'d>> {
        let end = self.top.next_id();
        let last = self.top.document().value(NodeId(end - 1));
        let node = match last.parent()? {
            top if top == self.top => last,
            node => node,
        };
        let steps = member.parent()?.next_id() - member.id().0;
        self.at(
            end.checked_sub(steps.checked_mul(end - node.id().0)?)?,
            member,
        )
    }

    /// Returns the value with this number if it is the node for a member.
    #[inline]
    fn at(&self, number: u32, member: Value<'d>) -> Option<Value<'d>> {
        let is_in = self.top.id().0 < number && number < self.top.next_id();
        let guess = is_in.then(|| self.top.document().value(NodeId(number)))?;
        let is_it = guess.parent() == Some(self.top) && guess.plain_key()? == member.plain_key()?;
        // a key may stand twice in what is repaired, and the last one counts
        (is_it && guess.document().repairs().is_empty()).then_some(guess)
    }
}

/// Reads a revision; numeric strings count, too.
#[must_use]
pub fn revision(value: Value<'_>) -> Option<i64> {
    value.integer().or_else(|| value.str()?.trim().parse().ok())
}

/// Returns the node of `$metadata` for a value of the section.
#[must_use]
pub fn node_for<'d>(section: Section<'d>, value: Value<'d>) -> Option<Value<'d>> {
    let mut keys = Vec::new();
    let mut at = value;
    while at != section.value {
        keys.push(at.key()?);
        at = at.parent()?;
    }
    keys.iter()
        .rev()
        .try_fold(section.metadata()?, |node, key| node.get(key))
}

/// What one walk over a section's `$metadata` found.
#[derive(Debug, Default)]
pub struct Audit<'d> {
    /// Properties that have a stamp but no value.
    pub without_value: Vec<Value<'d>>,
    /// Values that have no stamp.
    pub without_stamp: Vec<Value<'d>>,
    /// Nodes that are no objects, and stamps that cannot be read.
    pub malformed: Vec<Value<'d>>,
    /// Revisions above the section's `$version`.
    pub above_version: Vec<Value<'d>>,
    /// Properties written after their parent was.
    pub newer_than_parent: Vec<Value<'d>>,
    /// Oldest `$lastUpdated` of a property (not of the section itself).
    pub oldest: Option<Value<'d>>,
    /// Newest `$lastUpdated`, the section's own included.
    pub newest: Option<Value<'d>>,
    /// Properties with a stamp, containers included.
    pub stamped: usize,
    /// Distinct stamps are not counted further than this tells: all properties have one and the same.
    pub all_equal: bool,
    /// What was found beyond the first hundred of a kind.
    pub not_kept: u64,
}

/// An object, its node of `$metadata`, and the revision of that.
struct Pair<'d> {
    value: Value<'d>,
    node: Value<'d>,
    revision: Option<i64>,
}

impl<'d> Audit<'d> {
    /// Walks over the metadata of a section beside its data.
    #[must_use]
    pub fn of(section: Section<'d>) -> Self {
        let mut audit = Self {
            all_equal: true,
            ..Self::default()
        };
        let Some(metadata) = section.metadata() else {
            return audit;
        };
        if !metadata.is_object() {
            audit.malformed.push(metadata);
            return audit;
        }
        let version = section.version().and_then(revision);
        let (own, revision) = audit.stamp(metadata, None, version);
        audit.newest = own.last_updated;
        let mut open = vec![Pair {
            value: section.value,
            node: metadata,
            revision,
        }];
        while let Some(pair) = open.pop() {
            audit.pair(pair, version, &mut open);
        }
        audit
    }

    fn pair(&mut self, pair: Pair<'d>, version: Option<i64>, open: &mut Vec<Pair<'d>>) {
        let Pair { value, node, .. } = pair;
        // both sides are usually in the same order: the next one fits, else it is looked up
        let mut data = value.children().filter(|m| !is_platform_key(*m)).peekable();
        let is_object = value.is_object();
        for (child, kind, key) in node.plain_members() {
            let is_stamp = match key {
                Some(key) => key.first() == Some(&b'$'),
                None => child.key_starts_with("$"),
            };
            if is_stamp {
                continue;
            }
            if kind != Kind::Object {
                keep(&mut self.malformed, child, &mut self.not_kept);
                continue;
            }
            let (stamp, revision) = self.stamp(child, pair.revision, version);
            self.count(stamp);
            let member = match data.peek() {
                Some(next) if is_object && same_key(*next, child) => data.next(),
                _ => child
                    .key()
                    .and_then(|k| value.get(&k))
                    .filter(|m| !is_platform_key(*m)),
            };
            match member {
                None => keep(&mut self.without_value, child, &mut self.not_kept),
                Some(member) if member.is_object() => open.push(Pair {
                    value: member,
                    node: child,
                    revision,
                }),
                Some(_) => {}
            }
        }
        if is_object {
            self.unstamped(data, node);
        }
    }

    fn unstamped(&mut self, left: impl Iterator<Item = Value<'d>>, node: Value<'d>) {
        for member in left {
            let stamped = member.key().is_some_and(|k| node.get(&k).is_some());
            if !stamped && member.kind() != Kind::Null {
                keep(&mut self.without_stamp, member, &mut self.not_kept);
            }
        }
    }

    fn stamp(
        &mut self,
        node: Value<'d>,
        around: Option<i64>,
        version: Option<i64>,
    ) -> (Stamp<'d>, Option<i64>) {
        let stamp = Stamp::of(node);
        if let Some(at) = stamp
            .last_updated
            .filter(|v| v.kind() != Kind::String || v.span().len() < 21)
        {
            keep(&mut self.malformed, at, &mut self.not_kept);
        }
        let Some(written) = stamp.version else {
            return (stamp, None);
        };
        let revision = revision(written);
        match revision {
            None => keep(&mut self.malformed, written, &mut self.not_kept),
            Some(revision) => {
                if version.is_some_and(|version| revision > version) {
                    keep(&mut self.above_version, written, &mut self.not_kept);
                }
                if around.is_some_and(|around| revision > around) {
                    keep(&mut self.newer_than_parent, written, &mut self.not_kept);
                }
            }
        }
        (stamp, revision)
    }

    fn count(&mut self, stamp: Stamp<'d>) {
        let Some(at) = stamp.last_updated.filter(|v| v.kind() == Kind::String) else {
            return;
        };
        self.stamped += 1;
        // hub stamps are UTC with a fixed form: their text sorts as their time
        match self.oldest.map(|oldest| at.bytes().cmp(oldest.bytes())) {
            // the newest one is not older than the oldest
            Some(Ordering::Equal) => return,
            Some(Ordering::Less) => {
                self.all_equal = false;
                self.oldest = Some(at);
            }
            Some(Ordering::Greater) => self.all_equal = false,
            None => self.oldest = Some(at),
        }
        if self.newest.is_none_or(|n| at.bytes() > n.bytes()) {
            self.newest = Some(at);
        }
    }
}

fn same_key(a: Value<'_>, b: Value<'_>) -> bool {
    a.key_bytes() == b.key_bytes()
}

fn keep<'d>(kept: &mut Vec<Value<'d>>, value: Value<'d>, not_kept: &mut u64) {
    if kept.len() < KEPT {
        kept.push(value);
    } else {
        *not_kept += 1;
    }
}

/// Returns the newest revision below and including a node of `$metadata`, with the stamp that has it.
#[must_use]
pub fn newest_revision(node: Value<'_>) -> Option<(i64, Value<'_>)> {
    let all = std::iter::once(node).chain(node.descendants().filter(|n| n.is_object()));
    all.filter_map(|n| {
        let at = n.get("$lastUpdatedVersion")?;
        Some((revision(at)?, at))
    })
    .reduce(|best, next| if next.0 > best.0 { next } else { best })
}
