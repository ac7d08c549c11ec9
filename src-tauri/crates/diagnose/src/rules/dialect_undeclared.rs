//! # dialect-undeclared
//!
//! Groups of the Windows agent are there, and nothing tells for which agent they are written.
//!
//! ## Why
//! The released agent expects `__meta.serviceInterfaceVersion` in each group, the draft documents
//! `__portalSchemas`. Without either, and without anything from the device, the rules of the released
//! agent are assumed.
//!
//! ## Do
//! Choose the profile yourself if the device runs another agent, and write the version into the groups.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::{Dialect, Role};

pub static RULE: Rule = Rule {
    name: "dialect-undeclared",
    severity: Severity::Info,
    category: Category::Versions,
    source: include_str!("dialect_undeclared.rs"),
    check,
};

/// Names that other products do not use by chance.
const DISTINCTIVE: [&str; 5] = [
    "rebootInfo",
    "windowsUpdate",
    "windowsTelemetry",
    "uwpApps",
    "eventTracingCollectors",
];

fn check(cx: &Context<'_>, out: &mut Findings) {
    if cx.groups().dialect != Dialect::Undeclared || cx.forced_profile().is_some() {
        return;
    }
    let mut known = cx.groups().iter().filter(|g| g.role == Role::Configuration);
    let Some(group) = known.find(|g| DISTINCTIVE.contains(&g.name.as_str())) else {
        return;
    };
    let Some(node) = group
        .desired
        .or(group.reported)
        .filter(|node| node.is_object())
    else {
        return;
    };
    out.push(
        Finding::at(Place::key(node), format!("nothing tells for which agent {} is written", group.name))
            .because("There is no version and no `__meta` in any group, so the rules of the released agent are assumed; it would refuse the group without them.")
            .advise("Choose the profile yourself if the device runs another agent, and write `__meta.serviceInterfaceVersion` into the groups.")
            .confidence(Confidence::Possible),
    );
}
