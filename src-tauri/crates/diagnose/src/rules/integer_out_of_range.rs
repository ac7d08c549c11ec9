//! # integer-out-of-range
//!
//! An integer is larger than IoT Hub stores exactly.
//!
//! ## Why
//! Integers go from -4503599627370496 to 4503599627370495 (52 bits and a sign). A write with
//! another one is refused. Serial numbers and time stamps in nanoseconds are the usual case.
//!
//! ## Do
//! Write it as a text.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::limits::Remark;
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "integer-out-of-range",
    severity: Severity::Error,
    category: Category::Limits,
    source: include_str!("integer_out_of_range.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (_, survey) in cx.surveys() {
        for (_, value) in survey.with(|r| matches!(r, Remark::WideInteger)) {
            out.push(
                Finding::at(Place::value(value), format!("{} is outside the range of integers", shown(value, 40)))
                    .confidence(Confidence::Likely)
                    .because("IoT Hub takes integers from -4503599627370496 to 4503599627370495 and refuses others.")
                    .advise("Write it as a text, and read it as one."),
            );
        }
    }
}
