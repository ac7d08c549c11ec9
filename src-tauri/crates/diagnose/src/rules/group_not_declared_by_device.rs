//! # group-not-declared-by-device
//!
//! The device does not list a group that desired asks for.
//!
//! ## Why
//! The released agent lists every handler it has in `__deviceSchemas`. A group without a handler is
//! ignored: nothing is applied and nothing is reported, not even an error.
//!
//! ## Do
//! Check the group's name, and whether the plug-in for it is installed on the device.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::rule::{Category, Rule};
use groups::{Group, Role, RowId};

pub static RULE: Rule = Rule {
    name: "group-not-declared-by-device",
    severity: Severity::Warning,
    category: Category::Versions,
    source: include_str!("group_not_declared_by_device.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    // a command there is told by `command-in-desired`
    let is_group = |group: &Group<'_>| group.role != Role::Command;
    for held in cx.rows(RowId::C11).filter(|held| is_group(held.group)) {
        let message = format!(
            "the device has no handler for {}, so it ignores the group",
            held.group.name
        );
        out.push(
            held.at_group(message)
                .advise("Check the group's name, and whether the plug-in for it is installed on the device.")
                .confidence(Confidence::Likely),
        );
    }
}
