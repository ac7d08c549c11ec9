//! # newer-minor-service
//!
//! The service writes a newer minor interface version than the device has.
//!
//! ## Why
//! A higher minor version only adds optional properties. The device applies the group and ignores the
//! properties it does not know.
//!
//! ## Do
//! Nothing, unless one of the added properties matters for this device.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::rule::{Category, Rule};
use crate::verdicts::version;
use groups::RowId;

pub static RULE: Rule = Rule {
    name: "newer-minor-service",
    severity: Severity::Info,
    category: Category::Versions,
    source: include_str!("newer_minor_service.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx.rows(RowId::C4) {
        let message = format!(
            "{} is written for interface {}, the device has {}: added properties are ignored",
            held.group.name,
            version(held.portal()),
            held.device()
                .map_or_else(|| "\"1.0.0\"".to_owned(), |v| version(Some(v)))
        );
        out.push(held.at_writer(message).advise(
            "Check whether a property that the newer version adds matters for this device.",
        ));
    }
}
