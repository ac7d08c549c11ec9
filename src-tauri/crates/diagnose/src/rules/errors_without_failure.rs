//! # errors-without-failure
//!
//! A group reports success together with errors.
//!
//! ## Why
//! The agent sets a group to failed as soon as there is one error, and removes `__errors` when there is
//! none. Both together were not written by one report: old errors were left behind, or another program
//! writes the group.
//!
//! ## Do
//! Do not count the group as healthy before the errors are explained. `clearReportedCmd` or a new
//! write to desired makes the agent report the group again.

use super::count;
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::{errors, has_status, status};
use crate::place::Place;
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "errors-without-failure",
    severity: Severity::Warning,
    category: Category::Status,
    source: include_str!("errors_without_failure.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed().filter(|g| has_status(g, "succeeded")) {
        let (Some(status), Some(error)) = (status(group), errors(group).next()) else {
            continue;
        };
        let number = count(errors(group).count(), "error");
        out.push(
            Finding::at(Place::key(error), format!("{} succeeded, with {number}", group.name))
                .because("The agent fails a group at the first error and removes `__errors` when there is none, so these two were not written together.")
                .advise("Do not count the group as healthy before the errors are explained; a new write to desired makes the agent report it again.")
                .confidence(Confidence::Likely)
                .related("the reported status", Place::key(status)),
        );
    }
}
