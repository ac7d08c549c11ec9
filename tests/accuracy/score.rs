//! Counts what was found and what was said besides, and shows it.

use std::fmt::Write as _;

use crate::engine::Told;
use crate::faults::{At, Fault, Mutant};

/// Misses shown of a kind.
const SHOWN: usize = 3;

/// What became of the mutants of one kind.
pub struct Score {
    pub fault: &'static Fault,
    pub mutants: usize,
    pub found: usize,
    /// Findings that neither are the expected one nor follow from the fault.
    pub surplus: usize,
    /// The first mutants that did not go as they should.
    pub misses: Vec<String>,
}

impl Score {
    pub fn of(fault: &'static Fault) -> Self {
        Self {
            fault,
            mutants: 0,
            found: 0,
            surplus: 0,
            misses: Vec::new(),
        }
    }

    /// Counts one mutant and everything that is newly said about it.
    pub fn count(&mut self, base: &str, mutant: &Mutant, new: &[&Told]) {
        let rule = self.fault.rule;
        let is_expected = |told: &&&Told| told.rule == rule && mutant.at.is(told);
        let found = new.iter().any(|told| is_expected(&told));
        let follows = |told: &&Told| mutant.also.contains(&told.rule);
        let surplus = new
            .iter()
            .filter(|t| !is_expected(t) && !follows(t))
            .count();
        let twice = new.iter().filter(is_expected).count().saturating_sub(1);
        self.mutants += 1;
        self.found += usize::from(found);
        self.surplus += surplus + twice;
        if (!found || surplus + twice > 0) && self.misses.len() < SHOWN {
            let said: Vec<_> = new.iter().map(|t| shown(t)).collect();
            let at = &mutant.at;
            self.misses
                .push(format!("{base}: expected {at:?}, said {}", said.join("; ")));
        }
    }

    /// Adds the counts of another part of the mutants.
    pub fn add(&mut self, other: Self) {
        self.mutants += other.mutants;
        self.found += other.found;
        self.surplus += other.surplus;
        self.misses.extend(other.misses);
        self.misses.truncate(SHOWN);
    }

    /// True for recall and precision of 99 of a hundred; of few mutants one may go wrong.
    pub fn is_good(&self) -> bool {
        let allowed = (self.mutants / 100).max(1);
        self.mutants - self.found <= allowed && self.surplus <= allowed
    }

    /// How many of a hundred faults are found.
    pub fn recall(&self) -> f64 {
        percent(self.found, self.mutants)
    }

    /// How many of a hundred findings are the expected one.
    pub fn precision(&self) -> f64 {
        percent(self.found, self.found + self.surplus)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a few thousand")]
fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    part as f64 * 100.0 / whole as f64
}

fn shown(told: &Told) -> String {
    let Told {
        severity,
        rule,
        path,
        line,
        column,
    } = told;
    format!("{severity} {rule} {line}:{column} {path}")
}

impl At {
    /// True for a finding at this place.
    pub fn is(&self, told: &Told) -> bool {
        match self {
            Self::Path(path) => told.path == *path,
            Self::Line(line) => told.line == *line,
            Self::Spot(line, column) => (told.line, told.column) == (*line, *column),
        }
    }
}

/// The table of all kinds, in Markdown.
pub fn table(scores: &[Score]) -> String {
    let mut text =
        String::from("| fault | rule | mutants | recall | precision |\n|---|---|--:|--:|--:|\n");
    for score in scores {
        let Score { fault, mutants, .. } = score;
        let (recall, precision) = (score.recall(), score.precision());
        let _ = writeln!(
            text,
            "| {} | `{}` | {mutants} | {recall:.1} % | {precision:.1} % |",
            fault.name, fault.rule
        );
    }
    let (mutants, found, surplus) = scores.iter().fold((0, 0, 0), |sum, score| {
        (
            sum.0 + score.mutants,
            sum.1 + score.found,
            sum.2 + score.surplus,
        )
    });
    let _ = writeln!(
        text,
        "| **all {} kinds** | | {mutants} | {:.2} % | {:.2} % |",
        scores.len(),
        percent(found, mutants),
        percent(found, found + surplus)
    );
    text
}
