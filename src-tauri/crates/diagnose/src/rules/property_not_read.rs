//! # property-not-read
//!
//! A property is known from documents, and no agent reads or writes it.
//!
//! ## Why
//! Some pages name a property that no published agent has. Programs that go by those pages look for it
//! in vain, and what is written there is lost.
//!
//! ## Do
//! Use what the agent has in its place.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::{Broken, Source};
use crate::wanted::why;
use crate::words::subject;

pub static RULE: Rule = Rule {
    name: "property-not-read",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("property_not_read.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        out.make(broken.severity(), || finding(&broken));
    }
}

fn finding(broken: &Broken<'_>) -> Finding {
    let value = broken.violation.at;
    let (what, what_happens) = match (broken.source(), broken.is_desired()) {
        (Source::Pack(_), _) => ("the schema does not allow", "Nobody is meant to use it."),
        (_, true) => ("no published agent reads", "What is written there is lost."),
        (_, false) => (
            "no published agent writes",
            "Another program wrote it, and readers of the agent's own name do not see it.",
        ),
    };
    let message = format!("{what} {}", subject(value));
    broken
        .finding(Place::key(value), message)
        .because(why(what_happens, broken.property().as_deref()))
        .advise("Use the name that there is for it, and remove this one.")
}
