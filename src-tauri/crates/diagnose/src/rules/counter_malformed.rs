//! # counter-malformed
//!
//! A version counter of the twin is not a positive integer.
//!
//! ## Why
//! `version` and the `$version` of desired and reported are counters that the hub writes: integers
//! from 1. Anything else was edited or comes from a tool, and comparisons with it cannot be
//! trusted.
//!
//! ## Do
//! Take a fresh copy of the twin.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::secret::shown;
use twin::shape::Shape;
use twin::{Kind, SectionKind};

pub static RULE: Rule = Rule {
    name: "counter-malformed",
    severity: Severity::Warning,
    category: Category::Shape,
    source: include_str!("counter_malformed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let twin = cx.twin();
    let is_twin = matches!(
        twin.recognition.shape,
        Shape::ServiceTwin | Shape::ModuleTwin
    );
    let of_twin = twin
        .root
        .get("version")
        .filter(|_| is_twin)
        .map(|v| ("version".to_owned(), v));
    let of_sections = twin.sections().filter(|s| s.kind != SectionKind::Tags);
    let of_sections =
        of_sections.filter_map(|s| Some((format!("$version of {}", s.kind.name()), s.version()?)));
    for (name, value) in of_twin.into_iter().chain(of_sections) {
        let is_absent = matches!(value.kind(), Kind::Null | Kind::Missing | Kind::Placeholder);
        if is_absent || value.integer().is_some_and(|n| n >= 1) {
            continue;
        }
        out.push(
            Finding::at(Place::value(value), format!("{name} is {} and should be a positive integer", shown(value, 40)))
                .because("The hub writes these counters as integers from 1; comparisons with anything else cannot be trusted.")
                .advise("Take a fresh copy of the twin."),
        );
    }
}
