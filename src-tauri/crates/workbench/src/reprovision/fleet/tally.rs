//! Counts of a fleet, and the rows that stand out, in memory that does not grow with the fleet.

use std::collections::BTreeMap;

use reprovision::FleetVerdict;
use serde::Serialize;

use super::{Fleet, Row};

/// Enrollments that are counted one by one.
const ENROLLMENTS: usize = 10_000;
/// Rows kept of each enrollment and verdict, in case they turn out to be few.
const KEPT: usize = 5;
/// A verdict stands out where at most one in this many devices of its enrollment has it.
const RARE: u64 = 50;
/// Outliers that are named.
const NAMED: usize = 50;
/// Enrollments that are named.
const LISTED: usize = 100;

/// How many devices something holds for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// What: the name of a verdict.
    pub name: &'static str,
    /// How many.
    pub count: u64,
}

/// The devices of one enrollment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfEnrollment {
    /// Its id, or a policy; empty where the table names none.
    pub enrollment: String,
    /// How many of each verdict.
    pub verdicts: Vec<Count>,
}

/// A row that stands out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outlier {
    /// The row.
    #[serde(flatten)]
    pub row: Row,
    /// Why it stands out.
    pub why: String,
}

#[derive(Debug, Default)]
struct Tallied {
    count: u64,
    first: Vec<Row>,
}

/// What is counted while rows come.
#[derive(Debug, Default)]
pub(super) struct Tally {
    all: BTreeMap<&'static str, u64>,
    by_enrollment: BTreeMap<String, BTreeMap<&'static str, Tallied>>,
}

impl Tally {
    pub fn count(&mut self, row: &Row) {
        *self.all.entry(row.verdict).or_default() += 1;
        let is_known = self.by_enrollment.contains_key(&row.enrollment);
        if !is_known && self.by_enrollment.len() == ENROLLMENTS {
            return;
        }
        if !is_known {
            self.by_enrollment
                .insert(row.enrollment.clone(), BTreeMap::new());
        }
        let Some(verdicts) = self.by_enrollment.get_mut(&row.enrollment) else {
            return;
        };
        let of_verdict = verdicts.entry(row.verdict).or_default();
        of_verdict.count += 1;
        if of_verdict.first.len() < KEPT {
            of_verdict.first.push(row.clone());
        }
    }

    pub fn end(self, fleet: &mut Fleet) {
        let counts = |found: &dyn Fn(&'static str) -> u64| -> Vec<Count> {
            let counts = FleetVerdict::ALL.map(|verdict| Count {
                name: verdict.name(),
                count: found(verdict.name()),
            });
            counts.into_iter().filter(|count| count.count > 0).collect()
        };
        fleet.verdicts = counts(&|name| self.all.get(name).copied().unwrap_or_default());
        for (enrollment, verdicts) in self.by_enrollment {
            if fleet.enrollments.len() < LISTED {
                fleet.enrollments.push(OfEnrollment {
                    enrollment: enrollment.clone(),
                    verdicts: counts(&|name| verdicts.get(name).map_or(0, |tallied| tallied.count)),
                });
            }
            let total: u64 = verdicts.values().map(|tallied| tallied.count).sum();
            for (verdict, tallied) in verdicts {
                let Some(why) = why(verdict, tallied.count, total) else {
                    continue;
                };
                let room = NAMED.saturating_sub(fleet.outliers.len());
                let rows = tallied.first.into_iter().take(room);
                fleet.outliers.extend(rows.map(|row| Outlier {
                    row,
                    why: why.clone(),
                }));
            }
        }
    }
}

/// Says why rows of a verdict stand out among those of their enrollment.
fn why(verdict: &str, count: u64, total: u64) -> Option<String> {
    match verdict {
        "unknown" => Some("its version does not tell".to_owned()),
        "not-enrolled" => Some("no enrollment, and no policy of that name".to_owned()),
        _ if count.saturating_mul(RARE) <= total => {
            Some(format!("{count} of {total} devices of its enrollment"))
        }
        _ => None,
    }
}
