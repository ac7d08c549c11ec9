//! Two snapshots beside each other: what changed, in words and as patches, and what became of each group's revision.

mod markup;
mod patches;
mod read;
#[cfg(test)]
mod tests;
mod three;

use ::diff::revisions::{GroupStep, SectionSteps, Step, between};
use ::diff::{Change, ChangeKind, Scope, changes_beside, json_patch, merge_patch};
use serde::Serialize;
use twin::{Twin, Value, secret};

use crate::drift::{cell, parts};
use crate::noise::Noise;
use crate::wire::{DriftPiece, PropertyCell};

pub use markup::{html, html_of_three, markdown, markdown_of_three, notes};
pub use patches::{Unsound, check};
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
    /// Where it was, of what moved.
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
    /// Arrays for which a shorter list of changes may exist, as JSON pointers.
    pub approximate: Vec<String>,
    /// Desired and reported, where both have them.
    pub sections: Vec<Section>,
    /// The changes as JSON Patch, secrets masked.
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

/// Compares two twins.
#[must_use]
pub fn of_two(old: &Twin<'_>, new: &Twin<'_>, names: [String; 2], wanted: Wanted) -> Compared {
    let noise = Noise::of([old, new]);
    // what moved out of noise, or into it, is gone or new
    let found = changes_beside(old.root, new.root, &|value| noise.is_around(value));
    let is_wanted = |change: &&Change<'_>| is_wanted(change, wanted, noise);
    let (kept, hidden): (Vec<&Change<'_>>, Vec<&Change<'_>>) =
        found.all.iter().partition(is_wanted);
    let fits = |member: Value<'_>| wanted == Wanted::Everything || !noise.is(member);
    let scope = Scope {
        secrets: twin::write::Secrets::Masked,
        fits: &fits,
    };
    let operations = patches::operations(old.root, new.root, kept.iter().copied());
    let merge = merge_patch::between(old.root, new.root, &scope);
    let added = kept
        .iter()
        .filter(|c| c.kind != ChangeKind::Moved)
        .filter_map(|c| c.new);
    let texts = added.flat_map(|value| std::iter::once(value).chain(value.descendants()));
    Compared {
        names,
        differs: kept.iter().any(|change| change.is_difference()),
        changes: kept.iter().take(TOLD).map(|change| told(change)).collect(),
        further: kept.len().saturating_sub(TOLD),
        hidden: hidden
            .iter()
            .filter(|change| change.is_difference())
            .count(),
        approximate: found
            .approximate
            .iter()
            .map(|array| array.path().to_string())
            .collect(),
        sections: sections(old, new),
        json_patch: json_patch::write(&operations, &scope),
        operations: operations.len(),
        merge_patch: merge.write(&scope),
        inexpressible: merge
            .inexpressible
            .iter()
            .map(|null| null.path().to_string())
            .collect(),
        masked: texts.filter(|text| secret::masked(*text).is_some()).count(),
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
    let from = change.old.filter(|_| change.kind == ChangeKind::Moved);
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

fn sections(old: &Twin<'_>, new: &Twin<'_>) -> Vec<Section> {
    // the versions of two devices have nothing to do with each other
    let is_one = crate::drift::name(old) == crate::drift::name(new);
    let both = [
        ("desired", old.desired.zip(new.desired)),
        ("reported", old.reported.zip(new.reported)),
    ];
    let both = both
        .into_iter()
        .filter_map(|(name, both)| Some((name, both?)));
    both.map(|(name, (old, new))| section(name, &between(old, new), is_one))
        .collect()
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
