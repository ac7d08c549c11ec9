//! # whole-group-deleted
//!
//! A patch deletes a whole configuration group from desired.
//!
//! ## Why
//! The documents say that a group that is not desired is of no interest, and that the device keeps what it
//! has. The released agent hands the deletion to the group's handler, which does not take it: the group is
//! reported as failed with code 1001, and nothing is undone on the device.
//!
//! ## Do
//! Nothing, if only the wish is to go; the failure that follows is noise. To undo something on the device,
//! write the value that says so: an empty `singleRebootTime`, `"state": "uninstalled"`, `"version": "not
//! installed"`.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::{Dialect, Role};
use twin::Kind;
use twin::shape::Shape;

pub static RULE: Rule = Rule {
    name: "whole-group-deleted",
    severity: Severity::Info,
    category: Category::Status,
    source: include_str!("whole_group_deleted.rs"),
    check,
};

/// Names that other devices may well have, too: alone they are no sign of the agent.
const COMMON: [&str; 3] = ["certificates", "deviceInfo", "testInfo"];

fn check(cx: &Context<'_>, out: &mut Findings) {
    if cx.twin().recognition.shape != Shape::MergePatch {
        return;
    }
    let all = cx.groups().iter().filter(|g| g.role == Role::Configuration);
    for group in all.filter(|g| matches!(g.dialect, Dialect::Ga | Dialect::Undeclared)) {
        let is_telling = groups::names::GROUPS.contains(&group.name.as_str())
            && (group.dialect == Dialect::Ga || !COMMON.contains(&group.name.as_str()));
        let Some(node) = group.desired.filter(|n| n.kind() == Kind::Null && is_telling) else {
            continue;
        };
        out.push(
            Finding::at(Place::key(node), format!("the patch deletes {} as a whole", group.name))
                .confidence(Confidence::Possible)
                .because("The released agent does not take this: it reports the group as failed with code 1001, and the device keeps what it has.")
                .advise("Nothing, if only the wish is to go. To undo something on the device, write the value that says so.")
                .group(&group.name),
        );
    }
}
