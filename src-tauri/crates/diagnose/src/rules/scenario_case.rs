//! # scenario-case
//!
//! The input is a scenario case about a direct method, which has no desired properties.
//!
//! ## Why
//! The `input` of such a case is the payload of a method, not a part of a twin. It and the answer that
//! is expected are held against the schemas of the method, where they are known and the call is to
//! succeed; of the twin only what the case expects in reported, if anything, was diagnosed.
//!
//! ## Do
//! Nothing. Cases of type `deviceTwin` are diagnosed on both sides.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::methods::Call;
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::Value;
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
    let (message, reason) = told(cx, kind);
    out.push(
        Finding::at(Place::value(kind), message)
            .because(reason)
            .advise("Nothing; cases of type `deviceTwin` are diagnosed on both sides."),
    );
}

fn told(cx: &Context<'_>, kind: Value<'_>) -> (String, String) {
    let expected = match cx.twin().reported {
        Some(_) => "only what it expects in reported was diagnosed",
        None => "no twin was diagnosed",
    };
    let message = format!("a scenario case of type {}", shown(kind, 40));
    let Some(call) = Call::of(cx) else {
        let reason = format!("Its `input` is the payload of a method, not a part of a twin; {expected}.");
        return (message, reason);
    };
    let schemas = [(&call.input, "payload"), (&call.output, "answer")];
    let held = schemas.into_iter().filter_map(|(part, what)| {
        let (_, choice) = part.as_ref()?;
        Some(format!("its {what} was held against `{}`", choice.schema.path))
    });
    let held: Vec<_> = held.collect();
    (
        format!("{message}: {}, {}", call.name, call.dialect.title()),
        format!("Of the method {}; {expected}.", held.join(", ")),
    )
}
