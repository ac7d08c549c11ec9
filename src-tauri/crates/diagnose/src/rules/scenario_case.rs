//! # scenario-case
//!
//! The input is a scenario case about a direct method, which has no desired properties.
//!
//! ## Why
//! The `input` of such a case is the payload of a method, not a part of a twin. Only what it
//! expects in reported, if anything, was diagnosed.
//!
//! ## Do
//! Nothing. Cases of type `deviceTwin` are diagnosed on both sides.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::secret::shown;
use twin::shape::Shape;

pub static RULE: Rule = Rule {
    name: "scenario-case",
    severity: Severity::Info,
    category: Category::Shape,
    source: include_str!("scenario_case.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let twin = cx.twin();
    if twin.recognition.shape != Shape::ScenarioCase {
        return;
    }
    let Some(kind) = twin.root.get("type").filter(|t| !t.is_str("deviceTwin")) else {
        return;
    };
    let expected = if twin.reported.is_some() {
        "only what it expects in reported was"
    } else {
        "nothing in it was"
    };
    out.push(
        Finding::at(
            Place::value(kind),
            format!("a scenario case of type {}", shown(kind, 40)),
        )
        .because(format!(
            "Its `input` is the payload of a method, not a part of a twin; {expected} diagnosed."
        ))
        .advise("Nothing; cases of type `deviceTwin` are diagnosed on both sides."),
    );
}
