//! # key-too-long
//!
//! A key is longer than IoT Hub allows.
//!
//! ## Why
//! A key may have 1024 bytes in UTF-8. A write with a longer one is refused as a whole.
//!
//! ## Do
//! Use a shorter key and put the text into the value.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::name_of;
use twin::limits::{KEY_BYTES, Remark};

pub static RULE: Rule = Rule {
    name: "key-too-long",
    severity: Severity::Error,
    category: Category::Limits,
    source: include_str!("key_too_long.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (_, survey) in cx.surveys() {
        for (remark, value) in survey.with(|r| matches!(r, Remark::LongKey(_))) {
            let Remark::LongKey(length) = remark else {
                continue;
            };
            out.push(
                Finding::at(
                    Place::key(value),
                    format!(
                        "the key `{}` has {length} bytes of {KEY_BYTES} allowed",
                        name_of(value)
                    ),
                )
                .because("IoT Hub refuses a write with a key longer than this, as a whole.")
                .advise("Use a shorter key and put the text into the value."),
            );
        }
    }
}
