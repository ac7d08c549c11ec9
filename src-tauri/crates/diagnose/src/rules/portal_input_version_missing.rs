//! # portal-input-version-missing
//!
//! The portal does not say which version of a reported group it reads.
//!
//! ## Why
//! By the draft's rules the device may write any version then, and the portal ignores a group it has
//! not declared.
//!
//! ## Do
//! Add `maxInputVersion` to the group's entry in `__portalSchemas`.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::rule::{Category, Rule};
use groups::RowId;

pub static RULE: Rule = Rule {
    name: "portal-input-version-missing",
    severity: Severity::Warning,
    category: Category::Versions,
    source: include_str!("portal_input_version_missing.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx
        .rows(RowId::B3)
        .filter(|held| held.has_node() && cx.groups().has_desired)
    {
        let message = format!(
            "the portal declares no input version for {}",
            held.group.name
        );
        out.push(
            held.at_group(message)
                .advise("Add `maxInputVersion` to the group's entry in `__portalSchemas`.")
                .confidence(Confidence::Likely),
        );
    }
}
