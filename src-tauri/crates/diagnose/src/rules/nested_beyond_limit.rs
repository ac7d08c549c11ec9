//! # nested-beyond-limit
//!
//! A value is nested deeper than IoT Hub allows.
//!
//! ## Why
//! Below tags, desired and reported ten objects or arrays may stand inside one another. A write
//! with an eleventh is refused as a whole. (Before 2020 the limit was five; documents of that time
//! say so.)
//!
//! ## Do
//! Make the structure flatter, or keep the inner part as a text.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::subject;
use twin::limits::{DEPTH, Remark};

pub static RULE: Rule = Rule {
    name: "nested-beyond-limit",
    severity: Severity::Error,
    category: Category::Limits,
    source: include_str!("nested_beyond_limit.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (_, survey) in cx.surveys() {
        for (_, value) in survey.with(|r| matches!(r, Remark::TooDeep)) {
            out.push(
                Finding::at(Place::value(value), format!("{} is nested 11 levels deep; {DEPTH} are allowed", subject(value)))
                    .because("IoT Hub refuses a write with objects or arrays nested deeper than ten levels below the section.")
                    .advise("Make the structure flatter, or keep the inner part as a text."),
            );
        }
    }
}
