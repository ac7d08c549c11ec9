//! # summary-incomplete
//!
//! `__summary` lacks a member, or has one that no agent writes.
//!
//! ## Why
//! Agents since the preview write all six members with every report: `failedCount`, `failedGroups`,
//! `pendingCount`, `pendingGroups`, `deployments` and `time`. A summary that lacks one, or that spells one
//! otherwise, was written by somebody else, and a query by that member passes over the device.
//!
//! ## Do
//! Let the program that reports the summary write all six under these names.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::naming::rename;
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::wanted::all;
use crate::words::{meant, name_of};
use groups::Dialect;
use twin::Value;

pub static RULE: Rule = Rule {
    name: "summary-incomplete",
    severity: Severity::Info,
    category: Category::Status,
    source: include_str!("summary_incomplete.rs"),
    check,
};

const MEMBERS: &[&str] = &[
    "failedCount",
    "failedGroups",
    "pendingCount",
    "pendingGroups",
    "deployments",
    "time",
];
/// Names that pages of the documents use instead.
const ALIASES: [(&str, &str); 2] = [("errorCount", "failedCount"), ("errorGroups", "failedGroups")];

fn check(cx: &Context<'_>, out: &mut Findings) {
    let is_agents = matches!(cx.groups().dialect, Dialect::Ga | Dialect::Preview | Dialect::Staging);
    let Some(summary) = cx.groups().summary.filter(|s| s.is_object() && is_agents) else {
        return;
    };
    let mut misspelt = Vec::new();
    for member in summary.children().filter(|m| !m.key_starts_with("__")) {
        let key = member.key().unwrap_or_default();
        if MEMBERS.contains(&&*key) {
            continue;
        }
        let alias = ALIASES.iter().find(|(name, _)| *name == key).map(|(_, of)| *of);
        let free = |name: &&str| summary.get(name).is_none();
        match alias.or_else(|| meant(&key, MEMBERS)).filter(free) {
            Some(name) => {
                misspelt.push(name);
                out.push_as(Severity::Warning, renamed(member, name));
            }
            None => out.push(unknown(member)),
        }
    }
    // what only a part of a twin leaves out may be there all the same
    let is_missing = |name: &&&str| summary.get(name).is_none() && !misspelt.contains(*name);
    let missing: Vec<_> = MEMBERS.iter().filter(is_missing).map(|n| (*n).to_owned()).collect();
    if !missing.is_empty() && !cx.is_delta() {
        out.push(lacking(summary, &missing));
    }
}

fn renamed(member: Value<'_>, name: &str) -> Finding {
    let message = format!("`{}` in __summary is written `{name}`", name_of(member));
    rename(member, name, message)
        .confidence(Confidence::Likely)
        .because("Agents write exact names, and queries look for them.")
        .advise(format!("Rename it to `{name}` in what writes it."))
        .group("__summary")
}

fn unknown(member: Value<'_>) -> Finding {
    Finding::at(Place::key(member), format!("no agent writes `{}` into __summary", name_of(member)))
        .confidence(Confidence::Likely)
        .because("The summary has six members, which are written with every report.")
        .advise("Keep what is your own in a property beside the agent's nodes.")
        .group("__summary")
}

fn lacking(summary: Value<'_>, missing: &[String]) -> Finding {
    Finding::at(Place::key(summary), format!("__summary lacks {}", all(missing)))
        .confidence(Confidence::Likely)
        .because("Agents since the preview write all six members with every report; a query by one that is missing passes over the device.")
        .advise("Let the program that reports the summary write all six.")
        .group("__summary")
}
