//! # refreshing
//!
//! A reported group is about to be replaced: it is the text "refreshing".
//!
//! ## Why
//! The agent replaces a whole group by this text before it reports the new content, so that nothing old
//! is left. A text that stays for more than ten minutes means that the content never came. `deviceInfo`
//! is known for it: it shows the text at every connection, also where it is set not to report.
//!
//! ## Do
//! Wait, if it is fresh. Otherwise write the group to desired again, or restart the agent.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::{age, severity_at, since};
use crate::place::Place;
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "refreshing",
    severity: Severity::Info,
    category: Category::Status,
    source: include_str!("refreshing.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed().filter(|g| g.is_refreshing_reported()) {
        let Some(node) = group.reported else { continue };
        let age = age(cx, node);
        let severity = severity_at(age);
        let (stuck, advice) = match severity {
            Severity::Warning => (
                ", possibly stuck",
                "Write the group to desired again, or restart the agent, and see whether the content comes.",
            ),
            _ => ("", "Look again in ten minutes."),
        };
        let reason = match (severity, group.name.as_str()) {
            (Severity::Warning, "deviceInfo") => {
                "The agent shows this at every connection for `deviceInfo`, also where the group is set not to report on connect; then nothing follows."
            }
            (Severity::Warning, _) => {
                "The agent shows this while it replaces the group; the new content should have come within seconds."
            }
            _ => "The agent shows this while it replaces the group; the content follows.",
        };
        out.push_as(
            severity,
            Finding::at(
                Place::key(node),
                format!("{} is refreshing{}{stuck}", group.name, since(age)),
            )
            .because(reason)
            .advise(advice)
            .confidence(Confidence::Likely),
        );
    }
}
