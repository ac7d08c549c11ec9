//! # service-version-malformed
//!
//! `serviceInterfaceVersion` of a desired group cannot be read.
//!
//! ## Why
//! The version is text of three numbers with dots between. With anything else the released agent fails
//! the group: "Version format is incorrect", or "Version not found" where the text is empty. It shows
//! "Refreshing" first, so that the properties reported before are gone.
//!
//! ## Do
//! Write three numbers, as text.
//!
//! ```json
//! { "__meta": { "serviceInterfaceVersion": "1.0.0" } }
//! ```

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::verdicts::version;
use groups::RowId;

pub static RULE: Rule = Rule {
    name: "service-version-malformed",
    severity: Severity::Error,
    category: Category::Versions,
    source: include_str!("service_version_malformed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx.rows(RowId::C8) {
        let message = format!(
            "serviceInterfaceVersion {} of {} cannot be read",
            version(held.portal()),
            held.group.name
        );
        let suggestion = held
            .side
            .remarks
            .iter()
            .find_map(|remark| remark.fault.suggestion.as_deref());
        let finding = held.at_writer(message);
        out.push(match (suggestion, held.portal()) {
            (Some(text), Some(value)) => Finding {
                place: Place::value(value),
                ..finding
            }
            .advise(format!("Write `\"{text}\"`, if that is meant."))
            .repair(format!("\"{text}\"")),
            _ => finding.advise("Write three numbers as text, such as `\"1.0.0\"`."),
        });
    }
}
