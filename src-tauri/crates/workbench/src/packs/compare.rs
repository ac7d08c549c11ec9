//! Two versions of a schema beside each other, as plain data.

use groups::catalogue::Schema;
use groups::catalogue::compare::{self, Verdict};
use serde::Serialize;

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Key of the older one.
    pub before: String,
    /// Key of the newer one.
    pub after: String,
    /// True where the one named first has the higher number.
    pub exchanged: bool,
    /// `none`, `patch`, `minor` or `major`.
    pub verdict: &'static str,
    /// The number of the newer one.
    pub number: NumberLine,
    /// What changed, the gravest first.
    pub changes: Vec<ChangeLine>,
}

/// The number of the newer schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NumberLine {
    /// As the newer one has it; empty where it has none.
    pub declared: String,
    /// As it should be; empty where none can be told.
    pub expected: String,
    /// `right`, `too-low`, `too-high` or `not-judged`.
    pub verdict: &'static str,
    /// Why.
    pub because: String,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangeLine {
    /// The property, with dots between its steps; empty for the group.
    pub property: String,
    /// What kind of change, in kebab case.
    pub kind: &'static str,
    /// What changed.
    pub what: String,
    /// `none`, `patch`, `minor` or `major`.
    pub step: &'static str,
    /// The rule behind it.
    pub because: &'static str,
}

impl Difference {
    /// True where the newer schema carries another number than it should.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        [Verdict::TooLow, Verdict::TooHigh]
            .iter()
            .any(|v| v.name() == self.number.verdict)
    }
}

/// Compares two schemas; the one with the lower number is the older one.
#[must_use]
pub fn differ(one: &Schema, other: &Schema) -> Difference {
    let found = compare::compare(one, other);
    let dialect = found.after.dialect;
    let changes = found.changes.iter().map(|change| ChangeLine {
        property: change.path.clone(),
        kind: change.kind.name(),
        what: change.what.clone(),
        step: change.step.name(),
        because: change.kind.because(dialect),
    });
    Difference {
        before: found.before.to_string(),
        after: found.after.to_string(),
        exchanged: found.exchanged,
        verdict: found.step.name(),
        changes: changes.collect(),
        number: NumberLine {
            declared: found.number.declared,
            expected: found.number.expected,
            verdict: found.number.verdict.name(),
            because: found.number.because,
        },
    }
}
