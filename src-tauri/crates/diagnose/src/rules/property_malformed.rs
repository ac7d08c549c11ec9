//! # property-malformed
//!
//! A text does not have the form that its property needs.
//!
//! ## Why
//! Times, versions, paths and identifiers are texts to JSON and have a form of their own to whoever reads
//! them. The agent refuses some malformed ones and hands others on to Windows, which refuses them.
//!
//! ## Do
//! Write the text in the form that is described; mostly there is an example.
//!
//! ```json
//! { "rebootInfo": { "singleRebootTime": "2026-03-01T02:30:00Z" } }
//! ```

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Broken;
use crate::wanted::{effect, example, meant_value, shown, texts, values, why, write};
use crate::words::subject;
use groups::catalogue::{Fault, Property};

pub static RULE: Rule = Rule {
    name: "property-malformed",
    severity: Severity::Error,
    category: Category::Schema,
    source: include_str!("property_malformed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        out.make(broken.severity(), || finding(&broken));
    }
}

fn finding(broken: &Broken<'_>) -> Finding {
    let value = broken.violation.at;
    let property = broken.property();
    let property = property.as_deref();
    let message = format!(
        "{} is {}, {}",
        subject(value),
        shown(value, property),
        fault(&broken.violation.fault)
    );
    let words = property.map(texts).unwrap_or_default();
    let meant = value.str().and_then(|text| meant_value(&text, &words));
    let finding = broken
        .finding(Place::value(value), message)
        .because(reason(broken, property))
        .advise(write(broken, &wanted(property, &words)));
    match meant {
        Some(text) => finding.repair(text),
        None => finding,
    }
}

fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Format(name) => format!("which is no {}", format_name(name)),
        Fault::Forbidden => "which has something in it that must not be there".to_owned(),
        Fault::Other(keyword) => format!("which does not fit its schema (`{keyword}`)"),
        _ => "which does not have the form it needs".to_owned(),
    }
}

/// A schema without words for people leaves only its regular expression to be told.
fn reason(broken: &Broken<'_>, property: Option<&Property>) -> String {
    let reason = why(&effect(broken), property);
    let is_described = property.is_some_and(|p| !p.description.is_empty() || !p.examples.is_empty());
    match &broken.violation.fault {
        Fault::Pattern(pattern) if !is_described => {
            format!("{reason} Its schema describes the form by the regular expression `{pattern}` only.")
        }
        _ => reason,
    }
}

fn wanted(property: Option<&Property>, words: &[String]) -> String {
    match property {
        Some(property) if !words.is_empty() && property.examples.is_empty() => {
            values(words, &property.allowed)
        }
        Some(property) => format!("it in the form that is described{}", example(property)),
        None => "it in the form that is described".to_owned(),
    }
}

fn format_name(name: &str) -> String {
    let words = match name {
        "date-time" => "date and time with a zone, as `2026-03-01T02:30:00Z` is",
        "date" => "date, as `2026-03-01` is",
        "time" => "time of day with a zone, as `02:30:00Z` is",
        "duration" => "length of time, as `PT30M` is",
        "uuid" => "GUID, as `6f1d2c3b-4a5e-4f60-9b7c-8d9e0f1a2b3c` is",
        "email" => "mail address",
        "hostname" => "host name",
        "ipv4" => "address of IP version 4",
        "ipv6" => "address of IP version 6",
        "uri" | "iri" => "absolute address, as `https://contoso.example/a` is",
        "regex" => "regular expression",
        "json-pointer" => "JSON pointer",
        other => return format!("`{other}`"),
    };
    words.to_owned()
}
