//! # reporting-mode-minimal
//!
//! `reportingMode` is `minimal` for a group that does not know it.
//!
//! ## Why
//! The documents promise three modes for every group. The agent tests for `detailed` only, so that
//! `minimal` behaves as `none`: the properties of the group are removed from reported, and the mode stays
//! in force until another one is written. Only collectors of `eventTracingCollectors` have it, each in a
//! `__meta` of its own.
//!
//! ## Do
//! Write `detailed` to have the properties reported, `none` to have only the status.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::reporting::{mode, reads_words};
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "reporting-mode-minimal",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("reporting_mode_minimal.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx
        .managed()
        .filter(|g| reads_words(g) && g.name != "eventTracingCollectors")
    {
        let Some(mode) = mode(group).filter(|mode| mode.is_str("minimal")) else {
            continue;
        };
        out.push(
            Finding::at(Place::value(mode), format!("reportingMode \"minimal\" of {} behaves as \"none\"", group.name))
                .because("Only collectors of `eventTracingCollectors` know it; here the agent removes the group's properties from reported, and keeps to it until another mode is written.")
                .advise("Write `detailed` to have the properties reported, `none` to have only the status.")
                .confidence(Confidence::Likely)
                .group(&group.name),
        );
    }
}
