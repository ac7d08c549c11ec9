//! # device-input-version-missing
//!
//! The device does not say which version of a desired group it reads.
//!
//! ## Why
//! By the draft's rules a device that does not declare a group in `__deviceSchemas` does not process
//! it. It may also not have reported its schemas yet, or a filter in desired `__deviceSchemas.reporting`
//! leaves the group out.
//!
//! ## Do
//! Look whether reported `__deviceSchemas` is there and up to date, and whether a filter hides the group.
//! If neither explains it, the device has no handler for the group.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::rule::{Category, Rule};
use groups::RowId;

pub static RULE: Rule = Rule {
    name: "device-input-version-missing",
    severity: Severity::Warning,
    category: Category::Versions,
    source: include_str!("device_input_version_missing.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx
        .rows(RowId::A3)
        .filter(|held| held.has_node() && cx.groups().has_reported)
    {
        let message = format!(
            "the device declares no input version for {}",
            held.group.name
        );
        out.push(
            held.at_group(message)
                .advise("Check that `__deviceSchemas` in reported is up to date and that no filter in desired hides the group; otherwise the device has no handler for it.")
                .confidence(Confidence::Likely),
        );
    }
}
