//! # reported-version-too-new
//!
//! The device reports in a newer major version than the portal can read.
//!
//! ## Why
//! A reader understands its highest version and lower ones. What the device reports may look right, and
//! the portal still cannot read it. Desired is judged by itself and may be fine.
//!
//! ## Do
//! Let the device write the version that the portal declares, or lower, or update the portal.
//!
//! ```json
//! { "desired": { "__portalSchemas": { "rebootInfo": { "maxInputVersion": "3.0" } } },
//!   "reported": { "__deviceSchemas": { "rebootInfo": { "outputVersion": "5.0" } } } }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::rule::{Category, Rule};
use crate::verdicts::version;
use groups::RowId;

pub static RULE: Rule = Rule {
    name: "reported-version-too-new",
    severity: Severity::Error,
    category: Category::Versions,
    source: include_str!("reported_version_too_new.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx.rows(RowId::B7) {
        let message = format!(
            "the portal cannot read {}: reported in {}, it reads up to {}",
            held.group.name,
            version(held.device()),
            version(held.portal())
        );
        out.push(
            held.at_writer(message)
                .advise("Let the device write the version that the portal declares, or lower, or update the portal."),
        );
    }
}
