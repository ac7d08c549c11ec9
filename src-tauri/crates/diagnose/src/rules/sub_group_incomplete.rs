//! # sub-group-incomplete
//!
//! Some properties that belong together are there, and others are not.
//!
//! ## Why
//! The agent applies some properties only together: the eleven of the time zone; folder, file, providers
//! and state of a collector. With a part of them it refuses all: "Missing time zone fields", "Missing
//! collector fields".
//!
//! ## Do
//! Add the properties that are missing, or remove the others.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Broken;
use crate::wanted::{all, effect, why};
use crate::words::subject;
use groups::catalogue::Fault;

pub static RULE: Rule = Rule {
    name: "sub-group-incomplete",
    severity: Severity::Error,
    category: Category::Schema,
    source: include_str!("sub_group_incomplete.rs"),
    check,
};

/// Missing properties named in the message.
const NAMED: usize = 3;

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        if let Fault::Incomplete(missing) = &broken.violation.fault {
            out.make(broken.severity(), || finding(&broken, missing));
        }
    }
}

fn finding(broken: &Broken<'_>, missing: &[String]) -> Finding {
    let object = broken.violation.at;
    let lacks = if missing.len() > NAMED {
        format!("{} properties", missing.len())
    } else {
        all(missing)
    };
    let message = format!("{} lacks {lacks}, needed with what it has", subject(object));
    let names = all(missing);
    let advice = if broken.is_desired() {
        format!("Add {names}, or remove the others.")
    } else {
        format!("If a program of yours reports the group, let it report {names} as well.")
    };
    broken
        .finding(Place::key(object), message)
        .because(why(&effect(broken), broken.property().as_deref()))
        .advise(advice)
}
