//! # desired-version-too-new
//!
//! Desired is written in a newer major version than the device can read.
//!
//! ## Why
//! A reader understands its highest version and lower ones. A higher major version changes required
//! fields, so the device cannot read the group. The reverse direction is judged by itself.
//!
//! ## Do
//! Let the portal write the version that the device declares, or lower, or update the device.
//!
//! ```json
//! { "desired": { "__portalSchemas": { "rebootInfo": { "outputVersion": "3.0" } } },
//!   "reported": { "__deviceSchemas": { "rebootInfo": { "maxInputVersion": "2.1" } } } }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::rule::{Category, Rule};
use crate::verdicts::version;
use groups::RowId;

pub static RULE: Rule = Rule {
    name: "desired-version-too-new",
    severity: Severity::Error,
    category: Category::Versions,
    source: include_str!("desired_version_too_new.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx.rows(RowId::A7) {
        let message = format!(
            "the device cannot read {}: written in {}, it reads up to {}",
            held.group.name,
            version(held.portal()),
            version(held.device())
        );
        out.push(
            held.at_writer(message)
                .advise("Let the portal write the version that the device declares, or lower, or update the device."),
        );
    }
}
