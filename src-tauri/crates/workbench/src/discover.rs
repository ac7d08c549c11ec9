//! Which devices of a set declare a group at a version: the operator's query, answered offline.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicBool;

pub use groups::{Condition, ConditionError};
use groups::{Dialect, Groups, Version};

use crate::check::Check;
use crate::examine::Examination;
use crate::packs::Packs;
use crate::pieces::{Obstacle, Way};

/// What a device declares for one group, kept without its twin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declared {
    /// The group.
    pub group: String,
    /// Versions the device has for it, each once; empty where it declares none.
    pub versions: Vec<Version>,
}

impl Declared {
    /// Returns the versions for people: `1.0.0`.
    #[must_use]
    pub fn words(&self) -> String {
        let words: Vec<_> = self.versions.iter().map(Version::to_string).collect();
        words.join(", ")
    }
}

/// Returns what a device declares for every group of its twin.
#[must_use]
pub fn declared(groups: &Groups<'_>, most: usize) -> Vec<Declared> {
    let of = |group: &groups::Group<'_>| {
        let mut versions = Vec::new();
        for declaration in groups::declarations(groups, &group.name) {
            match declaration.version.version() {
                Some(version) if declaration.kind.is_own() && !versions.contains(&version) => {
                    versions.push(version)
                }
                _ => {}
            }
        }
        Declared {
            group: group.name.clone(),
            versions,
        }
    };
    groups.iter().take(most).map(of).collect()
}

/// One device of the set and what it declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declarant {
    /// Device, or source where there is no id.
    pub name: String,
    /// File or other origin.
    pub source: String,
    /// Declared versions, for people.
    pub version: String,
    /// True where the condition holds.
    pub matching: bool,
}

/// The answer over a whole set.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The condition as IoT Hub query text.
    pub query: String,
    /// What the query cannot tell.
    pub note: Option<String>,
    /// Devices that declare the group, matching or not.
    pub declarants: Vec<Declarant>,
    /// Twins asked.
    pub asked: usize,
    /// What could not be looked at.
    pub problems: Vec<Obstacle>,
}

/// True where a twin, by what is kept of it, meets the condition.
#[must_use]
pub fn is_met(condition: &Condition, facts: &crate::examine::Facts) -> bool {
    let declared = facts.groups.iter().find(|d| d.group == condition.group);
    declared.is_some_and(|d| condition.is_met_by(&d.versions))
}

/// Asks every twin of files, folders and globs; groups of packs are known.
#[must_use]
pub fn discover<N: AsRef<Path>>(names: &[N], condition: &Condition, packs: &Packs) -> Answer {
    let mut answer = Answer::default();
    let mut set = Vec::new();
    let stop = AtomicBool::new(false);
    let mut examination = Examination::now().with_packs(packs);
    examination.with_facts = true;
    let mut check = Check::new(examination, &stop).by(Way::past(packs.folders()));
    let _ = check.paths(names, &mut |result, _| {
        match result {
            Err(obstacle) => answer.problems.push(obstacle),
            Ok(examined) => {
                answer.asked += 1;
                set.push((examined.facts.dialect, is_met(condition, &examined.facts)));
                let declared = examined
                    .facts
                    .groups
                    .iter()
                    .find(|d| d.group == condition.group);
                if let Some(declared) = declared.filter(|d| !d.versions.is_empty()) {
                    answer.declarants.push(Declarant {
                        name: examined.name(),
                        source: examined.source(),
                        version: declared.words(),
                        matching: condition.is_met_by(&declared.versions),
                    });
                }
            }
        }
        ControlFlow::Continue(())
    });
    let dialect = asked_in(&set);
    answer.query = condition.query(dialect);
    answer.note = condition.query_note(dialect).map(str::to_owned);
    answer
}

/// Returns the dialect to ask a hub in: the one most of the matching twins speak, else most of all
/// twins; undeclared where none speaks any. A twin of the set is its dialect, and whether it matches.
#[must_use]
pub fn asked_in(set: &[(Dialect, bool)]) -> Dialect {
    let among = |matching_only: bool| {
        let number = |d: Dialect| {
            set.iter()
                .filter(|(o, m)| *o == d && (*m || !matching_only))
                .count()
        };
        let known = [
            Dialect::Gen1,
            Dialect::Staging,
            Dialect::Preview,
            Dialect::Draft,
            Dialect::Ga,
        ];
        known
            .into_iter()
            .max_by_key(|&d| number(d))
            .filter(|&d| number(d) > 0)
    };
    among(true)
        .or_else(|| among(false))
        .unwrap_or(Dialect::Undeclared)
}
