//! # group-pending
//!
//! A group is still pending.
//!
//! ## Why
//! The agent marks every group of a change as pending before it starts with the first. A group that
//! stays so for more than ten minutes belongs to a handler that is not active, or the agent stopped in
//! between.
//!
//! ## Do
//! Wait, if it is fresh. Otherwise check whether the handler is active on the device and whether the
//! agent runs; the agent processes everything again when it connects.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::{age, has_status, severity_at, since, status};
use crate::place::Place;
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "group-pending",
    severity: Severity::Info,
    category: Category::Status,
    source: include_str!("group_pending.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed().filter(|g| has_status(g, "pending")) {
        let Some(status) = status(group) else {
            continue;
        };
        let age = age(cx, status);
        let severity = severity_at(age);
        let (reason, advice) = match severity {
            Severity::Warning => (
                "The agent marks every group as pending before it starts with the first; one that stays so belongs to a handler that is not active, or the agent stopped in between.",
                "Check on the device whether the handler is active and the agent runs; restarting the agent makes it process everything again.",
            ),
            _ => (
                "The device has taken the change and not finished with it.",
                "Look again in ten minutes.",
            ),
        };
        out.push_as(
            severity,
            Finding::at(
                Place::key(status),
                format!("{} is pending{}", group.name, since(age)),
            )
            .because(reason)
            .advise(advice)
            .confidence(Confidence::Likely)
            .group(&group.name),
        );
    }
}
