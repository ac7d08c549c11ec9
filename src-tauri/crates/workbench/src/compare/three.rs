//! Two twins beside the one that both come from: who changed what, and where they contradict each other.

use ::diff::{Habits, Parted, Side, changes, three_way};
use ::groups::catalogue::Catalogue;
use serde::Serialize;
use twin::{Twin, Value};

use super::{TOLD, Wanted};
use crate::drift::cell;
use crate::known::Known;
use crate::noise::Noise;
use crate::wire::PropertyCell;

/// Who changed a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Who {
    /// Both, and not alike.
    Conflict,
    /// The first only.
    First,
    /// The second only.
    Second,
    /// Both, alike.
    Both,
}

/// One place that somebody changed.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Who.
    pub who: Who,
    /// JSON pointer below the twin; a list is one place.
    pub path: String,
    /// In the common ancestor.
    pub base: Option<PropertyCell>,
    /// In the first.
    pub first: Option<PropertyCell>,
    /// In the second.
    pub second: Option<PropertyCell>,
}

/// Two twins beside the one that both come from.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ThreeWay {
    /// Name of the common ancestor.
    pub base: String,
    /// Names of both.
    pub names: [String; 2],
    /// Places that both changed, not alike.
    pub conflicts: usize,
    /// The places, in the order of their names.
    pub places: Vec<Place>,
    /// Further ones.
    pub further: usize,
    /// Places at which only counters, stamps and times changed.
    pub hidden: usize,
}

impl ThreeWay {
    /// Counts the places of one kind.
    #[must_use]
    pub fn count(&self, who: Who) -> usize {
        self.places.iter().filter(|place| place.who == who).count()
    }
}

/// Compares two twins with the one that both come from.
#[must_use]
pub fn of_three(
    base: &Twin<'_>,
    [first, second]: [&Twin<'_>; 2],
    (name, names): (String, [String; 2]),
    (wanted, catalogue): (Wanted, &Catalogue),
) -> ThreeWay {
    let known = Known::of(&[base, first, second], catalogue);
    let noises = [Noise::of([base, first]), Noise::of([base, second])];
    let roots = [base.root, first.root, second.root];
    let (all, hidden) = parted(roots, known.whole(), wanted, noises);
    let conflicts = all.iter().filter(|place| place.side == Side::Conflict);
    ThreeWay {
        base: name,
        names,
        conflicts: conflicts.count(),
        further: all.len().saturating_sub(TOLD),
        places: all.iter().take(TOLD).map(told).collect(),
        hidden,
    }
}

/// Returns the places that somebody changed, and how many changed by themselves only.
pub(crate) fn parted<'d>(
    [base, first, second]: [Value<'d>; 3],
    habits: Option<&Habits>,
    wanted: Wanted,
    noises: [Noise<'_>; 2],
) -> (Vec<Parted<'d>>, usize) {
    let all = three_way(base, first, second, habits);
    let before = all.len();
    if wanted == Wanted::Everything {
        return (all, 0);
    }
    let meant: Vec<_> = all
        .into_iter()
        .filter_map(|place| meant(place, habits, noises))
        .collect();
    let hidden = before - meant.len();
    (meant, hidden)
}

/// Leaves out what changes by itself: a side that changed nothing else at a place did not change it.
fn meant<'d>(
    mut place: Parted<'d>,
    habits: Option<&Habits>,
    noises: [Noise<'_>; 2],
) -> Option<Parted<'d>> {
    let habits = habits.and_then(|h| h.at(place.path.steps()));
    let Parted {
        base, ours, theirs, ..
    } = place;
    let any = ours.or(theirs).or(base)?;
    if noises.iter().any(|noise| noise.is_around(any)) {
        return None;
    }
    if place.side == Side::Conflict {
        place.side = match (
            is_changed((base, ours), habits, noises[0]),
            is_changed((base, theirs), habits, noises[1]),
        ) {
            (true, true) => Side::Conflict,
            (true, false) => Side::Ours,
            (false, true) => Side::Theirs,
            (false, false) => return None,
        };
    }
    Some(place)
}

fn is_changed(
    (base, side): (Option<Value<'_>>, Option<Value<'_>>),
    habits: Option<&Habits>,
    noise: Noise<'_>,
) -> bool {
    let (Some(base), Some(side)) = (base, side) else {
        return base.is_some() != side.is_some();
    };
    let found = changes(base, side, habits);
    found.differences().any(|change| {
        let any = change.new.or(change.old);
        !any.is_some_and(|value| noise.is_around(value))
    })
}

fn told(place: &Parted<'_>) -> Place {
    let show = |value: Option<Value<'_>>| value.map(|value| cell(value, false));
    Place {
        who: match place.side {
            Side::Conflict => Who::Conflict,
            Side::Ours => Who::First,
            Side::Theirs => Who::Second,
            Side::Both => Who::Both,
        },
        path: place.path.to_string(),
        base: show(place.base),
        first: show(place.ours),
        second: show(place.theirs),
    }
}

#[cfg(test)]
mod tests {
    use diagnose::Units;
    use twin::Document;

    use super::*;

    fn three(texts: [&str; 3], wanted: Wanted) -> ThreeWay {
        let docs = texts.map(|text| Document::read_str(text).expect("small"));
        let units = docs.each_ref().map(Units::of);
        let [base, first, second] = units.each_ref().map(|u| u.twin(0).expect("a twin"));
        let names = ("base".to_owned(), ["a".to_owned(), "b".to_owned()]);
        of_three(
            &base,
            [&first, &second],
            names,
            (wanted, Catalogue::built_in()),
        )
    }

    fn words(found: &ThreeWay) -> Vec<String> {
        let places = found.places.iter();
        places.map(|p| format!("{} {:?}", p.path, p.who)).collect()
    }

    fn twin(tags: &str, group: &str, version: u32) -> String {
        format!(
            r#"{{"deviceId":"d","version":{version},"tags":{{{tags}}},"properties":{{"desired":{{"$version":{version}}},"reported":{{{group}"$version":{version}}}}}}}"#
        )
    }

    #[test]
    fn who_changed_what_is_told_without_what_changes_by_itself() {
        let base = twin(r#""a":1,"b":1,"c":1,"d":1"#, "", 1);
        let first = twin(r#""a":2,"b":2,"c":2,"d":1"#, "", 2);
        let second = twin(r#""a":3,"b":1,"c":2,"d":2"#, "", 3);
        let found = three([&base, &first, &second], Wanted::Meant);
        assert_eq!(
            words(&found),
            [
                "/tags/a Conflict",
                "/tags/b First",
                "/tags/c Both",
                "/tags/d Second"
            ]
        );
        assert_eq!((found.conflicts, found.hidden), (1, 3));
        let all = three([&base, &first, &second], Wanted::Everything);
        assert_eq!(all.places.len(), 7);
    }

    #[test]
    fn a_time_alone_makes_no_conflict_with_who_removed_the_group() {
        let group =
            |time: &str, x: u32| format!(r#""g":{{"x":{x},"__meta":{{"time":"{time}"}}}},"#);
        let base = twin("", &group("2026-05-01T10:00:00", 1), 1);
        let removed = twin("", "", 1);
        let touched = twin("", &group("2026-05-01T11:00:00", 1), 1);
        let changed = twin("", &group("2026-05-01T11:00:00", 2), 1);
        let found = three([&base, &removed, &touched], Wanted::Meant);
        assert_eq!(words(&found), ["/properties/reported/g First"]);
        let found = three([&base, &removed, &changed], Wanted::Meant);
        assert_eq!(words(&found), ["/properties/reported/g Conflict"]);
    }

    #[test]
    fn another_spelling_is_nobodys_change_and_makes_no_conflict() {
        let of = |single: &str, daily: &str| {
            format!(
                r#"{{"deviceId":"d","properties":{{"desired":{{"rebootInfo":{{"__meta":{{"deploymentId":"1","serviceInterfaceVersion":"1.0.0"}},
                "singleRebootTime":"{single}","dailyRebootTime":"{daily}"}}}},"reported":{{}}}}}}"#
            )
        };
        let base = of("2026-06-01T03:00:00Z", "2026-06-01T03:00:00Z");
        let first = of("2026-06-01T03:00:00.0Z", "2026-06-01T04:00:00Z");
        let second = of("2026-06-02T03:00:00Z", "2026-06-09T06:00:00+02:00");
        let found = three([&base, &first, &second], Wanted::Meant);
        let group = "/properties/desired/rebootInfo";
        assert_eq!(
            words(&found),
            [
                format!("{group}/dailyRebootTime Both"),
                format!("{group}/singleRebootTime Second")
            ]
        );
    }

    #[test]
    fn secrets_stay_behind_their_masks() {
        let of = |secret: &str| format!(r#"{{"tags":{{"password":"{secret}"}},"deviceId":"d"}}"#);
        let found = three(
            [&of("hunter1"), &of("hunter2"), &of("hunter3")],
            Wanted::Meant,
        );
        assert_eq!(words(&found), ["/tags/password Conflict"]);
        let json = serde_json::to_string(&found).expect("JSON");
        assert!(!json.contains("hunter"), "{json}");
    }
}
