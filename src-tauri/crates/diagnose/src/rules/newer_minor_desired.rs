//! # newer-minor-desired
//!
//! Desired is written in a newer minor version than the device reads.
//!
//! ## Why
//! A higher minor version only adds optional fields. The device reads the group and ignores the fields
//! it does not know.
//!
//! ## Do
//! Nothing, unless one of the added fields matters for this device.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::rule::{Category, Rule};
use crate::verdicts::version;
use groups::RowId;

pub static RULE: Rule = Rule {
    name: "newer-minor-desired",
    severity: Severity::Info,
    category: Category::Versions,
    source: include_str!("newer_minor_desired.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx.rows(RowId::A6) {
        let message = format!(
            "{} is written in {}, the device reads {}: added fields are ignored",
            held.group.name,
            version(held.portal()),
            version(held.device())
        );
        out.push(
            held.at_writer(message).advise(
                "Check whether a field that the newer version adds matters for this device.",
            ),
        );
    }
}
