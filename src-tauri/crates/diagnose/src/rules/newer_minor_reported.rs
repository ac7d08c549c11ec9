//! # newer-minor-reported
//!
//! The device reports in a newer minor version than the portal reads.
//!
//! ## Why
//! A higher minor version only adds optional fields. The portal reads the group and ignores the fields
//! it does not know.
//!
//! ## Do
//! Nothing, unless the portal should show one of the added fields.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::rule::{Category, Rule};
use crate::verdicts::version;
use groups::RowId;

pub static RULE: Rule = Rule {
    name: "newer-minor-reported",
    severity: Severity::Info,
    category: Category::Versions,
    source: include_str!("newer_minor_reported.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx.rows(RowId::B6) {
        let message = format!(
            "{} is reported in {}, the portal reads {}: added fields are ignored",
            held.group.name,
            version(held.device()),
            version(held.portal())
        );
        out.push(
            held.at_writer(message)
                .advise("Update the portal where one of the added fields should be shown."),
        );
    }
}
