//! # version-in-list-element
//!
//! An element of a configuration group list declares a version of its own.
//!
//! ## Why
//! One version covers the whole list, with all its elements. Nobody reads a version inside an element.
//!
//! ## Do
//! Remove it, and declare the version for the list.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "version-in-list-element",
    severity: Severity::Warning,
    category: Category::Versions,
    source: include_str!("version_in_list_element.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed().filter(|g| groups::names::is_list(&g.name)) {
        for value in group.versions_inside() {
            let message = format!(
                "{} {} stands in an element of {}",
                value.raw_key(),
                shown(value, 40),
                group.name
            );
            out.push(
                Finding::at(Place::key(value), message)
                    .because("One version covers the whole list; nobody reads a version inside an element.")
                    .advise("Remove it, and declare the version for the list."),
            );
        }
    }
}
