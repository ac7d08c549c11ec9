//! # empty-input
//!
//! There is nothing in the input but white space.
//!
//! ## Why
//! An empty file usually is what a command left behind that failed, or a redirection that was
//! interrupted.
//!
//! ## Do
//! Look at the messages of the command that wrote it and run it again.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::shape::Shape;

pub static RULE: Rule = Rule {
    name: "empty-input",
    severity: Severity::Error,
    category: Category::Shape,
    source: include_str!("empty_input.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    if cx.twin().recognition.shape != Shape::Empty {
        return;
    }
    out.push(
        Finding::at(Place::start(), "the input is empty")
            .because(
                "There is nothing in it but white space; usually the command that wrote it failed.",
            )
            .advise("Look at the messages of that command and run it again."),
    );
}
