//! # group-without-name
//!
//! The input is the content of one configuration group, without the name of the group.
//!
//! ## Why
//! `__meta` or `__errors` stand at the top. Which group they belong to, and on which side, cannot
//! be told, so the content was not diagnosed.
//!
//! ## Do
//! Paste the group with its name, or better the whole twin.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::pasted::Pasted;
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::shape::Shape;

pub static RULE: Rule = Rule {
    name: "group-without-name",
    severity: Severity::Warning,
    category: Category::Shape,
    source: include_str!("group_without_name.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let recognition = &cx.twin().recognition;
    if recognition.shape != Shape::GroupContent {
        return;
    }
    let content = "the content of one configuration group, without its name";
    let (message, reason) = match Pasted::of(cx) {
        Some(pasted) => (
            format!("{content}: taken for {} in {}", pasted.group(), pasted.flow),
            "Its members are those of this group only, so its values were held against the group's schema; nothing else was diagnosed.",
        ),
        None => (
            content.to_owned(),
            "Which group it is, and on which side it stands, cannot be told, so its content was not diagnosed.",
        ),
    };
    out.push(
        Finding::at(Place::whole(cx.twin().root), message)
            .evidence(recognition.because.as_str())
            .because(reason)
            .advise("Paste it with its name, as `{\"rebootInfo\": {…}}`, or give the whole twin."),
    );
}
