//! # group-name-unknown
//!
//! A group's name is nearly, but not quite, a known one.
//!
//! ## Why
//! Agents look for exact names and ignore what they do not know without a trace. Only near misses
//! are told, in twins of devices with such an agent, and only where the known group is not there:
//! groups of your own plug-ins are left alone. The older agent had no plug-ins: of what stands below
//! `windows` beside its sections, every name that is none of them is told, for information where none is near.
//!
//! ## Do
//! Rename the group if it is a slip.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::is_marked;
use crate::naming::{has_agent, nodes, rename};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::{meant, name_of, slips};
use groups::catalogue::Flow;
use groups::{Dialect, Role, names};
use twin::Kind;

pub static RULE: Rule = Rule {
    name: "group-name-unknown",
    severity: Severity::Warning,
    category: Category::Names,
    source: include_str!("group_name_unknown.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    sections(cx, out);
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

/// Tells the sections that the older agent never had, those of other agents aside: they have a rule.
fn sections(cx: &Context<'_>, out: &mut Findings) {
    let groups = cx.groups();
    let own = groups.iter().filter(|g| g.role == Role::Gen1Section);
    for group in own {
        let name = group.name.strip_prefix("windows.").unwrap_or(&group.name);
        let is_own = names::is_gen1_section(name) || cx.catalogue().knows(name);
        if is_own || name.starts_with(['_', '$']) {
            continue;
        }
        let near = near_section(cx, name)
            .filter(|near| groups.get(&format!("windows.{near}")).is_none());
        for node in nodes(group).filter(|node| node.kind() != Kind::Null) {
            let what = format!("the older agent has no section `{}`", name_of(node));
            let finding = match near {
                Some(near) => rename(node, near, format!("{what}; `{near}` is close"))
                    .advise(format!("Rename it to `{near}`.")),
                None => Finding::at(Place::key(node), what)
                    .advise("Check the name, or find out which program reads or reports it."),
            };
            out.push_as(
                near.map_or(Severity::Info, |_| Severity::Warning),
                finding
                    .confidence(Confidence::Likely)
                    .because("The older agent looks for the exact names of its sections below `windows` and ignores others without a trace."),
            );
        }
    }
}

/// Returns the section of the older agent that a name was probably meant to be.
fn near_section<'d>(cx: &Context<'d>, name: &str) -> Option<&'d str> {
    let is_section = |flow| matches!(flow, Flow::Desired | Flow::Reported);
    let all = cx.catalogue().iter().map(|schema| &schema.key);
    let sections = all.filter(|key| key.dialect == Dialect::Gen1 && is_section(key.flow));
    let near = sections.filter_map(|key| meant(name, &[key.group.as_str()]));
    near.min_by_key(|section| slips(name, section))
}
