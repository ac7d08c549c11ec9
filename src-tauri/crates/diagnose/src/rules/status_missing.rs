//! # status-missing
//!
//! A group is reported without its status.
//!
//! ## Why
//! Agents since the preview write `deploymentStatus` into `__meta` of a group before they do anything else,
//! and never take it back. A reported group without it was written by another program, or cut by hand;
//! nobody can tell whether what is desired was applied.
//!
//! ## Do
//! Let the program that reports the group write `__meta.deploymentStatus`.
//!
//! ```json
//! { "__meta": { "deploymentId": "ring-2", "deploymentStatus": "succeeded" } }
//! ```

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::{Dialect, Group, Role};
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "status-missing",
    severity: Severity::Warning,
    category: Category::Status,
    source: include_str!("status_missing.rs"),
    check,
};

/// Names of a status, those of the documents and slips of the rules about names included.
const TOLD_ELSEWHERE: [&str; 2] = ["state", "status"];

fn check(cx: &Context<'_>, out: &mut Findings) {
    if cx.is_delta() {
        return;
    }
    for group in cx.managed().filter(|g| is_agents(g)) {
        let Some(node) = group.reported.filter(|node| node.is_object()) else {
            continue;
        };
        let (place, what) = match group.meta_reported() {
            Some(meta) if lacks_status(meta) => (Place::key(meta), "`__meta.deploymentStatus`"),
            None if !is_misspelt(node) => (Place::key(node), "`__meta`"),
            _ => continue,
        };
        out.push(
            Finding::at(place, format!("{} is reported without {what}", group.name))
                .confidence(Confidence::Likely)
                .because("Agents since the preview write the status before anything else and never take it back; whether what is desired was applied cannot be told.")
                .advise("Let the program that reports the group write `__meta.deploymentStatus`.")
                .group(&group.name),
        );
    }
}

/// True for a group that an agent handles, by what stands in the group itself or declares it.
fn is_agents(group: &Group<'_>) -> bool {
    let is_handled = matches!(group.role, Role::Configuration | Role::Command);
    let is_declared = group.schema_entry.is_some() || group.service_interface.is_some();
    let is_since_preview = matches!(group.dialect, Dialect::Ga | Dialect::Preview | Dialect::Staging);
    is_handled && is_since_preview && (is_declared || group.meta_reported().is_some())
}

/// True for a `__meta` without status under any name that is told elsewhere.
fn lacks_status(meta: Value<'_>) -> bool {
    let names = || meta.children().filter_map(Value::key);
    let is_status = |key: &str| {
        TOLD_ELSEWHERE.contains(&key) || crate::words::meant(key, &["deploymentStatus"]).is_some()
    };
    let status = meta.get("deploymentStatus").filter(|s| s.kind() != Kind::Null);
    meta.is_object() && status.is_none() && !names().any(|key| is_status(&key))
}

/// True where a node is there under another name, which is told by its own rule.
fn is_misspelt(node: Value<'_>) -> bool {
    let is_close = |key: &str| {
        let bare = key.trim_matches('_');
        bare.eq_ignore_ascii_case("meta") || crate::words::meant(key, &["__meta"]).is_some()
    };
    node.children().filter_map(Value::key).any(|key| is_close(&key))
}
