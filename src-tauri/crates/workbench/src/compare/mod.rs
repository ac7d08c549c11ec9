//! Two snapshots beside each other: what changed, in words and as patches, and what became of each group's revision.

mod markup;
mod patches;
mod read;
#[cfg(test)]
mod tests;
mod three;

use ::diff::revisions::{GroupStep, SectionSteps, Step, between};
use ::diff::{Change, ChangeKind, changes_beside};
use ::groups::catalogue::Catalogue;
use serde::Serialize;
use twin::{SectionKind, Twin, Value};

use crate::drift::{cell, parts};
use crate::known::{Known, parts as parts_of};
use crate::noise::Noise;
use crate::wire::{DriftPiece, PropertyCell};

pub(crate) use markup::escaped as in_markup;
pub use markup::{html, html_of_three, markdown, markdown_of_three, notes};
use patches::Patched;
pub use patches::{Unsound, check};
pub(crate) use read::documents;
pub use read::{Alone, CompareError, Lack, Partners, Sound, of_paths, three_of_paths};
pub(crate) use three::parted;
pub use three::{Place, ThreeWay, Who, of_three};

/// Changes told of one pair; beyond that a list helps nobody, and the rest is counted.
const TOLD: usize = 10_000;

/// Which changes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wanted {
    /// Without the hub's counters and stamps and the agent's times.
    #[default]
    Meant,
    /// All, other spellings included.
    Everything,
}

/// One change.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// `added`, `removed`, `edited`, `moved` or `respelled`.
    pub change: &'static str,
    /// JSON pointer: where it is now, or was.
    pub path: String,
    /// Where it was, of what moved, and of what has another name of the same meaning.
    pub from: Option<String>,
    /// Before.
    pub old: Option<PropertyCell>,
    /// After.
    pub new: Option<PropertyCell>,
    /// Both texts taken apart, where both can be shown.
    pub pieces: Vec<DriftPiece>,
}

/// What became of the groups of a section.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// `desired` or `reported`.
    pub section: &'static str,
    /// `$version` before.
    pub old_version: Option<i64>,
    /// `$version` after.
    pub new_version: Option<i64>,
    /// `$version` went back: the twin was made anew.
    pub recreated: bool,
    /// Groups of which something is to be said.
    pub groups: Vec<GroupTold>,
}

/// What became of one group.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupTold {
    /// Its name.
    pub group: String,
    /// `added`, `removed`, `changed`, `changedWithoutRevision`, `recreated` or `touched`.
    pub step: &'static str,
    /// Revision before.
    pub old_revision: Option<i64>,
    /// Revision after.
    pub new_revision: Option<i64>,
    /// A client that has handled the old snapshot applies it again.
    pub apply: bool,
}

/// Two twins, or two values of another kind, compared.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    /// Names of both.
    pub names: [String; 2],
    /// True where something that is wanted differs.
    pub differs: bool,
    /// The changes.
    pub changes: Vec<Told>,
    /// Further ones.
    pub further: usize,
    /// Changes that were not wanted.
    pub hidden: usize,
    /// Values that mean the same in another spelling, and are not listed.
    pub respelled: usize,
    /// Arrays for which a shorter list of changes may exist, as JSON pointers.
    pub approximate: Vec<String>,
    /// Desired and reported, where both have them.
    pub sections: Vec<Section>,
    /// The changes as JSON Patch, secrets masked. Exact: other spellings of a text are in it, too.
    #[serde(skip)]
    pub json_patch: String,
    /// Operations in it.
    #[serde(skip)]
    pub operations: usize,
    /// The changes as merge patch, secrets masked.
    #[serde(skip)]
    pub merge_patch: String,
    /// Nulls that no merge patch can make, as JSON pointers.
    pub inexpressible: Vec<String>,
    /// Texts in the patches behind a mask.
    pub masked: usize,
}

/// Compares two twins by what their values mean, which the catalogue knows of those of groups.
#[must_use]
pub fn of_two(
    old: &Twin<'_>,
    new: &Twin<'_>,
    names: [String; 2],
    (wanted, catalogue): (Wanted, &Catalogue),
) -> Compared {
    let noise = Noise::of([old, new]);
    let known = Known::of(&[old, new], catalogue);
    // what moved out of noise, or into it, is gone or new
    let is_aside = |value: Value<'_>| noise.is_around(value);
    let found = changes_beside(old.root, new.root, known.whole(), &is_aside);
    let is_wanted = |change: &&Change<'_>| is_wanted(change, wanted, noise);
    let (kept, hidden): (Vec<&Change<'_>>, Vec<&Change<'_>>) =
        found.all.iter().partition(is_wanted);
    let is_respelled = |change: &&&Change<'_>| {
        let any = change.new.or(change.old);
        !change.is_difference() && !any.is_some_and(is_aside)
    };
    let respelled = hidden.iter().filter(is_respelled).count();
    let patched = Patched::of(old, new, wanted, noise);
    Compared {
        names,
        differs: kept.iter().any(|change| change.is_difference()),
        changes: kept.iter().take(TOLD).map(|change| told(change)).collect(),
        further: kept.len().saturating_sub(TOLD),
        hidden: hidden
            .iter()
            .filter(|change| change.is_difference())
            .count(),
        respelled,
        approximate: found
            .approximate
            .iter()
            .map(|array| array.path().to_string())
            .collect(),
        sections: sections(old, new, &known, catalogue),
        json_patch: patched.json,
        operations: patched.operations,
        merge_patch: patched.merge,
        inexpressible: patched.inexpressible,
        masked: patched.masked,
    }
}

fn is_wanted(change: &Change<'_>, wanted: Wanted, noise: Noise<'_>) -> bool {
    let any = change.new.or(change.old);
    match wanted {
        Wanted::Everything => true,
        Wanted::Meant => change.is_difference() && !any.is_some_and(|value| noise.is_around(value)),
    }
}

fn told(change: &Change<'_>) -> Told {
    let show = |value: Option<Value<'_>>| value.map(|value| cell(value, false));
    let (old, new) = (show(change.old), show(change.new));
    let is_shown = |cell: &Option<PropertyCell>| cell.as_ref().is_some_and(|c| !c.masked && !c.cut);
    let texts = change
        .old
        .and_then(Value::str)
        .zip(change.new.and_then(Value::str));
    let texts = texts.filter(|_| is_shown(&old) && is_shown(&new));
    let from = change.old.filter(|old| match change.kind {
        ChangeKind::Moved => true,
        ChangeKind::Respelled => change.new.is_some_and(|new| new.key() != old.key()),
        _ => false,
    });
    Told {
        change: match change.kind {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Edited => "edited",
            ChangeKind::Moved => "moved",
            ChangeKind::Respelled => "respelled",
        },
        path: change.path().to_string(),
        from: from.map(|old| old.path().to_string()),
        pieces: texts
            .map(|(old, new)| parts(&old, &new))
            .unwrap_or_default(),
        old,
        new,
    }
}

fn sections(old: &Twin<'_>, new: &Twin<'_>, known: &Known, catalogue: &Catalogue) -> Vec<Section> {
    // the versions of two devices have nothing to do with each other
    let is_one = crate::drift::name(old) == crate::drift::name(new);
    let both = [SectionKind::Desired, SectionKind::Reported].into_iter();
    let told = both.filter_map(|kind| {
        let [old_parts, new_parts] = [old, new].map(|twin| parts_of(twin, catalogue, kind));
        let steps = between(old_parts?, new_parts?, &|value| known.at(new, value));
        Some(section(kind.name(), &steps, is_one))
    });
    told.collect()
}

fn section(name: &'static str, steps: &SectionSteps<'_>, is_one: bool) -> Section {
    let is_told = |group: &&GroupStep<'_>| group.step != Step::Kept;
    let groups = steps.groups.iter().filter(is_told).map(|group| GroupTold {
        group: group.name.clone().into_owned(),
        step: group.step.name(),
        old_revision: group.old.as_ref().and_then(|g| g.revision),
        new_revision: group.new.as_ref().and_then(|g| g.revision),
        // what a device reports nobody applies
        apply: name == "desired" && group.needs_apply(),
    });
    Section {
        section: name,
        old_version: steps.versions.0,
        new_version: steps.versions.1,
        recreated: is_one && steps.is_recreated(),
        groups: groups.collect(),
    }
}
