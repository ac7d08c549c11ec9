//! # query-path
//!
//! A query or condition of a device configuration has a slip in it.
//!
//! ## Why
//! Queries of IoT Hub name properties by their full path, `properties.reported.…`, compare with `=`
//! and quote texts in single quotes. A path that does not exist is no error to the hub: the
//! condition is just never true.
//!
//! ## Do
//! Correct the text as shown, and try it as a query in the portal: `SELECT deviceId FROM devices
//! WHERE …`.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::Kind;
use twin::secret::shown;
use twin::shape::Shape;

pub static RULE: Rule = Rule {
    name: "query-path",
    severity: Severity::Warning,
    category: Category::Names,
    source: include_str!("query_path.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let twin = cx.twin();
    if twin.recognition.shape != Shape::Configuration {
        return;
    }
    let Some(state) = twin.desired.map(|s| s.value) else {
        return;
    };
    let texts = twin
        .root
        .descendants()
        .filter(|v| v.kind() == Kind::String && !state.contains(*v));
    for value in texts.take(MOST_TEXTS) {
        let Some(text) = value.str().filter(|t| is_condition(t)) else {
            continue;
        };
        for (fault, advice) in faults(&text) {
            out.push(
                Finding::at(Place::value(value), fault)
                    .evidence(shown(value, 60))
                    .confidence(Confidence::Likely)
                    .because("A path that does not exist is no error to the hub: the condition is just never true.")
                    .advise(advice),
            );
        }
    }
}

/// Texts of a configuration that are looked at.
const MOST_TEXTS: usize = 1_000;

/// True for a text that compares something in a section of a twin.
fn is_condition(text: &str) -> bool {
    let names = ["reported.", "desired.", "__summary", "__meta"];
    text.len() < 4096 && text.contains(['=', '<', '>']) && names.iter().any(|n| text.contains(n))
}

fn faults(text: &str) -> Vec<(String, &'static str)> {
    let mut faults = Vec::new();
    let mut tell = |fault: &str, advice| faults.push((fault.to_owned(), advice));
    if text.matches('\'').count() % 2 == 1 {
        tell(
            "a quote in the condition has no partner",
            "Quote texts in single quotes, one before and one after.",
        );
    }
    if text.contains("==") {
        tell("`==` in the condition", "Compare with a single `=`.");
    }
    if ["reported.", "desired."]
        .iter()
        .any(|s| without_prefix(text, s))
    {
        tell(
            "a path in the condition lacks `properties.`",
            "Paths start with `properties.reported.`, `properties.desired.` or `tags.`.",
        );
    }
    if text.contains("__meta.status") {
        tell(
            "`__meta.status` does not exist",
            "The status is at `__meta.deploymentStatus`.",
        );
    }
    if text.contains("__meta.error") || text.contains(".error.code") {
        tell(
            "errors are not where the condition looks",
            "Errors are at `__errors.<operation>.code`.",
        );
    }
    if text.contains("summary.errorCount") {
        tell(
            "`summary.errorCount` does not exist",
            "The number of failed groups is at `properties.reported.__summary.failedCount`.",
        );
    }
    faults
}

/// True where a section's name starts a path.
fn without_prefix(text: &str, section: &str) -> bool {
    text.match_indices(section).any(|(at, _)| {
        let before = &text[..at];
        let starts = !before
            .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '[' | '\'' | '$'));
        starts && !before.ends_with("properties.")
    })
}
