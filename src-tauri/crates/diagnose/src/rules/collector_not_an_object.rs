//! # collector-not-an-object
//!
//! A member of `eventTracingCollectors` is no collector.
//!
//! ## Why
//! Except for `__meta` the agent takes every member of this group for a collector, and a collector is an
//! object. At any other value it gives up with code 1001, "Group root is invalid", and no collector is
//! changed.
//!
//! ## Do
//! Remove the member, or write the collector as an object.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Broken;
use crate::words::name_of;

pub static RULE: Rule = Rule {
    name: "collector-not-an-object",
    severity: Severity::Error,
    category: Category::Schema,
    source: include_str!("collector_not_an_object.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        // in exactly this spelling the agent passes over it
        let is_passed = broken.violation.at.is_str("Refreshing");
        let severity = if is_passed { Severity::Info } else { Severity::Error };
        out.make(severity, || finding(&broken, is_passed));
    }
}

fn finding(broken: &Broken<'_>, is_passed: bool) -> Finding {
    let member = broken.violation.at;
    let message = format!(
        "`{}` is {}, and every member of the group is taken for a collector",
        name_of(member),
        member.kind().with_article()
    );
    let reason = if is_passed {
        "The agent passes over a collector with this text; it asks for nothing."
    } else {
        "The agent gives up at it with code 1001, \"Group root is invalid\", and changes no collector."
    };
    broken
        .finding(Place::value(member), message)
        .because(reason)
        .advise("Remove it, or write the collector as an object.")
}
