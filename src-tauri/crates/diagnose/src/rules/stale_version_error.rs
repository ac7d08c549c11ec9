//! # stale-version-error
//!
//! A group still shows a refused version although the versions fit now.
//!
//! ## Why
//! Error 2019 says that the major versions of service and device were not equal. They are now, so the
//! device has not processed desired since it was corrected: it was offline, or the agent does not run.
//!
//! ## Do
//! Check when the device was last connected; the error goes away with the next report.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::RowId;

pub static RULE: Rule = Rule {
    name: "stale-version-error",
    severity: Severity::Warning,
    category: Category::Versions,
    source: include_str!("stale_version_error.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx.rows(RowId::C12) {
        let message = format!(
            "{} shows error 2019, but the versions fit now",
            held.group.name
        );
        let error = held
            .group
            .errors()
            .and_then(|errors| errors.get(&held.group.name));
        let finding = held
            .at_writer(message)
            .advise("Check when the device was last connected; the error goes away with the next report.")
            .confidence(Confidence::Likely);
        out.push(match error {
            Some(error) => finding.related("the refusal", Place::key(error)),
            None => finding,
        });
    }
}
