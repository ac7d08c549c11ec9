//! Two values beside each other, whole: what is the same, too. For views; a list of changes alone is shorter.

use std::collections::{HashMap, HashSet};

use twin::{Kind, NodeId, Value};

use crate::align::align;
use crate::change::ChangeKind;
use crate::habits::{Habits, Renamed};
use crate::prints::Prints;
use crate::same::{Likeness, scalars};

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
    /// Brings two values together, as far as `most` rows; members that do not `fit` are left out. `habits` say how texts
    /// are understood and by which member elements correspond.
    #[must_use]
    pub fn of(
        (old, new): (Option<Value<'d>>, Option<Value<'d>>),
        habits: Option<&Habits>,
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
            both: Both {
                old,
                new,
                habits,
                known: None,
            },
            parent: None,
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
                (None | Some(ChangeKind::Respelled), ChangeKind::Respelled) => {
                    Some(ChangeKind::Respelled)
                }
                (None | Some(ChangeKind::Respelled), _) => Some(ChangeKind::Edited),
                (own, _) => own,
            };
        }
    }
}

struct Task<'d, 'h> {
    both: Both<'d, 'h>,
    parent: Option<u32>,
}

struct Walk<'d, 'h, 'a> {
    found: SideBySide<'d>,
    open: Vec<Task<'d, 'h>>,
    /// Prints of the arrays that are looked at.
    prints: Option<(Prints, Prints)>,
    fits: &'a dyn Fn(Value<'_>) -> bool,
}

/// Two values that belong together, or one alone.
#[derive(Clone, Copy, Default)]
struct Both<'d, 'h> {
    old: Option<Value<'d>>,
    new: Option<Value<'d>>,
    habits: Option<&'h Habits>,
    /// What is known already: it stands elsewhere, or has another name of the same meaning.
    known: Option<ChangeKind>,
}

impl<'d> Both<'d, '_> {
    fn gone(old: Value<'d>) -> Self {
        Self {
            old: Some(old),
            ..Self::default()
        }
    }

    fn kind(&self) -> Option<ChangeKind> {
        let (old, new) = match (self.old, self.new) {
            (Some(old), Some(new)) => (old, new),
            (Some(_), None) => return Some(ChangeKind::Removed),
            (None, _) => return Some(ChangeKind::Added),
        };
        if self.known == Some(ChangeKind::Moved) {
            return self.known;
        }
        if is_like(old, new) && new.kind().is_container() {
            return self.known;
        }
        let meaning = self.habits.map(|h| h.meaning).unwrap_or_default();
        match scalars(old, new, meaning) {
            Likeness::Identical => self.known,
            Likeness::Respelled => Some(ChangeKind::Respelled),
            Likeness::Different => Some(ChangeKind::Edited),
        }
    }
}

impl<'d, 'h> Walk<'d, 'h, '_> {
    fn row(&mut self, task: &Task<'d, 'h>) {
        let at = u32::try_from(self.found.all.len()).unwrap_or(u32::MAX);
        let inner = self.inner(task.both);
        self.found.all.push(Beside {
            old: task.both.old,
            new: task.both.new,
            parent: task.parent,
            kind: task.both.kind(),
            is_leaf: inner.is_empty(),
        });
        let inner = inner.into_iter().rev().map(|both| Task {
            both,
            parent: Some(at),
        });
        self.open.extend(inner);
    }

    fn inner(&mut self, both: Both<'d, 'h>) -> Vec<Both<'d, 'h>> {
        let habits = both.habits;
        match (both.old, both.new) {
            (Some(old), Some(new)) if !is_like(old, new) => Vec::new(),
            (Some(old), Some(new)) if new.kind() == Kind::Array => self.elements(old, new, habits),
            (Some(old), Some(new)) => self.members(old, new, habits),
            (Some(only), None) => {
                let children = only.children().filter(|v| (self.fits)(*v));
                children.map(Both::gone).collect()
            }
            (None, only) => {
                let children = only.into_iter().flat_map(Value::children);
                let children = children.filter(|v| (self.fits)(*v));
                let new = |v| Both {
                    new: Some(v),
                    ..Both::default()
                };
                children.map(new).collect()
            }
        }
    }

    /// Members in the order of the new side; what is gone stands behind what it stood behind.
    fn members(
        &self,
        old: Value<'d>,
        new: Value<'d>,
        habits: Option<&'h Habits>,
    ) -> Vec<Both<'d, 'h>> {
        let (olds, news) = (counted(old), counted(new));
        let before: HashMap<&str, Value<'d>> = olds.iter().map(|(name, v)| (&**name, *v)).collect();
        let mut renamed = Renamed::of(habits, old, new);
        let mut places: HashMap<NodeId, usize> = HashMap::new();
        let mut kept = Vec::new();
        for (at, (name, value)) in news.iter().enumerate() {
            let own = before.get(&**name).copied();
            let other = match own {
                Some(_) => None,
                None => renamed.as_mut().and_then(|renamed| renamed.take(name)),
            };
            let old = own.or(other);
            places.extend(old.map(|old| (old.id(), at)));
            if (self.fits)(*value) {
                let both = Both {
                    old,
                    new: Some(*value),
                    habits: habits.and_then(|h| h.member(name)).map(|h| &**h),
                    known: other.map(|_| ChangeKind::Respelled),
                };
                kept.push((at, both));
            }
        }
        let gone = olds.iter().filter(|(_, v)| (self.fits)(*v));
        merged(kept, gone.map(|(_, v)| (places.get(&v.id()).copied(), *v)))
    }

    fn elements(
        &mut self,
        old: Value<'d>,
        new: Value<'d>,
        habits: Option<&'h Habits>,
    ) -> Vec<Both<'d, 'h>> {
        let covers = |prints: &(Prints, Prints)| prints.0.cover(old) && prints.1.cover(new);
        if !self.prints.as_ref().is_some_and(covers) {
            self.prints = Some((Prints::of(old), Prints::of(new)));
        }
        let Some((old_prints, new_prints)) = &self.prints else {
            return Vec::new();
        };
        let (olds, news): (Vec<_>, Vec<_>) = (old.children().collect(), new.children().collect());
        let identity = habits.and_then(|h| h.identity.as_deref());
        let alignment = align(&olds, &news, (old_prints, new_prints), identity);
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
                let is_moved = partner.is_some_and(|(_, moved)| moved);
                let both = Both {
                    old: partner.map(|(old, _)| olds[old as usize]),
                    new: Some(*new),
                    habits: habits.and_then(|h| h.items.as_deref()),
                    known: is_moved.then_some(ChangeKind::Moved),
                };
                (at, both)
            });
        merged(
            kept.collect(),
            places.iter().copied().zip(olds.iter().copied()),
        )
    }
}

/// Puts what is gone behind what stood before it. `old` is the old side in its order, each with its place on the new
/// side, if it is there.
fn merged<'d, 'h>(
    kept: Vec<(usize, Both<'d, 'h>)>,
    old: impl Iterator<Item = (Option<usize>, Value<'d>)>,
) -> Vec<Both<'d, 'h>> {
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
    let mut all: Vec<Both<'d, 'h>> = first.into_iter().map(Both::gone).collect();
    for (place, both) in kept {
        all.push(both);
        all.extend(
            behind
                .remove(&place)
                .unwrap_or_default()
                .into_iter()
                .map(Both::gone),
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
    use std::sync::Arc;

    use twin::Document;

    use super::*;
    use crate::same::Meaning;

    fn told(old: &str, new: &str) -> Vec<String> {
        let [old, new] = [old, new].map(|text| Document::read_str(text).expect("a small text"));
        let found = SideBySide::of(
            (old.root(), new.root()),
            None,
            &|v| !v.is_key("$version"),
            1_000,
        );
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
    fn what_is_known_of_a_place_decides_what_means_the_same() {
        let time = Habits {
            meaning: Meaning::Time,
            ..Habits::default()
        };
        let habits = Habits {
            names: Meaning::AnyCase,
            others: Some(Arc::new(Habits {
                others: Some(Arc::new(time)),
                ..Habits::default()
            })),
            ..Habits::default()
        };
        let told = |old: &str, new: &str| {
            let docs = [old, new].map(|text| Document::read_str(text).expect("a small text"));
            let roots = (docs[0].root(), docs[1].root());
            let found = SideBySide::of(roots, Some(&habits), &|_| true, 100);
            let kinds: Vec<_> = found.all.iter().map(|row| row.kind).collect();
            kinds
        };
        use ChangeKind::{Edited, Respelled};
        assert_eq!(
            told(
                r#"{"AB":{"at":"2026-05-01T07:00:00Z"}}"#,
                r#"{"ab":{"at":"2026-05-01T07:00:00.0Z"}}"#
            ),
            [Some(Respelled); 3]
        );
        assert_eq!(
            told(
                r#"{"AB":{"at":"2026-05-01T07:00:00Z"}}"#,
                r#"{"ab":{"at":"2026-05-01T08:00:00Z"}}"#
            ),
            [Some(Edited); 3]
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
        let found = SideBySide::of((doc.root(), None), None, &|_| true, 10);
        assert!(found.is_cut && found.all.len() == 10);
    }
}
