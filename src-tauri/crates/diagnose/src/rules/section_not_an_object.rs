//! # section-not-an-object
//!
//! A section of the twin is something else than an object.
//!
//! ## Why
//! `properties`, `tags`, `desired` and `reported` are objects with the properties as members. The
//! hub refuses anything else, and nothing inside was diagnosed.
//!
//! ## Do
//! Put the properties into an object. A serialised text (`"desired": "{…}"`) is to be written
//! without its quotes and escapes.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::Kind;
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "section-not-an-object",
    severity: Severity::Error,
    category: Category::Shape,
    source: include_str!("section_not_an_object.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let twin = cx.twin();
    let sections = twin.sections().map(|s| (s.kind.name(), s.value));
    let properties = twin.root.get("properties").map(|v| ("properties", v));
    for (name, value) in properties.into_iter().chain(sections) {
        // null empties a section in a patch; what is missing has a finding of its own
        if !matches!(
            value.kind(),
            Kind::Boolean | Kind::Number | Kind::String | Kind::Array
        ) {
            continue;
        }
        let message = format!(
            "{name} is {} and should be an object",
            value.kind().with_article()
        );
        let is_text = value.str().is_some_and(|s| s.trim_start().starts_with('{'));
        let advice = if is_text {
            "Write the object itself: this is its text, with quotes around and escapes inside."
        } else {
            "Put the properties into an object."
        };
        out.push(
            Finding::at(Place::value(value), message)
                .evidence(shown(value, 60))
                .because("Sections are objects whose members are the properties; the hub refuses anything else.")
                .advise(advice),
        );
    }
}
