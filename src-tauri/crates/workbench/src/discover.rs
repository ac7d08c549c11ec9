//! Which devices of a set declare a group at a version: the operator's query, answered offline.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicBool;

pub use groups::{Condition, ConditionError};
use groups::{Dialect, Groups, Statement, Version};

use crate::check::Check;
use crate::examine::{Examination, Facts};
use crate::packs::Packs;
use crate::pieces::{Obstacle, Way};
use crate::report::is_known;

/// What a device declares for one group, kept without its twin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declared {
    /// The group.
    pub group: String,
    /// Versions the device has for it; empty where it declares none.
    pub statements: Vec<Statement>,
    /// Whether it has an entry in `__deviceSchemas`.
    pub is_listed: bool,
    /// Whether the device reports it.
    pub is_reported: bool,
}

impl Declared {
    /// Returns the versions, each once.
    #[must_use]
    pub fn versions(&self) -> Vec<Version> {
        let mut versions = Vec::new();
        for statement in &self.statements {
            if !versions.contains(&statement.version) {
                versions.push(statement.version);
            }
        }
        versions
    }

    /// Returns the versions for people: `1.0.0`.
    #[must_use]
    pub fn words(&self) -> String {
        let words: Vec<_> = self.versions().iter().map(Version::to_string).collect();
        words.join(", ")
    }
}

/// Returns what a device declares for every group of its twin.
#[must_use]
pub fn declared(groups: &Groups<'_>, most: usize) -> Vec<Declared> {
    let of = |group: &groups::Group<'_>| Declared {
        group: group.name.clone(),
        statements: Statement::all(&groups::declarations(groups, &group.name)),
        is_listed: group.schema_entry.is_some(),
        is_reported: group.reported.is_some(),
    };
    groups.iter().take(most).map(of).collect()
}

/// What a twin says to a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// A hub finds it by the query.
    Found,
    /// It declares the same, but not where, or not as, the query asks.
    Elsewhere,
    /// It declares the group in another version.
    Otherwise,
}

/// Says what a twin, by what is kept of it, says to a condition, and in which words; nothing where it
/// has nothing of the group.
#[must_use]
pub fn answered(
    condition: &Condition,
    dialect: Dialect,
    facts: &Facts,
) -> Option<(Answered, String)> {
    let by_name = |name: &str| facts.groups.iter().find(|d| d.group == name);
    let asked = by_name(&condition.name_in(dialect));
    let is_found = asked.is_some_and(|d| {
        let declared = groups::Declared {
            statements: &d.statements,
            is_listed: d.is_listed,
            is_reported: d.is_reported,
        };
        condition.is_found(dialect, declared)
    });
    let declared = asked.or_else(|| by_name(&condition.group))?;
    match (is_found, declared.statements.is_empty()) {
        (true, _) => Some((Answered::Found, declared.words())),
        (false, true) => None,
        (false, false) if condition.is_met_by(&declared.versions()) => {
            Some((Answered::Elsewhere, declared.words()))
        }
        (false, false) => Some((Answered::Otherwise, declared.words())),
    }
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
    /// What it says to the condition.
    pub answered: Answered,
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
    /// Inputs among them that are nothing known.
    pub unknown: usize,
    /// What could not be looked at.
    pub problems: Vec<Obstacle>,
}

/// True where a twin, by what is kept of it, meets the condition, wherever it says so.
#[must_use]
pub fn is_met(condition: &Condition, facts: &Facts) -> bool {
    let by_name = |name: &str| facts.groups.iter().find(|d| d.group == name);
    let is_older = by_name(&condition.name_in(Dialect::Gen1)).is_some_and(|d| d.is_reported);
    let declared = by_name(&condition.group);
    is_older || declared.is_some_and(|d| condition.is_met_by(&d.versions()))
}

/// Asks every twin of files, folders and globs; groups of packs are known.
#[must_use]
pub fn discover<N: AsRef<Path>>(names: &[N], condition: &Condition, packs: &Packs) -> Answer {
    let mut answer = Answer::default();
    let mut set = Vec::new();
    let mut devices = Vec::new();
    let stop = AtomicBool::new(false);
    let mut examination = Examination::now().with_packs(packs);
    examination.with_facts = true;
    let mut check = Check::new(examination, &stop).by(Way::past(packs.folders()));
    let own = [condition.group.clone(), condition.name_in(Dialect::Gen1)];
    let _ = check.paths(names, &mut |result, _| {
        match result {
            Err(obstacle) => answer.problems.push(obstacle),
            Ok(mut examined) => {
                answer.asked += 1;
                answer.unknown += usize::from(!is_known(examined.shape.title()));
                let facts = &mut examined.facts;
                set.push((facts.dialect, is_met(condition, facts)));
                facts.groups.retain(|d| own.contains(&d.group));
                if !facts.groups.is_empty() {
                    let facts = std::mem::take(facts);
                    devices.push((examined.name(), examined.source(), facts));
                }
            }
        }
        ControlFlow::Continue(())
    });
    // in which dialect to ask is known only after every twin
    let dialect = asked_in(&set);
    for (name, source, facts) in devices {
        if let Some((answered, version)) = answered(condition, dialect, &facts) {
            answer.declarants.push(Declarant {
                name,
                source,
                version,
                answered,
            });
        }
    }
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
