//! # property-type
//!
//! A property has another JSON type than its schema wants.
//!
//! ## Why
//! Handlers read each property by its type. Text where a number belongs makes the operation fail,
//! and with it the group; some handlers pass over such a property without a word.
//!
//! ## Do
//! Write the value as the type that is named: numbers and `true` or `false` without quotes, text
//! with them.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::{Broken, Source};
use crate::wanted::{effect, either, write};
use crate::words::subject;
use groups::catalogue::Fault;
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "property-type",
    severity: Severity::Error,
    category: Category::Schema,
    source: include_str!("property_type.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        if let Fault::Type { expected } = &broken.violation.fault {
            out.make(broken.severity(), || finding(&broken, expected));
        }
    }
}

fn finding(broken: &Broken<'_>, expected: &[String]) -> Finding {
    let value = broken.violation.at;
    let mut expected: Vec<_> = expected.iter().map(|t| article(t).to_owned()).collect();
    // text is what most agents turn other scalars into
    expected.sort_by_key(|name| name != "text");
    let expected = either(expected);
    let documented = broken.property().and_then(|p| p.documented.clone());
    let reason = reason(broken);
    let message = format!(
        "{} is {}, and {expected} is expected",
        subject(value),
        value.kind().with_article()
    );
    let finding = broken
        .finding(Place::value(value), message)
        .because(match documented {
            Some(documented) => format!("{reason} {documented}"),
            None => reason,
        })
        .advise(write(broken, &format!("{expected} in its place")));
    match repair(value, &expected).filter(|text| broken.would_take(text)) {
        Some(text) => finding.repair(text),
        None => finding,
    }
}

fn reason(broken: &Broken<'_>) -> String {
    let reason = match (broken.source(), broken.is_desired(), broken.severity()) {
        (Source::Agent, true, Severity::Error) => {
            "Handlers read a property by its type; one of another type makes the operation fail."
        }
        (Source::Agent, true, _) => {
            "Some agents turn it into what they expect, others pass over it."
        }
        (Source::Agent, false, _) => {
            "No published agent reports it so; queries by value do not find it."
        }
        (Source::Draft | Source::Pack(_), ..) => return effect(broken),
    };
    reason.to_owned()
}

fn article(name: &str) -> &'static str {
    match name {
        "integer" => "an integer",
        "number" => "a number",
        "boolean" => "a boolean",
        "string" => "text",
        "object" => "an object",
        "array" => "an array",
        _ => "null",
    }
}

/// A number or a boolean in quotes needs nothing but its quotes taken away, and the other way round.
fn repair(value: Value<'_>, expected: &str) -> Option<String> {
    if expected == "text" && matches!(value.kind(), Kind::Number | Kind::Boolean) {
        return Some(twin::escape::quote(&value.assumed()));
    }
    let text = value.str()?;
    let fits = match expected {
        "an integer" => text.parse::<i32>().is_ok_and(|n| n.to_string() == text),
        "a boolean" => matches!(&*text, "true" | "false"),
        _ => false,
    };
    fits.then(|| text.into_owned())
}
