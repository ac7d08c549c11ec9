//! # status-unknown
//!
//! A group reports a status that does not exist.
//!
//! ## Why
//! `deploymentStatus` is `notStarted`, `pending`, `succeeded` or `failed`; the draft's `state` may also
//! be `compliant` or `nonCompliant`. Queries and dashboards count by these words, in this spelling. The
//! agent writes an empty text where it cannot name its own status.
//!
//! ## Do
//! If a program of yours reports the group, let it use one of the words.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::{quoted, status};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::Kind;

pub static RULE: Rule = Rule {
    name: "status-unknown",
    severity: Severity::Warning,
    category: Category::Status,
    source: include_str!("status_unknown.rs"),
    check,
};

const WORDS: [&str; 4] = ["notStarted", "pending", "succeeded", "failed"];
const DRAFT_WORDS: [&str; 2] = ["compliant", "nonCompliant"];

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed().filter(|g| g.last_change().is_none()) {
        let Some(status) = status(group) else {
            continue;
        };
        let text = status.str();
        let is_draft = status.is_key("state");
        let is_word =
            |text: &str| WORDS.contains(&text) || (is_draft && DRAFT_WORDS.contains(&text));
        if text.as_deref().is_some_and(is_word) || status.kind() == Kind::Placeholder {
            continue;
        }
        let advice = match (text.as_deref().and_then(meant), text.as_deref()) {
            (Some(word), _) => format!(
                "Did the device mean `{word}`? Let the program that reports it use that word."
            ),
            (None, Some("")) => {
                "The agent writes this where it cannot name its own status: look at its log."
                    .to_owned()
            }
            _ => "Let the program that reports it use one of the words.".to_owned(),
        };
        out.push(
            Finding::at(Place::value(status), format!("{} reports the status {}", group.name, quoted(status)))
                .because("The status is `notStarted`, `pending`, `succeeded` or `failed`; queries that count by these words miss this group.")
                .advise(advice)
                .confidence(Confidence::Likely),
        );
    }
}

fn meant(text: &str) -> Option<&'static str> {
    let by_case = WORDS
        .into_iter()
        .find(|word| word.eq_ignore_ascii_case(text));
    by_case.or(match text.to_ascii_lowercase().as_str() {
        "success" | "succeed" | "ok" | "done" | "completed" | "complete" | "applied"
        | "compliant" => Some("succeeded"),
        "fail" | "failure" | "error" | "noncompliant" => Some("failed"),
        "inprogress" | "running" | "started" | "waiting" => Some("pending"),
        _ => None,
    })
}
