//! # device-output-version-missing
//!
//! The device does not say in which version it reports a group.
//!
//! ## Why
//! By the draft's rules a group without a schema version is ignored: the portal cannot know how to read
//! what is reported.
//!
//! ## Do
//! Let the device report `outputVersion` in its entry of `__deviceSchemas`.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::rule::{Category, Rule};
use groups::RowId;

pub static RULE: Rule = Rule {
    name: "device-output-version-missing",
    severity: Severity::Error,
    category: Category::Versions,
    source: include_str!("device_output_version_missing.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx
        .rows(RowId::B2)
        .filter(|held| held.has_node() && !held.is_without_versions())
    {
        let message = format!(
            "the device declares no output version for {}, so the portal ignores it",
            held.group.name
        );
        out.push(
            held.at_writer(message)
                .advise("Let the device report `outputVersion` in its entry of `__deviceSchemas`."),
        );
    }
}
