//! Revisions of what is desired, from one snapshot alone: which each group has, and what a client has to apply again that
//! has handled some of them.

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

use ::groups::catalogue::Catalogue;
use diagnose::Units;
use diff::revisions::{Because, due, revisions};
use jiff::Timestamp;
use serde::Serialize;
use twin::{SectionKind, Twin, Value};

use crate::compare::{CompareError, documents};
use crate::known::parts;
use crate::packs::Packs;

/// A group with the revision that a client has handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// The group.
    pub group: String,
    /// Its revision.
    pub revision: i64,
}

/// A text that names no group at a revision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no group at a revision; write rebootInfo@3")]
pub struct NotHandled {
    /// The text.
    text: String,
}

impl FromStr for Handled {
    type Err = NotHandled;

    fn from_str(text: &str) -> Result<Self, NotHandled> {
        let parts = text.trim().rsplit_once('@');
        let read = parts.and_then(|(group, revision)| Some((group, revision.parse().ok()?)));
        match read {
            Some((group, revision)) if !group.is_empty() && revision >= 0 => Ok(Self {
                group: group.to_owned(),
                revision,
            }),
            _ => Err(NotHandled {
                text: text.to_owned(),
            }),
        }
    }
}

/// The revisions of one twin.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TwinRevisions {
    /// Device and module id, or the source.
    pub name: String,
    /// What it was taken for.
    pub kind: String,
    /// `$version` of what is desired.
    pub version: Option<i64>,
    /// True where no group has a revision: there is no `$metadata`.
    pub unstamped: bool,
    /// The groups that are desired, in the order of the text.
    pub groups: Vec<GroupRevision>,
    /// Groups that were handled and are not desired any more.
    pub gone: Vec<String>,
}

impl TwinRevisions {
    /// True where something has to be applied.
    #[must_use]
    pub fn has_due(&self) -> bool {
        self.groups.iter().any(|group| group.apply.is_some())
    }
}

/// The revision of one group.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupRevision {
    /// The group, or a property of a twin without groups.
    pub group: String,
    /// Its revision; nothing without a stamp.
    pub revision: Option<i64>,
    /// When it was written last.
    pub at: Option<String>,
    /// How long ago.
    pub age: Option<String>,
    /// The revision that was handled.
    pub handled: Option<i64>,
    /// Why it has to be applied; nothing where it has not, or nobody asked.
    pub apply: Option<Apply>,
}

/// What has to be applied of a group, and why.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Apply {
    /// `new`, `newer`, `older` or `noRevision`.
    pub because: &'static str,
    /// Names of its properties that were written since; all of them where that cannot be told.
    pub properties: Vec<String>,
}

impl Apply {
    /// Says why, for people.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self.because {
            "new" => "never handled",
            "newer" => "written since",
            "older" => "older than what was handled: the twin was made anew",
            _ => "no revision to tell by",
        }
    }
}

/// Returns the revisions of every twin of a file; `-` is standard input, `history:DEVICE@WHICH` a snapshot. Where handled
/// revisions are given, what is due is told.
///
/// # Errors
/// Where the file cannot be looked at.
pub fn of_path(
    path: &Path,
    handled: Option<&[Handled]>,
    packs: &Packs,
) -> Result<Vec<TwinRevisions>, CompareError> {
    let (name, all) = documents(path, packs.known())?;
    let now = crate::examine::now();
    let mut found = Vec::new();
    for doc in &all {
        let units = Units::of(doc).known_to(packs.known());
        for twin in (0..units.len()).filter_map(|n| units.twin(n)) {
            let mut told = of_twin(&twin, handled, packs.known(), now);
            if told.name.is_empty() {
                told.name.clone_from(&name);
            }
            found.push(told);
        }
    }
    Ok(found)
}

fn of_twin(
    twin: &Twin<'_>,
    handled: Option<&[Handled]>,
    catalogue: &Catalogue,
    now: Timestamp,
) -> TwinRevisions {
    let known: BTreeMap<String, i64> = handled
        .unwrap_or_default()
        .iter()
        .map(|one| (one.group.clone(), one.revision))
        .collect();
    let parts = parts(twin, catalogue, SectionKind::Desired);
    let mut applied: BTreeMap<String, Apply> = BTreeMap::new();
    if let (Some(_), Some(parts)) = (handled, &parts) {
        let all = due(parts.clone(), &known).into_iter();
        applied.extend(all.map(|due| {
            let name = |property: Value<'_>| property.key().unwrap_or_default().into_owned();
            let apply = Apply {
                because: word(due.because),
                properties: due.properties.into_iter().map(name).collect(),
            };
            (due.group.name.into_owned(), apply)
        }));
    }
    let version = parts.as_ref().and_then(|parts| parts.section.version());
    let groups: Vec<_> = parts
        .into_iter()
        .flat_map(revisions)
        .map(|group| GroupRevision {
            revision: group.revision,
            at: group.at.map(|at| at.to_string()),
            age: group.at.and_then(|at| age(at, now)),
            handled: known.get(&*group.name).copied(),
            apply: applied.remove(&*group.name),
            group: group.name.into_owned(),
        })
        .collect();
    let is_desired = |name: &String| groups.iter().any(|group| group.group == *name);
    TwinRevisions {
        name: crate::drift::name(twin),
        kind: twin.recognition.shape.title().to_owned(),
        version: version.and_then(twin::metadata::revision),
        unstamped: groups.iter().all(|group| group.revision.is_none()),
        gone: known
            .keys()
            .filter(|name| !is_desired(name))
            .cloned()
            .collect(),
        groups,
    }
}

fn word(because: Because) -> &'static str {
    match because {
        Because::New => "new",
        Because::Newer => "newer",
        Because::Older => "older",
        Because::NoRevision => "noRevision",
    }
}

/// Says how long ago something was; nothing of what lies ahead.
fn age(at: Timestamp, now: Timestamp) -> Option<String> {
    let age = now.duration_since(at);
    (!age.is_negative()).then(|| twin::time::spoken(age))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_at_a_revision_is_read() {
        for (text, expected) in [
            ("rebootInfo@3", Some(("rebootInfo", 3))),
            (" a@b@12 ", Some(("a@b", 12))),
            ("windows.apps@0", Some(("windows.apps", 0))),
            ("rebootInfo", None),
            ("@3", None),
            ("a@", None),
            ("a@-1", None),
            ("a@1.5", None),
            ("a@99999999999999999999", None),
            ("", None),
        ] {
            let read = text.parse::<Handled>().ok();
            let read = read.as_ref().map(|one| (&*one.group, one.revision));
            assert_eq!(read, expected, "{text}");
        }
    }
}
