//! # desired-not-acknowledged
//!
//! The device answers for other groups, but not for this one.
//!
//! ## Why
//! The agent reports every group it has a handler for: first as pending, then with the outcome. A group
//! that desired asks for, but that has no node in reported, was not processed: the device has not been
//! connected since the write, or the report was lost.
//!
//! ## Do
//! Check when the device was last connected. Writing the group again makes the agent take it up.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::{age, since, unless_fresh};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::{Group, Role};
use twin::Value;

pub static RULE: Rule = Rule {
    name: "desired-not-acknowledged",
    severity: Severity::Warning,
    category: Category::Status,
    source: include_str!("desired_not_acknowledged.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let groups = cx.groups();
    if !groups.has_reported || !cx.managed().any(|g| g.meta_reported().is_some()) {
        return;
    }
    for group in cx
        .managed()
        .filter(|g| g.reported.is_none() && is_asked_for(g))
    {
        let Some(node) = group.desired else { continue };
        let is_declared = group.schema_entry.is_some();
        if !is_declared && groups.device_schemas.is_some() {
            continue;
        }
        let age = age(cx, node);
        let (reason, confidence) = if is_declared {
            (
                "The device declares the group and reports others, so it should have answered: it has not been connected since the write, or its report was lost.",
                Confidence::Likely,
            )
        } else {
            (
                "The device reports other groups, so its agent works: it has no handler for this one, or has not been connected since the write.",
                Confidence::Possible,
            )
        };
        out.push_as(
            unless_fresh(age),
            Finding::at(Place::key(node), format!("{} is desired, and the device has not answered{}", group.name, since(age)))
                .because(reason)
                .advise("Check when the device was last connected, and write the group again if that was after the change.")
                .confidence(confidence),
        );
    }
}

fn is_asked_for(group: &Group<'_>) -> bool {
    let is_group = matches!(group.role, Role::Configuration | Role::Own | Role::Custom);
    is_group
        && group.desired.is_some_and(Value::is_object)
        && group.meta_desired().is_some_and(Value::is_object)
}
