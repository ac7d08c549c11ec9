//! # summary-malformed
//!
//! `__summary` is not put together as summaries are.
//!
//! ## Why
//! `failedCount` and `pendingCount` are whole numbers from 0, `failedGroups`, `pendingGroups`,
//! `deployments` and `time` are text. Queries by number or name do not find anything else.
//!
//! ## Do
//! If a program of yours reports the summary, let it write these types.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::managed::quoted;
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "summary-malformed",
    severity: Severity::Warning,
    category: Category::Status,
    source: include_str!("summary_malformed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(summary) = cx.groups().summary else {
        return;
    };
    if !summary.is_object() {
        let is_refreshing = summary
            .str()
            .is_some_and(|s| s.eq_ignore_ascii_case("refreshing"));
        if !is_refreshing && summary.kind() != Kind::Null {
            out.push(told(
                summary,
                format!(
                    "__summary is {}, not an object",
                    summary.kind().with_article()
                ),
            ));
        }
        return;
    }
    for member in summary
        .children()
        .filter(|m| !matches!(m.kind(), Kind::Placeholder | Kind::Null))
    {
        let wanted = match member.raw_key() {
            "failedCount" | "pendingCount" if member.integer().is_none_or(|n| n < 0) => {
                "a whole number from 0"
            }
            "failedGroups" | "pendingGroups" | "deployments" | "time"
                if member.kind() != Kind::String =>
            {
                "text"
            }
            _ => continue,
        };
        out.push(told(
            member,
            format!(
                "{} in __summary is {}, not {wanted}",
                member.raw_key(),
                quoted(member)
            ),
        ));
    }
}

fn told(at: Value<'_>, message: String) -> Finding {
    Finding::at(Place::value(at), message)
        .because("The counts of the summary are whole numbers and the rest is text; queries do not find anything else.")
        .advise("Let the program that reports the summary write these types.")
        .group("__summary")
}
