//! # placeholder-text
//!
//! A text reads like a placeholder of the documentation.
//!
//! ## Why
//! `<time>`, `a|b|c` or `...` in samples stand for what you are to write. Sent as they are, hub and
//! device take them for values.
//!
//! ## Do
//! Write the value. Of alternatives choose one.

use crate::agent_files;
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::alternatives;
use twin::Value;
use twin::limits::Remark;
use twin::secret::shown;
use twin::shape::Shape;

pub static RULE: Rule = Rule {
    name: "placeholder-text",
    severity: Severity::Warning,
    category: Category::Shape,
    source: include_str!("placeholder_text.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for value in agent_files::texts(cx) {
        // a masked secret and `a|b` may stand in a file that was handed on
        if value.str().is_some_and(|text| is_angled(&text) || is_dots(&text) && text.len() > 2) {
            out.push(
                Finding::at(Place::value(value), format!("{} reads like a placeholder", shown(value, 60)))
                    .confidence(Confidence::Likely)
                    .because("Samples in documents write such texts for what you are to fill in; the agent takes them for values.")
                    .advise("Write the value it stands for."),
            );
        }
    }
    // runners of scenarios replace or ignore what stands in angle brackets
    let is_scenario = cx.twin().recognition.shape == Shape::ScenarioCase;
    for (_, survey) in cx.surveys() {
        for (_, value) in survey.with(|r| r == Remark::PlaceholderText) {
            // one without quotes is told by `placeholder`
            let Some(content) = value.str() else { continue };
            let is_managed = cx.is_in_managed(value);
            let angled = is_angled(&content);
            let list = alternatives(&content).filter(|_| is_managed && !angled);
            // elsewhere `a|b` or a text with signs in it may well be a value
            let tells = if is_managed {
                !(angled && is_scenario)
            } else {
                angled && !is_scenario || is_dots(&content)
            };
            if tells {
                let severity = if is_managed {
                    Severity::Warning
                } else {
                    Severity::Info
                };
                out.push_as(severity, placeholder(value, list, is_managed));
            }
        }
    }
}

fn placeholder(value: Value<'_>, list: Option<String>, is_managed: bool) -> Finding {
    let advice = list.map_or_else(
        || "Write the value it stands for.".to_owned(),
        |list| format!("Choose one: {list}."),
    );
    let sure = if is_managed {
        Confidence::Likely
    } else {
        Confidence::Possible
    };
    Finding::at(Place::value(value), format!("{} reads like a placeholder", shown(value, 60)))
        .confidence(sure)
        .because("Samples in documents write such texts for what you are to fill in; hub and device take them for values.")
        .advise(advice)
}

/// True for `<time>` and `<storage connection string>`, not for markup.
fn is_angled(text: &str) -> bool {
    let inner = text.strip_prefix('<').and_then(|t| t.strip_suffix('>'));
    inner.is_some_and(|t| {
        !t.is_empty()
            && t.chars()
                .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.'))
    })
}

fn is_dots(text: &str) -> bool {
    text.trim_matches('.').is_empty()
}
