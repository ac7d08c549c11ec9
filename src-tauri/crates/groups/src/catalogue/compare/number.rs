//! Which number the newer schema should carry, by how each dialect counts.

use super::change::Step;
use crate::catalogue::key::{Key, folder};
use crate::dialect::Dialect;
use crate::version::Version;

/// What is to be said of the declared number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It says what changed.
    Right,
    /// It promises less change than there is.
    TooLow,
    /// It announces more change than there is.
    TooHigh,
    /// There is none to be judged.
    NotJudged,
}

impl Verdict {
    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::TooLow => "too-low",
            Self::TooHigh => "too-high",
            Self::NotJudged => "not-judged",
        }
    }
}

/// The declared number, the one that belongs there, and what is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The number as the newer schema has it; empty where it has none.
    pub declared: String,
    /// The number that follows on the older one; empty where none can be told.
    pub expected: String,
    /// What is to be said.
    pub verdict: Verdict,
    /// Why, in one clause.
    pub because: String,
}

/// Judges the number of the newer schema.
pub(super) fn judge(before: &Key, after: &Key, step: Step) -> Number {
    let declared = after.version_text.clone();
    let not_judged = |because: String| Number {
        declared: declared.clone(),
        expected: String::new(),
        verdict: Verdict::NotJudged,
        because,
    };
    let same_subject =
        (before.dialect, &before.group, before.flow) == (after.dialect, &after.group, after.flow);
    if !same_subject {
        return not_judged("the two are not versions of one schema".to_owned());
    }
    let (Some(old), Some(new)) = (before.version, after.version) else {
        return not_judged(format!(
            "no version is given, or `{}` has none",
            folder(after.dialect)
        ));
    };
    let needed = counted(step, after.dialect);
    let made = moved(old, new);
    let verdict = match made.cmp(&needed) {
        std::cmp::Ordering::Less => Verdict::TooLow,
        // a new number for new words harms nobody
        std::cmp::Ordering::Greater if needed == Step::None && made == Step::Patch => {
            Verdict::Right
        }
        std::cmp::Ordering::Greater => Verdict::TooHigh,
        std::cmp::Ordering::Equal => Verdict::Right,
    };
    let expected = text(next(old, needed), after.dialect);
    let from = &before.version_text;
    let because = match verdict {
        Verdict::Right => format!("from {from} to {declared} says {}", words(made)),
        _ => format!(
            "from {from} to {declared} says {}, and there is {}",
            words(made),
            words(needed)
        ),
    };
    Number {
        declared,
        expected,
        verdict,
        because,
    }
}

/// Returns the step that a dialect has a number for.
fn counted(step: Step, dialect: Dialect) -> Step {
    match (dialect, step) {
        (Dialect::Preview | Dialect::Staging, Step::Minor | Step::Patch) => Step::None,
        (Dialect::Draft, Step::Patch) => Step::Minor,
        _ => step,
    }
}

fn moved(old: Version, new: Version) -> Step {
    let patch = |v: Version| v.patch.unwrap_or(0);
    if old.major != new.major {
        Step::Major
    } else if old.minor != new.minor {
        Step::Minor
    } else if patch(old) != patch(new) {
        Step::Patch
    } else {
        Step::None
    }
}

fn next(old: Version, step: Step) -> Version {
    let patch = old.patch.unwrap_or(0);
    let (major, minor, patch) = match step {
        Step::Major => (old.major.saturating_add(1), 0, 0),
        Step::Minor => (old.major, old.minor.saturating_add(1), 0),
        Step::Patch => (old.major, old.minor, patch.saturating_add(1)),
        Step::None => (old.major, old.minor, patch),
    };
    Version {
        major,
        minor,
        patch: Some(patch),
    }
}

fn text(version: Version, dialect: Dialect) -> String {
    let Version {
        major,
        minor,
        patch,
    } = version;
    match dialect {
        Dialect::Preview | Dialect::Staging => major.to_string(),
        Dialect::Draft => format!("{major}.{minor}"),
        _ => format!("{major}.{minor}.{}", patch.unwrap_or(0)),
    }
}

fn words(step: Step) -> &'static str {
    match step {
        Step::None => "no change",
        Step::Patch => "a small correction",
        Step::Minor => "a minor change",
        Step::Major => "a major change",
    }
}
