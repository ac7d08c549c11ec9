//! One walk over two values side by side. A loop, never recursion; what is written alike is passed over.

use std::collections::HashSet;
use std::sync::Arc;

use twin::{Kind, Value};

use crate::align::{Pair, align};
use crate::change::{Change, ChangeKind, Changes, Spot};
use crate::habits::{Habits, Renamed};
use crate::order::Reorder;
use crate::prints::{self, Prints};
use crate::same::{Likeness, Meaning, scalars};

/// Containers up to this size are first compared as text, level by level.
pub(crate) const AS_TEXT: usize = 64 << 10;

/// Finds what differs between two values. `habits` say how texts are understood and by which member elements
/// correspond; without them texts are compared letter by letter. Patches are made of what is found without them: what
/// means the same in another spelling is no difference with them.
#[must_use]
pub fn changes<'d>(old: Value<'d>, new: Value<'d>, habits: Option<&Habits>) -> Changes<'d> {
    let mut found = walked(old, new, habits);
    bring_moves_together(&mut found, &|_| false);
    found
}

/// Finds what differs between two values as [`changes`] does; what is `aside` on one of the sides only is gone or new
/// there, and has not moved.
#[must_use]
pub fn changes_beside<'d>(
    old: Value<'d>,
    new: Value<'d>,
    habits: Option<&Habits>,
    aside: &dyn Fn(Value<'_>) -> bool,
) -> Changes<'d> {
    let mut found = walked(old, new, habits);
    bring_moves_together(&mut found, aside);
    found
}

fn walked<'d>(old: Value<'d>, new: Value<'d>, habits: Option<&Habits>) -> Changes<'d> {
    let mut walk = Walk {
        found: Changes::default(),
        open: Vec::new(),
        prints: None,
        clean: [old, new].map(|v| v.document().repairs().is_empty()),
    };
    walk.pair(old, new, habits, Spot::Root);
    while let Some(task) = walk.open.pop() {
        match task {
            Task::Pair(old, new, habits, spot) => walk.pair(old, new, habits, spot),
            Task::Tell(change) => walk.found.all.push(change),
        }
    }
    walk.found
}

/// True where two values mean the same.
#[must_use]
pub fn is_same(a: Value<'_>, b: Value<'_>, habits: Option<&Habits>) -> bool {
    match (a.kind().is_container(), b.kind().is_container()) {
        (true, true) => changes(a, b, habits).is_same(),
        _ => scalars(a, b, meaning(habits)).is_same(),
    }
}

enum Task<'d, 'h> {
    Pair(Value<'d>, Value<'d>, Option<&'h Habits>, Spot<'d>),
    Tell(Change<'d>),
}

struct Walk<'d, 'h> {
    found: Changes<'d>,
    open: Vec<Task<'d, 'h>>,
    /// Prints of the arrays that are looked at.
    prints: Option<(Prints, Prints)>,
    /// Nothing had to be assumed when a side was read: no key stands twice, text is what it looks like.
    clean: [bool; 2],
}

fn meaning(habits: Option<&Habits>) -> Meaning {
    habits.map(|h| h.meaning).unwrap_or_default()
}

impl<'d, 'h> Walk<'d, 'h> {
    fn pair(&mut self, old: Value<'d>, new: Value<'d>, habits: Option<&'h Habits>, spot: Spot<'d>) {
        if old.kind().is_container() && self.is_alike(old, new) {
            return;
        }
        match (old.kind(), new.kind()) {
            (Kind::Object, Kind::Object) => self.objects(old, new, habits),
            (Kind::Array, Kind::Array) => self.arrays(old, new, habits),
            _ => {
                let kind = match scalars(old, new, meaning(habits)) {
                    Likeness::Identical => return,
                    Likeness::Respelled => ChangeKind::Respelled,
                    Likeness::Different => ChangeKind::Edited,
                };
                self.found.all.push(Change {
                    kind,
                    old: Some(old),
                    new: Some(new),
                    spot,
                });
            }
        }
    }

    /// True for two containers that are written alike.
    fn is_alike(&self, old: Value<'d>, new: Value<'d>) -> bool {
        let length = old.span().len();
        self.clean == [true; 2]
            && length == new.span().len()
            && length <= AS_TEXT
            && old.raw() == new.raw()
    }

    fn objects(&mut self, old: Value<'d>, new: Value<'d>, habits: Option<&'h Habits>) {
        let from = self.open.len();
        let mut partners = old.in_order();
        let mut renamed = Renamed::of(habits, old, new);
        let mut met = 0_usize;
        for member in new.members() {
            let name = member.key().unwrap_or_default();
            let own = partners.get(&name);
            let other = match own {
                Some(_) => None,
                None => renamed.as_mut().and_then(|renamed| renamed.take(&name)),
            };
            let tell = |kind, old| {
                Task::Tell(Change {
                    kind,
                    old,
                    new: Some(member),
                    spot: Spot::Member(new),
                })
            };
            if let Some(partner) = other {
                self.open.push(tell(ChangeKind::Respelled, Some(partner)));
            }
            match own.or(other) {
                Some(partner) => {
                    met += 1;
                    let known = habits.and_then(|h| h.member(&name).map(Arc::as_ref));
                    self.member(partner, member, known, Spot::Member(new));
                }
                None => self.open.push(tell(ChangeKind::Added, None)),
            }
        }
        let is_complete = self.clean[0] && old.children().count() == met;
        if !is_complete {
            let mut kept = new.in_order();
            let gone = old.members();
            let is_taken = |m| renamed.as_ref().is_some_and(|renamed| renamed.is_taken(m));
            let gone = gone.filter(|m| kept.get(&m.key().unwrap_or_default()).is_none());
            let gone = gone.filter(|m| !is_taken(*m));
            self.open.extend(gone.map(|member| {
                Task::Tell(Change {
                    kind: ChangeKind::Removed,
                    old: Some(member),
                    new: None,
                    spot: Spot::Member(new),
                })
            }));
        }
        self.open[from..].reverse();
    }

    /// Puts two members on the stack unless they are single values written alike.
    fn member(
        &mut self,
        old: Value<'d>,
        new: Value<'d>,
        habits: Option<&'h Habits>,
        spot: Spot<'d>,
    ) {
        let is_container = old.kind().is_container() || new.kind().is_container();
        if is_container || scalars(old, new, meaning(habits)) != Likeness::Identical {
            self.open.push(Task::Pair(old, new, habits, spot));
        }
    }

    fn arrays(&mut self, old: Value<'d>, new: Value<'d>, habits: Option<&'h Habits>) {
        let elements = |array: Value<'d>| array.children().collect::<Vec<_>>();
        let (olds, news) = (elements(old), elements(new));
        let ready = |(o, n): &(Prints, Prints)| o.cover(old) && n.cover(new);
        if !self.prints.as_ref().is_some_and(ready) {
            self.prints = Some((Prints::of(old), Prints::of(new)));
        }
        let Some((old_prints, new_prints)) = &self.prints else {
            return;
        };
        let identity = habits.and_then(|h| h.identity.as_deref());
        let alignment = align(&olds, &news, (old_prints, new_prints), identity);
        if alignment.approximate {
            self.found.approximate.push(new);
        }
        self.restructure((&olds, &news), &alignment.pairs, new);
        let items = habits.and_then(|h| h.items.as_deref());
        let from = self.open.len();
        for pair in &alignment.pairs {
            let spot = Spot::Element {
                array: new,
                from: pair.new,
                to: pair.new,
            };
            let (old, new) = (olds[pair.old as usize], news[pair.new as usize]);
            self.member(old, new, items, spot);
        }
        self.open[from..].reverse();
    }

    /// Tells what is removed from an array, moved in it and added to it, in an order in which it can be done.
    fn restructure(
        &mut self,
        (olds, news): (&[Value<'d>], &[Value<'d>]),
        pairs: &[Pair],
        array: Value<'d>,
    ) {
        let kept_old: HashSet<u32> = pairs.iter().map(|p| p.old).collect();
        let kept_new: HashSet<u32> = pairs.iter().map(|p| p.new).collect();
        let mut tell = |kind, old, new, (from, to)| {
            self.found.all.push(Change {
                kind,
                old,
                new,
                spot: Spot::Element { array, from, to },
            });
        };
        // from the end, so that places before it stay what they are
        for (at, old) in (0..).zip(olds).collect::<Vec<_>>().into_iter().rev() {
            if !kept_old.contains(&at) {
                tell(ChangeKind::Removed, Some(*old), None, (at, at));
            }
        }
        if pairs.iter().any(|p| p.moved) {
            let mut reorder = Reorder::new(pairs);
            for pair in pairs {
                let step = reorder.next(*pair);
                if let Some(step) = step {
                    let (old, new) = (olds[pair.old as usize], news[pair.new as usize]);
                    tell(ChangeKind::Moved, Some(old), Some(new), step);
                }
            }
        }
        for (at, new) in (0..).zip(news) {
            if !kept_new.contains(&at) {
                tell(ChangeKind::Added, None, Some(*new), (at, at));
            }
        }
    }
}

/// A member that is gone under one name and new, with the same content, under another one has moved.
fn bring_moves_together(found: &mut Changes<'_>, aside: &dyn Fn(Value<'_>) -> bool) {
    use std::collections::HashMap;
    let wanted = |kind| {
        let all = found.all.iter().enumerate();
        let all = all.filter(move |(_, c)| c.kind == kind && is_telling(c) && !c.is_in_array());
        all.map(|(at, c)| (at, c.new.or(c.old)))
    };
    let mut places: HashMap<u64, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (at, value) in wanted(ChangeKind::Removed) {
        if let Some(value) = value {
            places.entry(prints::of(value)).or_default().0.push(at);
        }
    }
    if places.is_empty() {
        return;
    }
    for (at, value) in wanted(ChangeKind::Added) {
        let print = value.map(prints::of);
        if let Some(sides) = print.and_then(|print| places.get_mut(&print)) {
            sides.1.push(at);
        }
    }
    let mut gone = HashSet::new();
    for (removed, added) in places.values() {
        let ([removed], [added]) = (&**removed, &**added) else {
            continue;
        };
        let (old, new) = (found.all[*removed].old, found.all[*added].new);
        let is_equal = old
            .zip(new)
            .is_some_and(|(old, new)| aside(old) == aside(new) && is_same(old, new, None));
        if is_equal {
            let change = &mut found.all[*added];
            (change.kind, change.old) = (ChangeKind::Moved, old);
            gone.insert(*removed);
        }
    }
    let mut at = 0;
    found.all.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
}

/// Shortest text, quotes included, whose turning up elsewhere is no accident.
const TELLING: usize = 10;

/// True for a value that is not found in two places by accident.
fn is_telling(change: &Change<'_>) -> bool {
    let value = change.new.or(change.old);
    value.is_some_and(|v| match v.kind() {
        Kind::Object | Kind::Array => v.children().next().is_some(),
        Kind::String => v.span().len() >= TELLING,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use twin::Document;

    use super::*;
    use crate::known::Members;

    fn of(meaning: Meaning) -> Arc<Habits> {
        Arc::new(Habits {
            meaning,
            ..Habits::default()
        })
    }

    /// A time, a map of certificates by their thumbprints, and a list of providers with identities of their own.
    fn known() -> Habits {
        let provider = Habits {
            members: Members::from_iter([("guid".into(), of(Meaning::Guid))]),
            ..Habits::default()
        };
        let certificates = Habits {
            names: Meaning::AnyCase,
            ..Habits::default()
        };
        let providers = Habits {
            identity: Some("id".into()),
            items: Some(Arc::new(provider)),
            ..Habits::default()
        };
        Habits {
            members: Members::from_iter([
                ("at".into(), of(Meaning::Time)),
                ("certificates".into(), Arc::new(certificates)),
                ("providers".into(), Arc::new(providers)),
            ]),
            ..Habits::default()
        }
    }

    fn told(old: &str, new: &str) -> Vec<String> {
        let [old, new] = [old, new].map(|text| Document::read_str(text).expect("small"));
        let [old, new] = [&old, &new].map(|doc| doc.root().expect("a value"));
        let found = changes(old, new, Some(&known()));
        let all = found.all.iter();
        all.map(|c| format!("{:?} {}", c.kind, c.path())).collect()
    }

    #[test]
    fn what_means_the_same_is_told_as_another_spelling() {
        for (old, new, expected) in [
            (
                r#"{"at":"2026-05-01T07:00:00Z"}"#,
                r#"{"at":"2026-05-01T09:00:00+02:00"}"#,
                &["Respelled /at"][..],
            ),
            (
                r#"{"at":"2026-05-01T07:00:00Z","else":"2026-05-01T07:00:00Z"}"#,
                r#"{"at":"2026-05-01T07:00:01Z","else":"2026-05-01T07:00:00.0Z"}"#,
                &["Edited /at", "Edited /else"],
            ),
            (
                r#"{"providers":[{"id":1,"guid":"{0A}","x":1},{"id":2,"guid":"b"}]}"#,
                r#"{"providers":[{"id":2,"guid":"B"},{"id":1,"guid":"0a","x":2}]}"#,
                &[
                    "Moved /providers/0",
                    "Respelled /providers/0/guid",
                    "Respelled /providers/1/guid",
                    "Edited /providers/1/x",
                ],
            ),
        ] {
            assert_eq!(told(old, new), expected, "{old} {new}");
        }
    }

    #[test]
    fn names_that_mean_the_same_are_one() {
        for (old, new, expected) in [
            (
                r#"{"certificates":{"AB":{"state":"installed"},"CD":1}}"#,
                r#"{"certificates":{"ab":{"state":"uninstalled"},"CD":1}}"#,
                &[
                    "Respelled /certificates/ab",
                    "Edited /certificates/ab/state",
                ][..],
            ),
            // the one by its own name first
            (
                r#"{"certificates":{"AB":1,"ab":2}}"#,
                r#"{"certificates":{"ab":2,"Ab":1}}"#,
                &["Respelled /certificates/Ab"],
            ),
            (
                r#"{"certificates":{"AB":1,"aB":1}}"#,
                r#"{"certificates":{"ab":1}}"#,
                &["Respelled /certificates/ab", "Removed /certificates/AB"],
            ),
            (r#"{"AB":1}"#, r#"{"ab":1}"#, &["Added /ab", "Removed /AB"]),
        ] {
            assert_eq!(told(old, new), expected, "{old} {new}");
        }
    }
}
