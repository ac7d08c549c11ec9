//! The rows of two twins told by what each side changed since their common ancestor.

use std::collections::HashMap;

use diff::{Habits, Parted, Side};
use twin::{Kind, TwinPath, Value};

use super::list::{Entry, List};
use crate::compare::{Wanted, parted};
use crate::noise::Noise;
use crate::wire::DiffState;

/// Places gone on both sides that are named one by one.
const NAMED: usize = 5;

impl List {
    /// Gives the rows of a section, from a number on, the states of who changed them.
    pub(super) fn parted(
        &mut self,
        [base, left, right]: [Option<Value<'_>>; 3],
        (from, habits): (usize, Option<&Habits>),
        section: &str,
        noises: [Noise<'_>; 2],
    ) {
        let (Some(base), Some(left), Some(right)) = (base, left, right) else {
            if base.is_none() {
                let name = self.head.base.clone().unwrap_or_default();
                self.note(format!(
                    "{name} has no {section}: who changed it is not known"
                ));
            }
            return;
        };
        let (places, _) = parted([base, left, right], habits, Wanted::Meant, noises);
        self.gone_on_both(&places, section);
        let places: HashMap<_, _> = places.iter().map(|p| (p.path.clone(), p)).collect();
        let sides = [left, right].map(|side| (side, side.path().steps().len()));
        for at in from..self.entries.len() {
            let entry = &mut self.entries[at];
            let [own, other] = [(entry.left, sides[0]), (entry.right, sides[1])]
                .map(|(id, (root, depth))| id.map(|id| (root.document().value(id), depth)));
            let Some((value, depth)) = own.or(other) else {
                continue;
            };
            let path = value.path();
            let below = path.steps().get(depth..).unwrap_or_default();
            let before = base.find(&TwinPath::new(below.to_vec()));
            entry.base = before.map(Value::id);
            let around =
                (0..=below.len()).find_map(|n| places.get(&TwinPath::new(below[..n].to_vec())));
            if let Some(place) = around.filter(|_| entry.is_leaf) {
                settle(entry, place, before);
            }
        }
        self.sum_up(from);
    }

    /// Names what both sides took away: there is no row for it.
    fn gone_on_both(&mut self, places: &[Parted<'_>], section: &str) {
        let gone = places
            .iter()
            .filter(|p| p.ours.is_none() && p.theirs.is_none());
        let gone: Vec<_> = gone.map(|p| format!("`{section}{}`", p.path)).collect();
        if gone.is_empty() {
            return;
        }
        let named = gone.iter().take(NAMED).cloned().collect::<Vec<_>>();
        let more = match gone.len() - named.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        self.note(format!("gone on both sides: {}{more}", named.join(", ")));
    }

    /// Parts take the state of what in them needs a look most.
    fn sum_up(&mut self, from: usize) {
        let mut worst: Vec<Option<DiffState>> = vec![None; self.entries.len()];
        for at in (from..self.entries.len()).rev() {
            let entry = &mut self.entries[at];
            if !entry.is_leaf {
                entry.differs = worst[at].is_some();
                entry.state = worst[at].unwrap_or(DiffState::Same);
            }
            let told = entry.differs.then_some(entry.state);
            if let (Some(state), Some(parent)) = (told, entry.parent) {
                let around = &mut worst[parent as usize];
                *around = Some(around.map_or(state, |known| known.min(state)));
            }
        }
    }
}

/// Gives a row the state of the place it stands in; what is the same on all three in it stays.
fn settle(entry: &mut Entry, place: &Parted<'_>, before: Option<Value<'_>>) {
    let is_list = |side: Option<Value<'_>>| side.is_some_and(|v| v.kind() == Kind::Array);
    let has_elements = is_list(place.ours) || is_list(place.theirs) || is_list(place.base);
    if !entry.differs && (place.side != Side::Both || has_elements && before.is_some()) {
        return;
    }
    entry.differs = true;
    entry.state = match place.side {
        Side::Conflict => DiffState::Conflict,
        Side::Ours => DiffState::ChangedLeft,
        Side::Theirs => DiffState::ChangedRight,
        Side::Both => DiffState::ChangedBoth,
    };
}

#[cfg(test)]
mod tests {
    use diagnose::Units;
    use groups::catalogue::Catalogue;
    use twin::Document;

    use super::*;

    fn list(texts: [&str; 3]) -> List {
        let docs = texts.map(|text| Document::read_str(text).expect("small"));
        let units = docs.each_ref().map(Units::of);
        let [base, left, right] = units.each_ref().map(|u| u.twin(0).expect("a twin"));
        let names = ["a".to_owned(), "b".to_owned()];
        let mut list = List::of_two(
            [&left, &right],
            names,
            Some((&base, "base".to_owned())),
            Catalogue::built_in(),
        );
        // the states by the names of the rows, to be read
        let docs = [&docs[1], &docs[2]];
        for entry in &mut list.entries {
            let [own, other] =
                [(entry.left, 0), (entry.right, 1)].map(|(id, at)| id.map(|id| docs[at].value(id)));
            let path = own.or(other).map(|value| value.path().to_string());
            entry.reason = path.unwrap_or_default().into();
        }
        list
    }

    fn states(list: &List) -> Vec<String> {
        let told = list.entries.iter().filter(|e| e.differs);
        told.map(|e| {
            format!(
                "{} {:?}{}",
                e.reason,
                e.state,
                if e.base.is_some() { "" } else { " new" }
            )
        })
        .collect()
    }

    #[test]
    fn rows_say_who_changed_them_and_parts_what_needs_a_look_most() {
        let list = list([
            r#"{"tags":{"a":1,"b":1,"c":1,"gone":1,"same":1},"properties":{"desired":{"g":{"x":1}},"reported":{}}}"#,
            r#"{"tags":{"a":2,"b":2,"c":2,"same":1},"properties":{"desired":{"g":{"x":1,"y":1}},"reported":{}}}"#,
            r#"{"tags":{"a":3,"b":1,"c":2,"same":1},"properties":{"desired":{"g":{"x":1}},"reported":{}}}"#,
        ]);
        assert_eq!(
            states(&list),
            [
                "/tags Conflict",
                "/tags/a Conflict",
                "/tags/b ChangedLeft",
                "/tags/c ChangedBoth",
                "/properties/desired ChangedLeft",
                "/properties/desired/g ChangedLeft",
                "/properties/desired/g/y ChangedLeft new",
            ]
        );
        assert_eq!(list.head.base.as_deref(), Some("base"));
        assert_eq!(list.head.notes, ["gone on both sides: `tags/gone`"]);
    }

    #[test]
    fn a_list_is_one_place_and_its_elements_tell_what_differs() {
        let list = list([
            r#"{"tags":{"a":[1,2,3]},"deviceId":"d"}"#,
            r#"{"tags":{"a":[1,2,3,4]},"deviceId":"d"}"#,
            r#"{"tags":{"a":[1,2,5]},"deviceId":"d"}"#,
        ]);
        let conflicts = states(&list);
        assert!(conflicts.len() > 2, "{conflicts:?}");
        assert!(
            conflicts.iter().all(|s| s.contains(" Conflict")),
            "{conflicts:?}"
        );
        assert!(
            !conflicts.iter().any(|s| s.starts_with("/tags/a/0")),
            "{conflicts:?}"
        );
    }

    #[test]
    fn a_section_that_the_ancestor_has_not_is_compared_as_of_two() {
        let list = list([
            r#"{"properties":{"desired":{"g":{}},"reported":{}}}"#,
            r#"{"tags":{"a":1},"properties":{"desired":{"g":{}},"reported":{}}}"#,
            r#"{"tags":{"a":2},"properties":{"desired":{"g":{}},"reported":{}}}"#,
        ]);
        assert_eq!(states(&list), ["/tags Edited new", "/tags/a Edited new"]);
        assert_eq!(
            list.head.notes,
            ["base has no tags: who changed it is not known"]
        );
    }
}
