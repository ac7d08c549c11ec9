//! Since when a device has had its values, for those that no stamp tells of: back from a snapshot, sighting by sighting,
//! as long as the value is the same. Where that run begins is no later than the value was written, and all that is known.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::ControlFlow;

use diagnose::Units;
use diff::{fingerprint, is_same};
use jiff::Timestamp;
use store::{Device, Moment};
use twin::{Document, NodeId, SectionKind, Twin, Value, secret};

use super::{History, HistoryError, recent};

/// Values looked for; the others stay untold.
const VALUES: usize = 4_096;
/// Bytes of texts that are read for one twin; a run that reaches further back is cut there.
const BYTES: usize = 512 << 20;
/// What stands for a secret in a snapshot: whether two of them are the same, nobody can say.
const MASK: char = '\u{2022}';

/// The first sighting of an unbroken run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    /// When: the value was written no later.
    pub at: Timestamp,
    /// Number of the snapshot.
    pub snapshot: u32,
    /// `$version` of the section in it.
    pub revision: Option<i64>,
}

/// Values of a twin with the first sighting of the run that each stands in.
pub(crate) type Held = HashMap<NodeId, Since>;

/// All sections, in the order in which they begin among the nodes.
pub(crate) const EVERYTHING: &[SectionKind] = &[
    SectionKind::Tags,
    SectionKind::Desired,
    SectionKind::Reported,
];
/// Those that desired and reported are compared by. A hub stamps both: mostly nothing is left to ask for.
pub(crate) const PROPERTIES: &[SectionKind] = &[SectionKind::Desired, SectionKind::Reported];

/// When a snapshot was seen, and its position.
type Sighting = (Timestamp, usize);
/// Which of the values a snapshot has, a bit each.
type Bits = Box<[u64]>;

/// At which sighting the runs end that are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// The last one of the twin itself; the newest of all where it is not kept.
    Now,
    /// The first one of a snapshot.
    Snapshot(u32),
}

/// Finds for each value of some sections of a twin that has no stamp since when its device has had it.
///
/// # Errors
/// Where the history cannot be read.
pub(crate) fn held(
    history: &History,
    device: &Device,
    twin: &Twin<'_>,
    sections: &[SectionKind],
    until: Until,
) -> Result<Held, HistoryError> {
    let wanted = Wanted::of(twin, sections);
    if wanted.values.is_empty() {
        return Ok(Held::new());
    }
    let all = history.store.timeline(device)?;
    let all = recent(&all);
    let Some(sightings) = sightings(history, device, twin, all, until)? else {
        return Ok(Held::new());
    };
    let same = compared(history, device, all, &wanted)?;
    let begins = begins(&sightings, &same, wanted.values.len());
    let found = wanted.values.iter().zip(begins).filter_map(|(of, begin)| {
        let (at, position) = sightings[begin?];
        let moment = &all[position];
        let since = Since {
            at,
            snapshot: moment.number,
            revision: match of.section {
                SectionKind::Tags => None,
                SectionKind::Desired => moment.desired,
                SectionKind::Reported => moment.reported,
            },
        };
        Some((of.value.id(), since))
    });
    Ok(found.collect())
}

/// Goes back from the last sighting as long as a value is the same, for all values at once: returns where the run of
/// each begins.
fn begins(sightings: &[Sighting], same: &[Option<Bits>], values: usize) -> Vec<Option<usize>> {
    let mut begins = vec![None; values];
    let mut alive = vec![u64::MAX; values.div_ceil(64)];
    for at in (0..sightings.len()).rev() {
        let bits = same[sightings[at].1].as_deref();
        for (word, alive) in alive.iter_mut().enumerate() {
            let ended = *alive & !bits.map_or(0, |bits| bits[word]);
            each_bit(word, ended, |value| {
                if let Some(begin) = begins.get_mut(value) {
                    *begin = Some(at + 1).filter(|begin| *begin < sightings.len());
                }
            });
            *alive &= !ended;
        }
    }
    for (word, alive) in alive.into_iter().enumerate() {
        each_bit(word, alive, |value| {
            if let Some(begin) = begins.get_mut(value) {
                *begin = Some(0);
            }
        });
    }
    begins
}

fn each_bit(word: usize, mut bits: u64, mut tell: impl FnMut(usize)) {
    while bits != 0 {
        tell(word * 64 + bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

/// Every sighting up to the one to go back from, in the order of time: of each time that a snapshot was there the first
/// and the last one are known. Nothing where the one to begin with is not there.
fn sightings(
    history: &History,
    device: &Device,
    twin: &Twin<'_>,
    moments: &[Moment],
    until: Until,
) -> Result<Option<Vec<Sighting>>, HistoryError> {
    let mut all: Vec<_> = moments
        .iter()
        .enumerate()
        .flat_map(|(position, m)| [(m.seen, position), (m.last, position)])
        .collect();
    // at the same time by position, which goes by versions
    all.sort_unstable();
    all.dedup();
    let position = |number: u32| moments.iter().position(|m| m.number == number);
    // one that came back has several moments
    let last_position = |number: u32| moments.iter().rposition(|m| m.number == number);
    let end = match until {
        Until::Snapshot(number) => {
            let Some(position) = position(number) else {
                return Ok(None);
            };
            all.iter().position(|(_, of)| *of == position)
        }
        Until::Now => {
            let own = history
                .store
                .number_of(device, &twin::Masked::of(twin))?
                .and_then(last_position);
            match own {
                Some(own) => all.iter().rposition(|(_, of)| *of == own),
                None => all.len().checked_sub(1),
            }
        }
    };
    let Some(end) = end else {
        return Ok(None);
    };
    all.truncate(end + 1);
    Ok(Some(all))
}

/// Reads the snapshots and notes which have which of the values, a bit each, by their positions.
fn compared(
    history: &History,
    device: &Device,
    moments: &[Moment],
    wanted: &Wanted<'_>,
) -> Result<Vec<Option<Bits>>, HistoryError> {
    let mut positions: HashMap<u32, Vec<usize>> = HashMap::new();
    for (position, moment) in moments.iter().enumerate() {
        positions.entry(moment.number).or_default().push(position);
    }
    let first = positions.keys().min().copied().unwrap_or_default();
    let mut same = vec![None; moments.len()];
    let mut bytes = 0;
    history.store.each(device, first, &mut |record| {
        // one that cannot be read breaks a run: nobody knows what stood in it
        if let Ok(record) = record
            && let Some(positions) = positions.get(&record.moment.number)
            && let Ok(doc) = Document::read_str(&record.text)
        {
            bytes += record.text.len();
            if let Some(twin) = Units::of(&doc).twin(0) {
                let found = wanted.in_twin(&twin);
                for position in positions {
                    same[*position] = Some(found.clone());
                }
            }
        }
        match bytes > BYTES {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    })?;
    Ok(same)
}

/// One value that is looked for.
struct Looked<'d> {
    value: Value<'d>,
    print: u64,
    section: SectionKind,
}

/// The values that have no stamp, and where they stand.
struct Wanted<'d> {
    values: Vec<Looked<'d>>,
    nodes: Vec<Node<'d>>,
}

/// A place in the twin that is known, or that leads to one.
#[derive(Default)]
struct Node<'d> {
    members: HashMap<Cow<'d, str>, usize>,
    value: Option<usize>,
}

impl<'d> Wanted<'d> {
    fn of(twin: &Twin<'d>, sections: &[SectionKind]) -> Self {
        let mut wanted = Self {
            values: Vec::new(),
            nodes: EVERYTHING.iter().map(|_| Node::default()).collect(),
        };
        for (root, kind) in EVERYTHING.iter().copied().enumerate() {
            let wanted_section = twin.section(kind).filter(|_| sections.contains(&kind));
            let Some(section) = wanted_section else {
                continue;
            };
            let blamed = ::diff::blame(section).into_iter();
            let unstamped = blamed.filter(|b| b.at().is_none() && b.stamp.revision().is_none());
            for blamed in unstamped.take(VALUES) {
                if is_told(blamed.value) && wanted.values.len() < VALUES {
                    wanted.add(root, section.value, blamed.value, kind);
                }
            }
        }
        wanted
    }

    fn add(&mut self, root: usize, top: Value<'d>, value: Value<'d>, section: SectionKind) {
        let mut keys = Vec::new();
        let mut at = value;
        while at != top {
            let (Some(key), Some(parent)) = (at.key(), at.parent()) else {
                return;
            };
            keys.push(key);
            at = parent;
        }
        let mut node = root;
        for key in keys.into_iter().rev() {
            let next = self.nodes.len();
            let known = *self.nodes[node].members.entry(key).or_insert(next);
            if known == next {
                self.nodes.push(Node::default());
            }
            node = known;
        }
        self.nodes[node].value = Some(self.values.len());
        self.values.push(Looked {
            value,
            print: fingerprint(value),
            section,
        });
    }

    /// Says which of the values a twin has, a bit each.
    fn in_twin(&self, twin: &Twin<'_>) -> Bits {
        let mut bits = vec![0; self.values.len().div_ceil(64)];
        let mut open: Vec<_> = EVERYTHING
            .iter()
            .enumerate()
            .filter_map(|(root, kind)| Some((root, twin.section(*kind)?.value)))
            .collect();
        while let Some((node, value)) = open.pop() {
            let node = &self.nodes[node];
            if let Some(at) = node.value {
                let looked = &self.values[at];
                let is_held =
                    fingerprint(value) == looked.print && is_same(value, looked.value, None);
                // of equal keys the last counts
                bits[at / 64] &= !(1 << (at % 64));
                bits[at / 64] |= u64::from(is_held) << (at % 64);
            }
            if node.members.is_empty() || !value.is_object() {
                continue;
            }
            let from = open.len();
            open.extend(value.children().filter_map(|member| {
                let known = node.members.get(&member.key()?)?;
                Some((*known, member))
            }));
            open[from..].reverse();
        }
        bits.into()
    }
}

/// False for a secret: two masks of the same length may stand for two secrets.
fn is_told(value: Value<'_>) -> bool {
    let is_hidden = |v: Value<'_>| {
        secret::masked(v).is_some() || v.str().is_some_and(|text| text.contains(MASK))
    };
    !is_hidden(value) && !value.descendants().any(is_hidden)
}
