//! # empty-key
//!
//! A key is empty.
//!
//! ## Why
//! A property without a name cannot be asked for, and no service takes it. It usually comes from a
//! template whose name was not filled in.
//!
//! ## Do
//! Give the member a name or remove it.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::limits::Remark;

pub static RULE: Rule = Rule {
    name: "empty-key",
    severity: Severity::Error,
    category: Category::Limits,
    source: include_str!("empty_key.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (section, survey) in cx.surveys() {
        for (_, value) in survey.with(|r| matches!(r, Remark::EmptyKey)) {
            out.push(
                Finding::at(Place::key(value), format!("a member of {} has an empty key", section.kind.name()))
                    .confidence(Confidence::Likely)
                    .because("A property without a name cannot be asked for; usually a template was not filled in.")
                    .advise("Give the member a name, or remove it."),
            );
        }
    }
}
