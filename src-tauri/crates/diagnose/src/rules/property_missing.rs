//! # property-missing
//!
//! A property that has to be there is missing.
//!
//! ## Why
//! A handler reads some properties whenever the group changes, even if they stay as they are. Without one
//! of them the operation fails with code 1001: "Property not found".
//!
//! ## Do
//! Add the property.
//!
//! ```json
//! { "windowsTelemetry": { "__meta": { "serviceInterfaceVersion": "1.0.0" }, "level": "basic" } }
//! ```

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::{Broken, Source};
use crate::wanted::{all, example, texts, values, why, write};
use crate::words::subject;
use groups::catalogue::{Fault, Property};

pub static RULE: Rule = Rule {
    name: "property-missing",
    severity: Severity::Error,
    category: Category::Schema,
    source: include_str!("property_missing.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    // one finding for everything that an object lacks
    let mut lacking: Vec<_> = cx.told_by(RULE.name).collect();
    lacking.sort_by_key(|broken| (broken.violation.at.id(), broken.severity()));
    let same = |a: &Broken<'_>, b: &Broken<'_>| {
        (a.violation.at, a.severity()) == (b.violation.at, b.severity())
    };
    for broken in lacking.chunk_by(same) {
        let names: Vec<_> = broken.iter().filter_map(missing).collect();
        if let Some(first) = broken.first() {
            out.make(first.severity(), || finding(first, &names));
        }
    }
}

fn missing(broken: &Broken<'_>) -> Option<String> {
    match &broken.violation.fault {
        Fault::Missing(name) => Some(name.clone()),
        _ => None,
    }
}

fn finding(broken: &Broken<'_>, names: &[String]) -> Finding {
    let object = broken.violation.at;
    let around = broken.property();
    let only = match names {
        [name] => around.as_ref().and_then(|p| p.member(name).cloned()),
        _ => None,
    };
    let place = if broken.is_group() {
        format!(" in {}", broken.section())
    } else {
        String::new()
    };
    let message = format!("{}{place} lacks {}", subject(object), all(names));
    let told = only.as_deref().or(around.as_deref());
    broken
        .finding(Place::key(object), message)
        .because(why(&effect(broken), told))
        .advise(write(broken, &wanted(names, only.as_deref())))
}

fn effect(broken: &Broken<'_>) -> String {
    let effect = match (broken.source(), broken.is_desired(), broken.severity()) {
        (Source::Pack(pack), ..) => return format!("The schema in the pack `{pack}` asks for it."),
        (Source::Draft, ..) => "The draft documents never leave it out.",
        (Source::Agent, true, Severity::Error) => "Without it the operation fails.",
        (Source::Agent, true, _) => "The agent may do without it, but not in every case.",
        (Source::Agent, false, _) => {
            "Every published agent reports it; queries and programs count on it."
        }
    };
    effect.to_owned()
}

fn wanted(names: &[String], only: Option<&Property>) -> String {
    let Some(property) = only else {
        return format!("{} as well", all(names));
    };
    let words = texts(property);
    if property.is_closed && !words.is_empty() {
        return format!("{} as well: {}", all(names), values(&words, &property.allowed));
    }
    format!("{} as well{}", all(names), example(property))
}
