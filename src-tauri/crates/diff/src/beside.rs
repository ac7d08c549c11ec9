//! Two values beside each other, whole: what is the same, too. For views; a list of changes alone is shorter.

use std::collections::{HashMap, HashSet};

use twin::{Kind, Value};

use crate::align::align;
use crate::change::ChangeKind;
use crate::prints::Prints;
use crate::same::{Likeness, Meaning, scalars};

/// A value of both sides, or of one.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'d> {
    /// The value before.
    pub old: Option<Value<'d>>,
    /// The value after.
    pub new: Option<Value<'d>>,
    /// Number of the one it stands in.
    pub parent: Option<u32>,
    /// What happened to it, or to something in it.
    pub kind: Option<ChangeKind>,
    /// Nothing stands in it.
    pub is_leaf: bool,
}

/// Two values beside each other.
#[derive(Debug, Clone, Default)]
pub struct SideBySide<'d> {
    /// The values, each before what stands in it.
    pub all: Vec<Beside<'d>>,
    /// There are more than were wanted.
    pub is_cut: bool,
    /// For an array a closer match may exist: the effort is bounded.
    pub is_approximate: bool,
}

impl<'d> SideBySide<'d> {
    /// Brings two values together, as far as `most` rows; members that do not `fit` are left out.
    #[must_use]
    pub fn of(
        old: Option<Value<'d>>,
        new: Option<Value<'d>>,
        fits: &dyn Fn(Value<'_>) -> bool,
        most: usize,
    ) -> Self {
        let mut walk = Walk {
            found: Self::default(),
            open: Vec::new(),
            prints: None,
            fits,
        };
        walk.open.push(Task {
            old,
            new,
            parent: None,
            is_moved: false,
        });
        while let Some(task) = walk.open.pop() {
            if walk.found.all.len() >= most {
                walk.found.is_cut = true;
                break;
            }
            walk.row(&task);
        }
        walk.found.sum_up();
        walk.found
    }

    /// What contains a change is changed; it comes before what it contains.
    fn sum_up(&mut self) {
        for at in (0..self.all.len()).rev() {
            let Beside { parent, kind, .. } = self.all[at];
            let (Some(parent), Some(kind)) = (parent, kind) else {
                continue;
            };
            let around = &mut self.all[parent as usize].kind;
            *around = match (*around, kind) {
                (None, ChangeKind::Respelled) => Some(ChangeKind::Respelled),
                (None | Some(ChangeKind::Respelled), _) => Some(ChangeKind::Edited),
                (own, _) => own,
            };
        }
    }
}

struct Task<'d> {
    old: Option<Value<'d>>,
    new: Option<Value<'d>>,
    parent: Option<u32>,
    is_moved: bool,
}

struct Walk<'d, 'a> {
    found: SideBySide<'d>,
    open: Vec<Task<'d>>,
    /// Prints of the arrays that are looked at.
    prints: Option<(Prints, Prints)>,
    fits: &'a dyn Fn(Value<'_>) -> bool,
}

type Both<'d> = (Option<Value<'d>>, Option<Value<'d>>, bool);

impl<'d> Walk<'d, '_> {
    fn row(&mut self, task: &Task<'d>) {
        let at = u32::try_from(self.found.all.len()).unwrap_or(u32::MAX);
        let inner = self.inner(task.old, task.new);
        let kind = match (task.old, task.new) {
            _ if task.is_moved => Some(ChangeKind::Moved),
            (Some(_), None) => Some(ChangeKind::Removed),
            (None, _) => Some(ChangeKind::Added),
            (Some(old), Some(new)) if is_like(old, new) && new.kind().is_container() => None,
            (Some(old), Some(new)) => match scalars(old, new, Meaning::AsWritten) {
                Likeness::Identical => None,
                Likeness::Respelled => Some(ChangeKind::Respelled),
                Likeness::Different => Some(ChangeKind::Edited),
            },
        };
        self.found.all.push(Beside {
            old: task.old,
            new: task.new,
            parent: task.parent,
            kind,
            is_leaf: inner.is_empty(),
        });
        let inner = inner.into_iter().rev().map(|(old, new, is_moved)| Task {
            old,
            new,
            parent: Some(at),
            is_moved,
        });
        self.open.extend(inner);
    }

    fn inner(&mut self, old: Option<Value<'d>>, new: Option<Value<'d>>) -> Vec<Both<'d>> {
        match (old, new) {
            (Some(old), Some(new)) if !is_like(old, new) => Vec::new(),
            (Some(old), Some(new)) if new.kind() == Kind::Array => self.elements(old, new),
            (Some(old), Some(new)) => self.members(old, new),
            (Some(only), None) => {
                let children = only.children().filter(|v| (self.fits)(*v));
                children.map(|v| (Some(v), None, false)).collect()
            }
            (None, only) => {
                let children = only.into_iter().flat_map(Value::children);
                let children = children.filter(|v| (self.fits)(*v));
                children.map(|v| (None, Some(v), false)).collect()
            }
        }
    }

    /// Members in the order of the new side; what is gone stands behind what it stood behind.
    fn members(&self, old: Value<'d>, new: Value<'d>) -> Vec<Both<'d>> {
        let (olds, news) = (counted(old), counted(new));
        let places: HashMap<&str, usize> = (0..)
            .zip(&news)
            .map(|(at, (name, _))| (&**name, at))
            .collect();
        let before: HashMap<&str, Value<'d>> = olds.iter().map(|(name, v)| (&**name, *v)).collect();
        let gone = olds.iter().filter(|(_, v)| (self.fits)(*v));
        let gone = gone.map(|(name, v)| (places.get(&**name).copied(), *v));
        let kept = news.iter().filter(|(_, v)| (self.fits)(*v));
        let kept: Vec<_> = kept
            .map(|(name, v)| {
                (
                    places[&**name],
                    (before.get(&**name).copied(), Some(*v), false),
                )
            })
            .collect();
        merged(kept, gone)
    }

    fn elements(&mut self, old: Value<'d>, new: Value<'d>) -> Vec<Both<'d>> {
        let covers = |prints: &(Prints, Prints)| prints.0.cover(old) && prints.1.cover(new);
        if !self.prints.as_ref().is_some_and(covers) {
            self.prints = Some((Prints::of(old), Prints::of(new)));
        }
        let Some((old_prints, new_prints)) = &self.prints else {
            return Vec::new();
        };
        let (olds, news): (Vec<_>, Vec<_>) = (old.children().collect(), new.children().collect());
        let alignment = align(&olds, &news, (old_prints, new_prints), None);
        self.found.is_approximate |= alignment.approximate;
        let mut partners: Vec<Option<(u32, bool)>> = vec![None; news.len()];
        let mut places: Vec<Option<usize>> = vec![None; olds.len()];
        for pair in &alignment.pairs {
            partners[pair.new as usize] = Some((pair.old, pair.moved));
            places[pair.old as usize] = Some(pair.new as usize);
        }
        let kept = news
            .iter()
            .zip(&partners)
            .enumerate()
            .map(|(at, (new, partner))| {
                let old = partner.map(|(old, _)| olds[old as usize]);
                (
                    at,
                    (old, Some(*new), partner.is_some_and(|(_, moved)| moved)),
                )
            });
        merged(
            kept.collect(),
            places.iter().copied().zip(olds.iter().copied()),
        )
    }
}

/// Puts what is gone behind what stood before it. `old` is the old side in its order, each with its place on the new
/// side, if it is there.
fn merged<'d>(
    kept: Vec<(usize, Both<'d>)>,
    old: impl Iterator<Item = (Option<usize>, Value<'d>)>,
) -> Vec<Both<'d>> {
    let mut first = Vec::new();
    let mut behind: HashMap<usize, Vec<Value<'d>>> = HashMap::new();
    let mut last = None;
    for (place, value) in old {
        match (place, last) {
            (Some(_), _) => last = place,
            (None, None) => first.push(value),
            (None, Some(last)) => behind.entry(last).or_default().push(value),
        }
    }
    let gone = |value: Value<'d>| (Some(value), None, false);
    let mut all: Vec<Both<'d>> = first.into_iter().map(gone).collect();
    for (place, both) in kept {
        all.push(both);
        all.extend(
            behind
                .remove(&place)
                .unwrap_or_default()
                .into_iter()
                .map(gone),
        );
    }
    all
}

/// True for two containers of one kind, and for two that are none.
fn is_like(old: Value<'_>, new: Value<'_>) -> bool {
    let of = |value: Value<'_>| value.kind().is_container().then_some(value.kind());
    of(old) == of(new)
}

/// Returns the members that count, in their order: of equal keys the last.
fn counted(object: Value<'_>) -> Vec<(String, Value<'_>)> {
    let named = object
        .children()
        .map(|v| (v.key().unwrap_or_default().into_owned(), v));
    let mut all: Vec<_> = named.collect();
    if !object.document().repairs().is_empty() {
        let mut met = HashSet::new();
        all.reverse();
        all.retain(|(name, _)| met.insert(name.clone()));
        all.reverse();
    }
    all
}

#[cfg(test)]
mod tests {
    use twin::Document;

    use super::*;

    fn told(old: &str, new: &str) -> Vec<String> {
        let [old, new] = [old, new].map(|text| Document::read_str(text).expect("a small text"));
        let found = SideBySide::of(old.root(), new.root(), &|v| !v.is_key("$version"), 1_000);
        let row = |row: &Beside<'_>| {
            let name = |v: Value<'_>| v.path().to_string();
            let sides = [row.old, row.new].map(|v| v.map(name).unwrap_or("-".to_owned()));
            let kind = row
                .kind
                .map_or("same".to_owned(), |kind| format!("{kind:?}"));
            format!("{} {} {kind}", sides[0], sides[1])
        };
        found.all.iter().map(row).collect()
    }

    #[test]
    fn everything_has_a_row_and_what_is_gone_stands_where_it_stood() {
        assert_eq!(
            told(
                r#"{"a": 1, "b": 2, "c": {"x": 1.0}, "$version": 1}"#,
                r#"{"c": {"x": 1, "y": 2}, "a": 1, "$version": 2}"#
            ),
            [
                "  Edited",
                "/c /c Edited",
                "/c/x /c/x Respelled",
                "- /c/y Added",
                "/a /a same",
                "/b - Removed",
            ]
        );
    }

    #[test]
    fn elements_that_moved_or_are_gone_are_told_as_such() {
        assert_eq!(
            told(r#"["x", "y", "z"]"#, r#"["z", "x"]"#),
            ["  Edited", "/2 /0 Moved", "/0 /1 same", "/1 - Removed"]
        );
    }

    #[test]
    fn another_kind_of_value_is_one_change() {
        assert_eq!(
            told(r#"{"a": {"b": 1}}"#, r#"{"a": [1]}"#),
            ["  Edited", "/a /a Edited"]
        );
        assert_eq!(
            told(r#"{"a": 1, "a": 2}"#, r#"{"a": 2}"#),
            ["  same", "/a /a same"]
        );
    }

    #[test]
    fn no_more_rows_than_wanted() {
        let text = format!("[{}]", vec!["1"; 50].join(","));
        let doc = Document::read_str(&text).expect("a list");
        let found = SideBySide::of(doc.root(), None, &|_| true, 10);
        assert!(found.is_cut && found.all.len() == 10);
    }
}
