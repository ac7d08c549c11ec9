//! Three snapshots: what each of two sides changed since they parted, and where they contradict each other.

use std::collections::BTreeMap;

use twin::{Step, TwinPath, Value};

use crate::change::Change;
use crate::habits::Habits;
use crate::walk::{changes, is_same};

/// Who changed a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// Both, and not alike.
    Conflict,
    /// The first side only.
    Ours,
    /// The second side only.
    Theirs,
    /// Both, alike.
    Both,
}

/// A place that at least one side changed.
#[derive(Debug, Clone)]
pub struct Parted<'d> {
    /// Where; an array is one place.
    pub path: TwinPath,
    /// Who changed it.
    pub side: Side,
    /// In the common ancestor.
    pub base: Option<Value<'d>>,
    /// On the first side.
    pub ours: Option<Value<'d>>,
    /// On the second side.
    pub theirs: Option<Value<'d>>,
}

/// Compares two values with the one that both come from, place by place.
#[must_use]
pub fn three_way<'d>(
    base: Value<'d>,
    ours: Value<'d>,
    theirs: Value<'d>,
    habits: Option<&Habits>,
) -> Vec<Parted<'d>> {
    let own = places(base, ours, habits);
    let other = places(base, theirs, habits);
    let mut all: BTreeMap<&TwinPath, Side> = BTreeMap::new();
    for (mine, yours, alone) in [(&own, &other, Side::Ours), (&other, &own, Side::Theirs)] {
        for path in mine.keys() {
            let meets = meets(path, yours);
            if meets.is_some_and(|met| met != path && met.is_within(path)) {
                // what the other side changed inside is told where the whole is
                all.insert(path, Side::Conflict);
            } else if meets == Some(path) {
                all.insert(path, Side::Both);
            } else if meets.is_none() {
                all.insert(path, alone);
            }
        }
    }
    let find = |root: Value<'d>, path: &TwinPath| root.find(path);
    let parted = all.into_iter().map(|(path, side)| {
        let (base, ours, theirs) = (find(base, path), find(ours, path), find(theirs, path));
        let alike = match (ours, theirs) {
            (Some(a), Some(b)) => is_same(a, b, habits.and_then(|h| h.at(path.steps()))),
            (None, None) => true,
            _ => false,
        };
        Parted {
            path: path.clone(),
            side: match side {
                Side::Both | Side::Conflict if alike => Side::Both,
                Side::Both => Side::Conflict,
                side => side,
            },
            base,
            ours,
            theirs,
        }
    });
    parted.collect()
}

/// Returns the outermost place among others that is this one, stands around it, or stands in it.
fn meets<'p>(path: &TwinPath, others: &'p BTreeMap<TwinPath, ()>) -> Option<&'p TwinPath> {
    let steps = path.steps();
    let around = (0..=steps.len()).find_map(|n| {
        let above = TwinPath::new(steps[..n].to_vec());
        others.get_key_value(&above).map(|(path, ())| path)
    });
    around.or_else(|| {
        let next = others.range(path.clone()..).next();
        next.map(|(next, ())| next)
            .filter(|next| next.is_within(path))
    })
}

/// Returns the places that changed below the two values; what changed in an array is the array.
fn places(base: Value<'_>, side: Value<'_>, habits: Option<&Habits>) -> BTreeMap<TwinPath, ()> {
    let mut places = BTreeMap::new();
    let (base_depth, side_depth) = (base.path().steps().len(), side.path().steps().len());
    let mut note = |path: TwinPath, depth: usize| {
        let steps = path.steps().get(depth..).unwrap_or_default();
        let names = steps.iter().take_while(|step| matches!(step, Step::Key(_)));
        places.insert(TwinPath::new(names.cloned().collect()), ());
    };
    let found = changes(base, side, habits);
    for Change { old, new, .. } in found.differences() {
        if let Some(old) = old {
            note(old.path(), base_depth);
        }
        if let Some(new) = new {
            note(new.path(), side_depth);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use twin::Document;

    use super::*;

    fn told(base: &str, ours: &str, theirs: &str) -> String {
        let docs = [base, ours, theirs].map(|text| Document::read_str(text).expect("small"));
        let [base, ours, theirs] = &docs;
        let sides = [base, ours, theirs].map(|doc| doc.root().expect("a value"));
        let parted = three_way(sides[0], sides[1], sides[2], None);
        let words = parted.iter().map(|p| format!("{} {:?}", p.path, p.side));
        words.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn who_changed_what_is_told_place_by_place() {
        for (base, ours, theirs, expected) in [
            ("{}", "{}", "{}", ""),
            (
                r#"{"a":1,"b":1}"#,
                r#"{"a":2,"b":1}"#,
                r#"{"a":1,"b":2}"#,
                "/a Ours, /b Theirs",
            ),
            (r#"{"a":1}"#, r#"{"a":2}"#, r#"{"a":2.0}"#, "/a Both"),
            (r#"{"a":1}"#, r#"{"a":2}"#, r#"{"a":3}"#, "/a Conflict"),
            (r#"{"a":1}"#, "{}", r#"{"a":3}"#, "/a Conflict"),
            (r#"{"a":1}"#, "{}", "{}", "/a Both"),
            (r#"{"a":{"b":1}}"#, "{}", r#"{"a":{"b":2}}"#, "/a Conflict"),
            (
                r#"{"a":{"b":1}}"#,
                r#"{"a":{"b":2}}"#,
                r#"{"a":7}"#,
                "/a Conflict",
            ),
            (
                r#"{"a":[1,2]}"#,
                r#"{"a":[1]}"#,
                r#"{"a":[2]}"#,
                "/a Conflict",
            ),
            (
                r#"{"a":[1,2]}"#,
                r#"{"a":[1,2,3]}"#,
                r#"{"a":[1,2]}"#,
                "/a Ours",
            ),
            ("{}", r#"{"a":{"x":1}}"#, r#"{"a":{"x":1}}"#, "/a Both"),
            ("1", "2", "3", " Conflict"),
        ] {
            assert_eq!(told(base, ours, theirs), expected, "{base} {ours} {theirs}");
        }
    }
}
