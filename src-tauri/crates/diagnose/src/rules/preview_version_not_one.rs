//! # preview-version-not-one
//!
//! A device of the preview declares another integer version than 1.
//!
//! ## Why
//! The preview and staging agents declared 1 for every group and compared it with nothing. Another
//! number was not written by them.
//!
//! ## Do
//! Find out which program reports the group; do not decide anything from the number.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::rule::{Category, Rule};
use crate::verdicts::version;
use groups::RowId;

pub static RULE: Rule = Rule {
    name: "preview-version-not-one",
    severity: Severity::Info,
    category: Category::Versions,
    source: include_str!("preview_version_not_one.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx.rows(RowId::P2) {
        let message = format!(
            "the device declares version {} for {}, and the preview knew 1 only",
            version(held.device()),
            held.group.name
        );
        out.push(
            held.at_device(message)
                .advise("Find out which program reports the group; do not decide anything from the number.")
                .confidence(Confidence::Likely),
        );
    }
}
