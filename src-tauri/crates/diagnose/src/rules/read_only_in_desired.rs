//! # read-only-in-desired
//!
//! Desired asks for something that only the device can say.
//!
//! ## Why
//! The property is a state of the device, such as its name or the time of its last start. Nobody can set
//! it: the handler does not look for it in desired, and reports success.
//!
//! ## Do
//! Remove it from desired, and look for it in reported.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Broken;
use crate::wanted::why;
use crate::words::subject;

pub static RULE: Rule = Rule {
    name: "read-only-in-desired",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("read_only_in_desired.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        out.make(RULE.severity, || finding(&broken, cx));
    }
}

fn finding(broken: &Broken<'_>, cx: &Context<'_>) -> Finding {
    let member = broken.violation.at;
    let message = format!(
        "{} of {} can only be reported, not set",
        subject(member),
        broken.group.name
    );
    let property = broken.read_only(cx);
    broken
        .finding(Place::key(member), message)
        .because(why(
            "It is a state of the device: nobody looks for it in desired, and success is reported.",
            property.as_deref(),
        ))
        .advise("Remove it from desired, and look for it in reported.")
}
