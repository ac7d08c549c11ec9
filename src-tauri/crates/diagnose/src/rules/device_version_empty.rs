//! # device-version-empty
//!
//! A group reports an empty interface version.
//!
//! ## Why
//! The agent writes the version of a handler only after the handler accepted one. Empty text says that
//! no version of the service was accepted since the agent started.
//!
//! ## Do
//! See what the group's status and errors say; usually the version in desired is missing or refused.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::rule::{Category, Rule};
use groups::RowId;

pub static RULE: Rule = Rule {
    name: "device-version-empty",
    severity: Severity::Info,
    category: Category::Versions,
    source: include_str!("device_version_empty.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx.rows(RowId::C10) {
        let message = format!(
            "{} reports an empty deviceInterfaceVersion",
            held.group.name
        );
        out.push(
            held.at_device(message)
                .advise("See what the group's status and errors say; usually the version in desired is missing or refused.")
                .confidence(Confidence::Likely),
        );
    }
}
