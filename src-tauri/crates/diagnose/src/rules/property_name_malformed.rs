//! # property-name-malformed
//!
//! A member of a map has a name of another form than names have there.
//!
//! ## Why
//! Certificates are named by their thumbprint, trace providers by their GUID. The agent looks the name up
//! as it stands; one with braces, colons or a letter too few is found nowhere.
//!
//! ## Do
//! Write the name in the form that is described.
//!
//! ```json
//! { "4f0a9c1e7b23d586ea10f97c55b8243d6e1fa0b2": { "state": "uninstalled" } }
//! ```

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::{Broken, Source};
use crate::wanted::why;
use crate::words::name_of;

pub static RULE: Rule = Rule {
    name: "property-name-malformed",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("property_name_malformed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        out.make(broken.severity(), || finding(&broken));
    }
}

fn finding(broken: &Broken<'_>) -> Finding {
    let member = broken.violation.at;
    let map = broken.around();
    let element = map.as_deref().and_then(|p| p.element.as_deref()).unwrap_or("member");
    let message = format!("`{}` is no name for a {element}", name_of(member));
    let what_happens = match (broken.source(), broken.is_desired()) {
        (Source::Agent, true) => "The agent looks the name up as it stands, and does not find it.",
        (Source::Agent, false) => "The agent names what it found; this is no such name.",
        (Source::Draft | Source::Pack(_), _) => "Names have another form there.",
    };
    let mut reason = why(what_happens, map.as_deref());
    if let Some(form) = form(element) {
        reason = format!("{reason} {form}");
    }
    let group = broken.judged.choice.schema.property();
    if let Some(defect) = group.defect.as_ref().filter(|_| !broken.is_desired()) {
        reason = format!("{reason} {defect}");
    }
    let finding = broken.finding(Place::key(member), message).because(reason);
    let key = member.key().unwrap_or_default();
    match plain(element, &key).filter(|_| broken.is_desired()) {
        Some(name) => finding
            .advise(format!("Write `{name}`."))
            .repair(twin::escape::quote(&name)),
        None => finding.advise("Write the name in the form that is described."),
    }
}

/// Says what names of well-known elements look like.
fn form(element: &str) -> Option<&'static str> {
    match element {
        "certificate" => Some("A thumbprint has forty hexadecimal digits and nothing between them."),
        "provider" => Some("A GUID has groups of 8, 4, 4, 4 and 12 hexadecimal digits with `-` between them."),
        _ => None,
    }
}

/// Returns the name without what people put around or into it, where that leaves a good one.
fn plain(element: &str, key: &str) -> Option<String> {
    let is_hex = |text: &str| text.chars().all(|c| c.is_ascii_hexdigit());
    match element {
        "certificate" => {
            let digits: String = key.chars().filter(|c| !matches!(c, ':' | '-')).collect();
            (digits.len() == 40 && is_hex(&digits)).then_some(digits)
        }
        "provider" => {
            let guid = key.trim_matches(['{', '}', '(', ')']);
            let lengths: Vec<_> = guid.split('-').map(str::len).collect();
            let is_guid = lengths == [8, 4, 4, 4, 12] && is_hex(&guid.replace('-', ""));
            is_guid.then(|| guid.to_owned())
        }
        _ => None,
    }
}
