//! # group-name-unknown
//!
//! A group's name is nearly, but not quite, a known one.
//!
//! ## Why
//! Agents look for exact names and ignore what they do not know without a trace. Only near misses
//! are told, in twins of devices with such an agent, and only where the known group is not there:
//! groups of your own plug-ins are left alone.
//!
//! ## Do
//! Rename the group if it is a slip.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::managed::is_marked;
use crate::naming::{has_agent, nodes, rename};
use crate::rule::{Category, Rule};
use crate::words::name_of;
use groups::Role;

pub static RULE: Rule = Rule {
    name: "group-name-unknown",
    severity: Severity::Warning,
    category: Category::Names,
    source: include_str!("group_name_unknown.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let groups = cx.groups();
    let beside = has_agent(cx);
    let customs = groups
        .iter()
        .filter(|g| g.role == Role::Custom && !g.name.starts_with('_'));
    for group in customs.filter(|g| beside || is_marked(g)) {
        if groups::names::other_case(&group.name).is_some() {
            continue;
        }
        let Some(name) = groups::names::closest(&group.name) else {
            continue;
        };
        // declared by the device: a plug-in has this name
        if group.schema_entry.is_some()
            || groups.get(name).is_some_and(|known| !known.declared_only())
        {
            continue;
        }
        for node in nodes(group) {
            out.push(
                rename(node, name, format!("no agent knows the group `{}`; `{name}` is close", name_of(node)))
                    .confidence(Confidence::Possible)
                    .because("Agents look for exact names; a group under another one is ignored without a trace.")
                    .advise(format!("Rename it to `{name}` if it is a slip; a plug-in of your own may well have this name.")),
            );
        }
    }
}
