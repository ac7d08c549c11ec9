//! # deletion-noise
//!
//! A group failed only because it was deleted from desired.
//!
//! ## Why
//! Deleting a group from desired means that the operator has no more interest in it. The shipped agent
//! takes the deletion for a change, finds nothing to apply and reports error 1001. The device keeps the
//! last state.
//!
//! ## Do
//! Nothing on the device. Leave the group out when counting failures, or send `clearReportedCmd` to
//! remove it from reported.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::{errors, has_failed, is_deletion_noise};
use crate::place::Place;
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "deletion-noise",
    severity: Severity::Info,
    category: Category::Status,
    source: include_str!("deletion_noise.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx
        .managed()
        .filter(|g| has_failed(g) && is_deletion_noise(cx, g))
    {
        let Some(error) = errors(group).next() else {
            continue;
        };
        out.push(
            Finding::at(Place::key(error), format!("{} failed because it was deleted from desired", group.name))
                .because("The shipped agent takes the deletion of a whole group for a change, finds nothing to apply and reports error 1001; the device keeps its last state.")
                .advise("Leave the group out when counting failures, or send `clearReportedCmd` to remove it from reported.")
                .confidence(Confidence::Likely),
        );
    }
}
