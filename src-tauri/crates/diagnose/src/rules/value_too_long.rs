//! # value-too-long
//!
//! A text is longer than IoT Hub allows.
//!
//! ## Why
//! A string value may have 4096 bytes in UTF-8, control characters not counted. A write with a
//! longer one is refused as a whole. (Older texts speak of 512 bytes; that limit is history.)
//!
//! ## Do
//! Keep the text in a blob and put its address into the twin, or split it.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::subject;
use twin::limits::{Remark, VALUE_BYTES};

pub static RULE: Rule = Rule {
    name: "value-too-long",
    severity: Severity::Error,
    category: Category::Limits,
    source: include_str!("value_too_long.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (_, survey) in cx.surveys() {
        for (remark, value) in survey.with(|r| matches!(r, Remark::LongValue(_))) {
            let Remark::LongValue(length) = remark else {
                continue;
            };
            out.push(
                Finding::at(
                    Place::value(value),
                    format!(
                        "{} has {length} bytes of {VALUE_BYTES} allowed",
                        subject(value)
                    ),
                )
                .because("IoT Hub refuses a write with a string longer than this, as a whole.")
                .advise("Keep the text in a blob and put its address into the twin, or split it."),
            );
        }
    }
}
