//! # null-in-array
//!
//! An array holds `null`.
//!
//! ## Why
//! An array is one value to the hub, which deletes or replaces it as a whole; a `null` inside it,
//! also inside an object in it, is refused.
//!
//! ## Do
//! Leave the element out, or write another value for "nothing".

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::limits::Remark;

pub static RULE: Rule = Rule {
    name: "null-in-array",
    severity: Severity::Error,
    category: Category::Shape,
    source: include_str!("null_in_array.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (section, survey) in cx.surveys() {
        for (_, value) in survey.with(|r| r == Remark::NullInArray) {
            let name = section.kind.name();
            out.push(
                Finding::at(Place::value(value), format!("null inside an array of {name}"))
                    .confidence(Confidence::Likely)
                    .because("null deletes a property, and an element of an array cannot be deleted; the hub refuses the write.")
                    .advise("Leave the element out, or write another value for \"nothing\"."),
            );
        }
    }
}
