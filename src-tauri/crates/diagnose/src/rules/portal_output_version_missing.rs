//! # portal-output-version-missing
//!
//! The portal does not say in which version it writes a desired group.
//!
//! ## Why
//! By the draft's rules a group without a schema version is ignored: the device cannot know how to read
//! it and does nothing. Other groups are not affected.
//!
//! ## Do
//! Add the group to `__portalSchemas` in desired with its `outputVersion`.
//!
//! ```json
//! { "__portalSchemas": { "rebootInfo": { "maxInputVersion": "3.0", "outputVersion": "2.0" } } }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::rule::{Category, Rule};
use groups::RowId;

pub static RULE: Rule = Rule {
    name: "portal-output-version-missing",
    severity: Severity::Error,
    category: Category::Versions,
    source: include_str!("portal_output_version_missing.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx
        .rows(RowId::A2)
        .filter(|held| held.has_node() && !held.is_without_versions())
    {
        let message = format!(
            "the portal declares no output version for {}, so the device ignores it",
            held.group.name
        );
        out.push(
            held.at_writer(message)
                .advise("Add the group to `__portalSchemas` with the `outputVersion` in which desired is written."),
        );
    }
}
