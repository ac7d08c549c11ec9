//! # refreshing-in-desired
//!
//! Desired asks a group to be "refreshing".
//!
//! ## Why
//! The text is a placeholder that a device reports while it replaces a group. In desired it was
//! usually copied from reported. The agent finishes such a group at once and reports success without
//! any property.
//!
//! ## Do
//! Write the group's properties, or delete the group from desired.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::managed::quoted;
use crate::place::Place;
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "refreshing-in-desired",
    severity: Severity::Warning,
    category: Category::Status,
    source: include_str!("refreshing_in_desired.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed().filter(|g| g.is_refreshing_desired()) {
        let Some(node) = group.desired else { continue };
        out.push(
            Finding::at(Place::key(node), format!("desired asks {} to be {}", group.name, quoted(node)))
                .because("The text is what a device reports while it replaces a group; in desired it asks for nothing, and the agent reports success without any property.")
                .advise("Write the group's properties, or delete the group from desired."),
        );
    }
}
