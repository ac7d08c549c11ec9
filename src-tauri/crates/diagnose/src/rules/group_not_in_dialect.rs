//! # group-not-in-dialect
//!
//! A group stands in desired that the agent of its dialect never had.
//!
//! ## Why
//! Each generation of the agent has groups of its own: the older one has `windows.apps` and no `uwpApps`, the
//! preview has neither `uwpApps` nor `eventTracingCollectors`, and only figures of the draft documents have
//! `wifi` beside them. An agent ignores a group that it has no handler for, without a word.
//!
//! ## Do
//! Write the group that this agent has, or give the device an agent that has the group.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::catalogue::Flow;
use groups::{Dialect, Group, Role, RowId, names};
use twin::Kind;

pub static RULE: Rule = Rule {
    name: "group-not-in-dialect",
    severity: Severity::Warning,
    category: Category::Names,
    source: include_str!("group_not_in_dialect.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed().filter(|g| is_unknown(cx, g)) {
        let Some(node) = group.desired.filter(|node| node.kind() != Kind::Null) else {
            continue;
        };
        let name = group.name.strip_prefix("windows.").unwrap_or(&group.name);
        let others: Vec<_> = Dialect::ALL
            .into_iter()
            .filter(|d| has(cx, *d, name))
            .map(|d| format!("the {}", d.title()))
            .collect();
        let known = match others.first() {
            Some(_) => format!("{name} belongs to {}.", crate::wanted::either(others)),
            None => "No published agent has it.".to_owned(),
        };
        // a plug-in of somebody may have any name, and the released agent has many
        let (severity, sure) = match group.dialect {
            Dialect::Ga => (Severity::Info, Confidence::Possible),
            _ => (Severity::Warning, Confidence::Likely),
        };
        out.push_as(
            severity,
            Finding::at(Place::key(node), format!("{} is no group of the {}", group.name, group.dialect.title()))
                .confidence(sure)
                .because(format!("An agent ignores a group that it has no handler for. {known}"))
                .advise("Write the group that this agent has, or give the device an agent that has this one.")
                .group(&group.name),
        );
    }
}

/// True for a group of another dialect that this device does not declare, and that no other rule tells.
fn is_unknown(cx: &Context<'_>, group: &Group<'_>) -> bool {
    if group.schema_entry.is_some() || group.portal_entry.is_some() || group.reported.is_some() {
        return false;
    }
    let name = group.name.strip_prefix("windows.").unwrap_or(&group.name);
    let is_known = match (group.role, group.dialect) {
        (Role::Gen1Section, _) => {
            return !names::is_gen1_section(name) && has_any(cx, name) && !has(cx, Dialect::Gen1, name);
        }
        // the names of the documents have a rule of their own
        (Role::Configuration, Dialect::Ga | Dialect::Preview | Dialect::Staging) => {
            has(cx, group.dialect, name) || names::alias_of(name).is_some()
        }
        _ => true,
    };
    let is_told = cx.holds(RowId::C11, group);
    !is_known && !is_told
}

fn has(cx: &Context<'_>, dialect: Dialect, name: &str) -> bool {
    let nearest = |flow| cx.catalogue().nearest(dialect, name, flow, None);
    nearest(Flow::Desired).or_else(|| nearest(Flow::Reported)).is_some()
}

fn has_any(cx: &Context<'_>, name: &str) -> bool {
    Dialect::ALL.into_iter().any(|dialect| has(cx, dialect, name))
}
