//! # service-version-too-new
//!
//! The service writes a newer major interface version than the device has.
//!
//! ## Why
//! The device is too old for the group as it is written; documents and shipped agent agree. The group
//! fails with error 2019, and the properties reported before are removed.
//!
//! ## Do
//! Let the service write the major version that the device declares, or update the device.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::rule::{Category, Rule};
use crate::verdicts::version;
use groups::RowId;

pub static RULE: Rule = Rule {
    name: "service-version-too-new",
    severity: Severity::Error,
    category: Category::Versions,
    source: include_str!("service_version_too_new.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx.rows(RowId::C3) {
        let message = format!(
            "{} is written for interface {}, the device has {}",
            held.group.name,
            version(held.portal()),
            held.device()
                .map_or_else(|| "\"1.0.0\"".to_owned(), |v| version(Some(v)))
        );
        out.push(
            held.at_writer(message)
                .advise("Let the service write the major version that the device declares, or update the device."),
        );
    }
}
