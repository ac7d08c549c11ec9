//! # defect-uninitialised-number
//!
//! The agent reports a number that it never read.
//!
//! ## Why
//! When Windows cannot read a policy, the released agent and its forerunners report whatever is in memory
//! at that moment: -858993460, or another number far outside of every range. The limit of a log file that
//! nobody has set is reported in the same way. This is a defect of the agent; nothing in desired
//! is wrong because of it.
//!
//! ## Do
//! Take the value for unknown. It goes away when the policy is set, or with the next report.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::managed::quoted;
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Broken;
use crate::wanted::range;
use crate::words::subject;

pub static RULE: Rule = Rule {
    name: "defect-uninitialised-number",
    severity: Severity::Info,
    category: Category::Status,
    source: include_str!("defect_uninitialised_number.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        out.make(RULE.severity, || finding(&broken));
    }
}

fn finding(broken: &Broken<'_>) -> Finding {
    let value = broken.violation.at;
    let property = broken.property().unwrap_or_default();
    let range = range(&property).map_or_else(String::new, |range| format!("; it goes {range}"));
    let message = format!("{} was probably never read: {}{range}", subject(value), quoted(value));
    let defect = property.defect.as_deref().unwrap_or_default();
    broken
        .finding(Place::value(value), message)
        .because(format!("A defect of the agent, not of what was asked for. {defect}"))
        .advise("Take it for unknown, and leave desired as it is.")
}
