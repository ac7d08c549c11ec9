//! # property-length
//!
//! A text, a list or an object is longer or shorter than its property may be.
//!
//! ## Why
//! Windows keeps some texts in fields of a fixed length. What is longer is cut off without a word, and
//! what the device reports then differs from what was asked for.
//!
//! ## Do
//! Write a value of the length that is named.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::rules::count;
use crate::schemas::Broken;
use crate::wanted::{effect, why, write};
use crate::words::subject;
use groups::catalogue::Fault;
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "property-length",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("property_length.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        let (side, limit) = match broken.violation.fault {
            Fault::TooShort(limit) => ("at least", limit),
            Fault::TooLong(limit) => ("at most", limit),
            _ => continue,
        };
        out.make(broken.severity(), || finding(&broken, side, limit));
    }
}

fn finding(broken: &Broken<'_>, side: &str, limit: u64) -> Finding {
    let value = broken.violation.at;
    let (length, noun) = length(value);
    let wanted = count(usize::try_from(limit).unwrap_or(usize::MAX), noun);
    let message = format!(
        "{} has {}, and {side} {wanted} fit",
        subject(value),
        count(length, noun)
    );
    broken
        .finding(Place::value(value), message)
        .because(why(&effect(broken), broken.property().as_deref()))
        .advise(write(broken, &format!("{side} {wanted}")))
}

fn length(value: Value<'_>) -> (usize, &'static str) {
    match value.kind() {
        Kind::Object => (value.children().count(), "member"),
        Kind::Array => (value.children().count(), "element"),
        _ => (value.str().unwrap_or_default().chars().count(), "character"),
    }
}
