//! # dialect-undeclared
//!
//! Groups of the Windows agent are there, and nothing tells for which agent they are written.
//!
//! ## Why
//! The released agent expects `__meta.serviceInterfaceVersion` in each group, the draft documents
//! `__portalSchemas`. Without either, and without anything from the device, a group may be another
//! product's: only values that no published agent takes as they stand are told, and only where all
//! properties have names that these agents know.
//!
//! ## Do
//! Choose the profile yourself if the device runs another agent, and write the version into the groups.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::is_distinctive;
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

fn check(cx: &Context<'_>, out: &mut Findings) {
    if cx.groups().dialect != Dialect::Undeclared || cx.forced_profile().is_some() {
        return;
    }
    let mut known = cx.groups().iter().filter(|g| g.role == Role::Configuration);
    let Some(group) = known.find(|g| is_distinctive(g)) else {
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
            .because("There is no version and no `__meta` in any group, and the released agent refuses a group without them. Told is only what none of the published agents takes as it stands.")
            .advise("Choose the profile yourself if the device runs another agent, and write `__meta.serviceInterfaceVersion` into the groups.")
            .confidence(Confidence::Possible),
    );
}
