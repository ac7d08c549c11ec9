//! # null-in-twin
//!
//! A twin that was read from the hub holds `null`.
//!
//! ## Why
//! `null` deletes: the hub never stores it. A document with `$metadata` and `null` members was
//! edited after it was read, or is a patch written into an export.
//!
//! ## Do
//! Send the `null` as a patch if the deletion was meant; otherwise take a fresh copy of the twin.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::name_of;
use twin::limits::Remark;

pub static RULE: Rule = Rule {
    name: "null-in-twin",
    severity: Severity::Warning,
    category: Category::Shape,
    source: include_str!("null_in_twin.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    if !cx.twin().is_live_export() {
        return;
    }
    for (_, survey) in cx.surveys() {
        for (_, value) in survey.with(|r| r == Remark::Null) {
            out.push(
                Finding::at(Place::value(value), format!("`{}` is null in a twin that was read", name_of(value)))
                    .confidence(Confidence::Likely)
                    .because("null deletes a property, so the hub never stores it: the document was edited after it was read.")
                    .advise("Send the null as a patch if the deletion was meant; otherwise take a fresh copy of the twin."),
            );
        }
    }
}
