//! # failed-without-errors
//!
//! A group reports that it failed, but no error.
//!
//! ## Why
//! The agent sets a group to failed because of an error in `__errors`. Without one, the whole batch was
//! refused before any group was tried: a handler names a dependency that does not exist, or handlers
//! depend on each other in a circle. All groups of the change fail together then.
//!
//! ## Do
//! Look at the plug-in manifests on the device (`handlers[].dependencyList`) and at the agent's log.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::{errors, has_status, status};
use crate::place::Place;
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "failed-without-errors",
    severity: Severity::Error,
    category: Category::Status,
    source: include_str!("failed_without_errors.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx
        .managed()
        .filter(|g| has_status(g, "failed") && g.last_change().is_none())
    {
        let has_other =
            group.errors().is_some_and(|e| !e.is_object()) || errors(group).next().is_some();
        let Some(status) = status(group).filter(|_| !has_other) else {
            continue;
        };
        out.push(
            Finding::at(Place::key(status), format!("{} failed and names no error", group.name))
                .because("The agent fails a group without an error where it cannot order the whole batch: a handler depends on one that does not exist, or handlers depend on each other in a circle.")
                .advise("Look at `dependencyList` in the plug-in manifests on the device, and at the agent's log.")
                .confidence(Confidence::Likely),
        );
    }
}
