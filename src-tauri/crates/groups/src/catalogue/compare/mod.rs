//! Two versions of a schema beside each other: what changed, member by member, and whether the
//! newer number says so.

mod change;
mod flat;
mod law;
mod number;

use std::collections::{BTreeMap, BTreeSet};

use twin::secret::cut;

pub use change::{Change, Kind, Step};
pub use number::{Number, Verdict};

use super::key::Key;
use super::schema::Schema;
use flat::{ELEMENT, Member, Path};

/// What came of a comparison.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The older one.
    pub before: Key,
    /// The newer one.
    pub after: Key,
    /// True where the first one named has the higher number, so that the two were exchanged.
    pub exchanged: bool,
    /// What changed, the gravest first.
    pub changes: Vec<Change>,
    /// How far the number must move.
    pub step: Step,
    /// Whether it did.
    pub number: Number,
}

/// Compares two schemas; the one with the lower number is the older one.
#[must_use]
pub fn compare(one: &Schema, other: &Schema) -> Comparison {
    let exchanged = matches!((one.key.version, other.key.version), (Some(a), Some(b)) if a > b);
    let (before, after) = if exchanged {
        (other, one)
    } else {
        (one, other)
    };
    let dialect = after.key.dialect;
    let mut changes = changes(&flat::flatten(before), &flat::flatten(after));
    for change in &mut changes {
        change.step = change.kind.step(dialect);
    }
    changes.sort_by(|a, b| (a.kind, &a.path).cmp(&(b.kind, &b.path)));
    let step = changes.iter().map(|c| c.step).max().unwrap_or(Step::None);
    Comparison {
        number: number::judge(&before.key, &after.key, step),
        before: before.key.clone(),
        after: after.key.clone(),
        exchanged,
        changes,
        step,
    }
}

fn changes(before: &BTreeMap<Path, Member>, after: &BTreeMap<Path, Member>) -> Vec<Change> {
    let mut found = Vec::new();
    let all: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let nothing = Member::default();
    for path in all {
        // what stands below a member that came or went came or went with it
        let parent = path.len().checked_sub(1).map(|end| &path[..end]);
        let has_parent =
            |side: &BTreeMap<Path, Member>| parent.is_none_or(|p| side.contains_key(p));
        if !(has_parent(before) && has_parent(after)) {
            continue;
        }
        let told = |kind, what: &str| Change {
            path: shown(path),
            kind,
            what: what.to_owned(),
            step: Step::None,
        };
        match (before.get(path), after.get(path)) {
            (None, Some(_)) if is_element(path) => {
                found.push(told(Kind::Narrowed, "its elements are described now"));
            }
            (Some(_), None) if is_element(path) => {
                found.push(told(Kind::Widened, "its elements are no longer described"));
            }
            (None, Some(new)) if new.is_required => {
                found.push(told(Kind::RequiredAdded, "new, and required"));
            }
            (None, Some(_)) => found.push(told(Kind::OptionalAdded, "new")),
            (Some(old), None) if old.is_required => {
                found.push(told(Kind::RequiredRemoved, "gone, and was required"));
            }
            (Some(_), None) => found.push(told(Kind::OptionalRemoved, "gone")),
            (old, new) => {
                let old = old.unwrap_or(&nothing);
                let new = new.unwrap_or(&nothing);
                within(path, old, new, &mut found);
            }
        }
    }
    found
}

/// Compares a member that both have.
fn within(path: &Path, old: &Member, new: &Member, found: &mut Vec<Change>) {
    let mut tell = |kind, what: String| {
        found.push(Change {
            path: shown(path),
            kind,
            what,
            step: Step::None,
        });
    };
    match (old.is_required, new.is_required) {
        (false, true) => tell(
            Kind::MadeRequired,
            "was optional and is required".to_owned(),
        ),
        (true, false) => tell(
            Kind::MadeOptional,
            "was required and is optional".to_owned(),
        ),
        _ => {}
    }
    let keywords: BTreeSet<_> = old.laws.keys().chain(new.laws.keys()).collect();
    for keyword in keywords {
        let of = |member: &Member| member.laws.get(keyword).cloned().unwrap_or_default();
        if let Some((kind, what)) = law::compared(keyword, &of(old), &of(new)) {
            tell(kind, what);
        }
    }
    let words: BTreeSet<_> = old.words.keys().chain(new.words.keys()).collect();
    let different = words
        .into_iter()
        .filter(|w| old.words.get(*w) != new.words.get(*w));
    let different: Vec<_> = different.map(|w| format!("`{w}`")).collect();
    if !different.is_empty() {
        tell(
            Kind::Reworded,
            format!("{} says something else", different.join(", ")),
        );
    }
}

fn is_element(path: &Path) -> bool {
    path.last().is_some_and(|step| step == ELEMENT)
}

fn shown(path: &Path) -> String {
    cut(&path.join("."), 200)
}

#[cfg(test)]
mod tests;
