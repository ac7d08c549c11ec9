//! # errors-empty
//!
//! A group reports `__errors` without any error in it.
//!
//! ## Why
//! The agent removes `__errors` when nothing failed. An empty one was written by another program, and
//! queries that ask whether `__errors` exists count the group as failed.
//!
//! ## Do
//! If a program of yours reports the group, let it write `null` instead, which removes the property.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::Value;

pub static RULE: Rule = Rule {
    name: "errors-empty",
    severity: Severity::Info,
    category: Category::Status,
    source: include_str!("errors_empty.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed() {
        let is_empty = |e: &Value<'_>| e.is_object() && e.children().next().is_none();
        let Some(errors) = group.errors().filter(is_empty) else {
            continue;
        };
        out.push(
            Finding::at(Place::key(errors), format!("{} reports an empty __errors", group.name))
                .because("The agent removes `__errors` when nothing failed; queries that ask whether it exists count this group as failed.")
                .advise("Let the program that reports the group write `null`, which removes the property."),
        );
    }
}
