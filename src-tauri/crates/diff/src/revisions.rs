//! Revisions of groups by the hub's stamps: what has to be applied again, what was touched without a change, what
//! changed without a revision, and what went back to an earlier one.
//!
//! A revision is the `$version` of the section at the last write to a property or to anything in it. It tells a client
//! that starts again which groups it has handled already.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use twin::metadata::{Stamp, newest_revision, node_for, revision};
use twin::time::hub_time;
use twin::{Section, Value};

use crate::habits::Habits;
use crate::walk::is_same;

/// A section, and what in it has a revision of its own: its groups, wherever in it they stand.
#[derive(Debug, Clone)]
pub struct Parts<'d> {
    /// The section.
    pub section: Section<'d>,
    /// Names and values, in the order of the text.
    pub all: Vec<(Cow<'d, str>, Value<'d>)>,
}

impl<'d> From<Section<'d>> for Parts<'d> {
    /// Takes each member for a part.
    fn from(section: Section<'d>) -> Self {
        let all = section
            .members()
            .map(|value| (section.name_of(value), value));
        Self {
            section,
            all: all.collect(),
        }
    }
}

/// One group, or one property of a twin without groups, with its revision.
#[derive(Debug, Clone)]
pub struct Revised<'d> {
    /// Its name.
    pub name: Cow<'d, str>,
    /// Its value.
    pub value: Value<'d>,
    /// The newest revision in it; reported properties have none.
    pub revision: Option<i64>,
    /// When it was last written.
    pub at: Option<Timestamp>,
}

/// Returns the revisions of a section's parts, in the order of the text.
pub fn revisions<'d>(parts: Parts<'d>) -> impl Iterator<Item = Revised<'d>> {
    let section = parts.section;
    parts.all.into_iter().map(move |(name, value)| {
        let node = node_for(section, value).filter(|node| node.is_object());
        let written = node.and_then(|node| Stamp::of(node).last_updated?.str());
        Revised {
            name,
            value,
            revision: node.and_then(newest_revision).map(|(revision, _)| revision),
            at: written.and_then(|text| hub_time(&text)),
        }
    })
}

/// What happened to a group between two snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Written, with another value.
    Changed,
    /// Another value, and no new revision: the stamps are not of this document, or somebody edited it.
    ChangedWithoutRevision,
    /// Its revision went back: the twin was made anew.
    Recreated,
    /// Written, with the same value.
    Touched,
    /// Neither written nor changed.
    Kept,
}

impl Step {
    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::ChangedWithoutRevision => "changedWithoutRevision",
            Self::Recreated => "recreated",
            Self::Touched => "touched",
            Self::Kept => "kept",
        }
    }
}

/// One group between two snapshots.
#[derive(Debug, Clone)]
pub struct GroupStep<'d> {
    /// Its name.
    pub name: Cow<'d, str>,
    /// Before.
    pub old: Option<Revised<'d>>,
    /// After.
    pub new: Option<Revised<'d>>,
    /// What happened.
    pub step: Step,
}

impl GroupStep<'_> {
    /// True where a client that has handled the old snapshot has to apply the group again. What was only touched, it
    /// need not: the values are the same.
    #[must_use]
    pub fn needs_apply(&self) -> bool {
        match self.step {
            Step::Added | Step::Changed | Step::ChangedWithoutRevision | Step::Recreated => true,
            Step::Removed | Step::Touched | Step::Kept => false,
        }
    }
}

/// A section between two snapshots.
#[derive(Debug, Clone)]
pub struct SectionSteps<'d> {
    /// `$version` before and after.
    pub versions: (Option<i64>, Option<i64>),
    /// Its groups: those of the new snapshot in their order, then those that are gone.
    pub groups: Vec<GroupStep<'d>>,
}

impl SectionSteps<'_> {
    /// True where `$version` went back: the identity was made anew, or the service reset the twin.
    #[must_use]
    pub fn is_recreated(&self) -> bool {
        matches!(self.versions, (Some(old), Some(new)) if new < old)
    }
}

/// Compares a section in two snapshots, group by group; `known` tells what is known of a value of the new one.
#[must_use]
pub fn between<'d, 'h>(
    old: Parts<'d>,
    new: Parts<'d>,
    known: &dyn Fn(Value<'d>) -> Option<&'h Habits>,
) -> SectionSteps<'d> {
    let version = |parts: &Parts<'d>| parts.section.version().and_then(revision);
    let versions = (version(&old), version(&new));
    let mut before: BTreeMap<Cow<'d, str>, Revised<'d>> =
        revisions(old).map(|r| (r.name.clone(), r)).collect();
    let mut groups: Vec<_> = revisions(new)
        .map(|new| {
            let old = before.remove(&new.name);
            GroupStep {
                name: new.name.clone(),
                step: step(old.as_ref(), &new, known(new.value)),
                old,
                new: Some(new),
            }
        })
        .collect();
    groups.extend(before.into_values().map(|old| GroupStep {
        name: old.name.clone(),
        step: Step::Removed,
        old: Some(old),
        new: None,
    }));
    SectionSteps { versions, groups }
}

fn step(old: Option<&Revised<'_>>, new: &Revised<'_>, habits: Option<&Habits>) -> Step {
    let Some(old) = old else {
        return Step::Added;
    };
    let is_same = is_same(old.value, new.value, habits);
    // reported properties have times only, and no revisions
    let order = match (old.revision, new.revision) {
        (Some(old), Some(new)) => Some(new.cmp(&old)),
        _ => old.at.zip(new.at).map(|(old, new)| new.cmp(&old)),
    };
    use std::cmp::Ordering::{Equal, Greater, Less};
    match (order, is_same) {
        (Some(Less), _) => Step::Recreated,
        (Some(Equal), true) | (None, true) => Step::Kept,
        (Some(Equal), false) => Step::ChangedWithoutRevision,
        (Some(Greater), true) => Step::Touched,
        (Some(Greater), false) | (None, false) => Step::Changed,
    }
}

/// Why a group has to be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// It was never handled.
    New,
    /// It was written since.
    Newer,
    /// It is older than what was handled: the twin was made anew.
    Older,
    /// It has no revision to tell by.
    NoRevision,
}

/// A group that a client has to apply.
#[derive(Debug, Clone)]
pub struct Due<'d> {
    /// The group.
    pub group: Revised<'d>,
    /// The revision that was handled.
    pub handled: Option<i64>,
    /// Why.
    pub because: Because,
    /// Its properties that were written since; all of them where that cannot be told.
    pub properties: Vec<Value<'d>>,
}

/// Returns what a client has to apply that has handled these revisions, from one snapshot alone.
#[must_use]
pub fn due<'d>(parts: Parts<'d>, handled: &BTreeMap<String, i64>) -> Vec<Due<'d>> {
    let section = parts.section;
    let decide = |group: Revised<'d>| {
        let known = handled.get(&*group.name).copied();
        let because = match (group.revision, known) {
            (_, None) => Because::New,
            (None, Some(_)) => Because::NoRevision,
            (Some(revision), Some(known)) if revision > known => Because::Newer,
            (Some(revision), Some(known)) if revision < known => Because::Older,
            (Some(_), Some(_)) => return None,
        };
        let since = known.filter(|_| because == Because::Newer);
        let properties = group.value.children().filter(|property| {
            let node = node_for(section, *property);
            let own = node.and_then(newest_revision).map(|(revision, _)| revision);
            group.value.is_object() && since.zip(own).is_none_or(|(since, own)| own > since)
        });
        Some(Due {
            handled: known,
            because,
            properties: properties.collect(),
            group,
        })
    };
    revisions(parts).filter_map(decide).collect()
}

#[cfg(test)]
mod tests {
    use twin::shape::recognise;
    use twin::{Document, Twin};

    use super::*;

    fn read(desired: &str) -> Document {
        let text = format!(
            r#"{{"deviceId":"d","properties":{{"desired":{desired},"reported":{{"$version":1}}}}}}"#
        );
        let doc = Document::read_str(&text).expect("small");
        assert!(doc.repairs().is_empty(), "{text}");
        doc
    }

    fn twin(doc: &Document) -> Twin<'_> {
        recognise(doc.root().expect("a value"), &|_| false)
    }

    /// Groups `name=value@revision`, separated by blanks.
    fn desired(groups: &str, version: i64) -> Document {
        let parts: Vec<_> = groups
            .split_whitespace()
            .map(|part| {
                let (name, rest) = part.split_once('=').expect("a name");
                let (value, revision) = rest.split_once('@').expect("a revision");
                (name, value, revision)
            })
            .collect();
        let data: Vec<_> = parts
            .iter()
            .map(|(n, v, _)| format!(r#""{n}":{{"p":{v}}}"#))
            .collect();
        let stamps: Vec<_> = parts
            .iter()
            .filter(|(.., r)| *r != "-")
            .map(|(n, _, r)| {
                format!(r#""{n}":{{"$lastUpdatedVersion":{r},"p":{{"$lastUpdatedVersion":{r}}}}}"#)
            })
            .collect();
        read(&format!(
            r#"{{{},"$metadata":{{{}}},"$version":{version}}}"#,
            data.join(","),
            stamps.join(",")
        ))
    }

    fn section(doc: &Document) -> Section<'_> {
        twin(doc).desired.expect("desired")
    }

    fn steps(old: (&str, i64), new: (&str, i64)) -> String {
        let (old, new) = (desired(old.0, old.1), desired(new.0, new.1));
        let steps = between(section(&old).into(), section(&new).into(), &|_| None);
        let words = steps.groups.iter().map(|g| {
            let due = if g.needs_apply() { "!" } else { "" };
            format!("{} {}{due}", g.name, g.step.name())
        });
        words.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_client_applies_again_only_what_was_written_since_it_last_ran() {
        // the example of the paper on versions: A at 3 and B at 4 are handled, then B is at 5
        let handled = BTreeMap::from([("A".to_owned(), 3), ("B".to_owned(), 4)]);
        let now = desired("A=1@3 B=2@5", 5);
        let due = due(section(&now).into(), &handled);
        let names: Vec<_> = due
            .iter()
            .map(|d| (&*d.group.name, d.because, d.handled))
            .collect();
        assert_eq!(names, [("B", Because::Newer, Some(4))]);
        assert_eq!(due[0].properties.len(), 1);
    }

    #[test]
    fn one_snapshot_tells_what_is_due_and_why() {
        let handled = BTreeMap::from([("old".to_owned(), 9), ("bare".to_owned(), 1)]);
        let now = desired("new=1@2 old=1@3 bare=1@-", 3);
        let due = due(section(&now).into(), &handled);
        let reasons: Vec<_> = due.iter().map(|d| (&*d.group.name, d.because)).collect();
        assert_eq!(
            reasons,
            [
                ("new", Because::New),
                ("old", Because::Older),
                ("bare", Because::NoRevision)
            ]
        );
    }

    #[test]
    fn only_the_properties_written_since_are_named() {
        let doc = read(
            r#"{"g":{"a":1,"b":1},"$metadata":{"g":{"$lastUpdatedVersion":5,"a":{"$lastUpdatedVersion":3},
            "b":{"$lastUpdatedVersion":5}}},"$version":5}"#,
        );
        let due = due(section(&doc).into(), &BTreeMap::from([("g".to_owned(), 4)]));
        let names: Vec<_> = due[0].properties.iter().filter_map(|p| p.key()).collect();
        assert_eq!(names, ["b"]);
    }

    #[test]
    fn value_and_revision_together_tell_what_happened() {
        for (old, new, expected) in [
            ("a=1@3", "a=1@3", "a kept"),
            ("a=1@3", "a=2@4", "a changed!"),
            ("a=1@3", "a=1@4", "a touched"),
            ("a=1@3", "a=2@3", "a changedWithoutRevision!"),
            ("a=1@3", "a=1@2", "a recreated!"),
            ("a=1@3", "a=2@2", "a recreated!"),
            ("a=1@3", "b=1@4", "b added!, a removed"),
            ("a=1@-", "a=2@-", "a changed!"),
            ("a=1@-", "a=1@-", "a kept"),
        ] {
            assert_eq!(steps((old, 4), (new, 5)), expected, "{old} {new}");
        }
    }

    #[test]
    fn a_version_that_went_back_is_a_twin_made_anew() {
        let (old, new) = (desired("a=1@8", 8), desired("a=1@2", 2));
        let between = |old, new| between(section(old).into(), section(new).into(), &|_| None);
        assert!(between(&old, &new).is_recreated());
        assert!(!between(&old, &old).is_recreated());
    }

    #[test]
    fn a_part_has_a_revision_of_its_own_wherever_in_the_section_it_stands() {
        let at = |revision: i64| {
            read(&format!(
                r#"{{"windows":{{"a":{{"p":1}},"b":{{"p":{revision}}}}},"$metadata":{{"windows":{{"$lastUpdatedVersion":{revision},
                "a":{{"$lastUpdatedVersion":3}},"b":{{"$lastUpdatedVersion":{revision}}}}}}},"$version":{revision}}}"#
            ))
        };
        let (old, new) = (at(4), at(5));
        let parts = |doc| {
            let section = section(doc);
            let windows = section.get("windows").expect("the node");
            let all = windows.children();
            let all = all.map(|part| (part.key().expect("a name"), part));
            Parts {
                section,
                all: all.collect(),
            }
        };
        let steps = between(parts(&old), parts(&new), &|_| None);
        let told: Vec<_> = steps.groups.iter().map(|g| (&*g.name, g.step)).collect();
        assert_eq!(told, [("a", Step::Kept), ("b", Step::Changed)]);
        let handled = BTreeMap::from([("a".to_owned(), 3), ("b".to_owned(), 4)]);
        let due = due(parts(&new), &handled);
        assert_eq!(due.len(), 1);
        assert_eq!((&*due[0].group.name, due[0].properties.len()), ("b", 1));
    }

    #[test]
    fn a_value_in_another_spelling_was_only_touched() {
        let at = |time: &str, revision: i64| {
            read(&format!(
                r#"{{"g":{{"at":"{time}"}},"$metadata":{{"g":{{"$lastUpdatedVersion":{revision}}}}},"$version":{revision}}}"#
            ))
        };
        let (old, new) = (
            at("2026-05-01T07:00:00Z", 4),
            at("2026-05-01T07:00:00.0Z", 5),
        );
        let time = Habits {
            meaning: crate::same::Meaning::Time,
            ..Habits::default()
        };
        let habits = Habits {
            others: Some(std::sync::Arc::new(time)),
            ..Habits::default()
        };
        let step = |known: Option<&Habits>| {
            let steps = between(section(&old).into(), section(&new).into(), &|_| known);
            steps.groups[0].step
        };
        assert_eq!(
            (step(None), step(Some(&habits))),
            (Step::Changed, Step::Touched)
        );
    }
}
