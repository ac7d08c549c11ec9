//! # group-alias
//!
//! A group stands under a name that documents use, but no agent knows.
//!
//! ## Why
//! Documents speak of `windowsUpdates`, `applications` or `timeSettings`; the agent's handlers are
//! `windowsUpdate`, `uwpApps` and `timeInfo`. A group under another name is ignored without a
//! trace. In the dialect of the draft and of the older agent the names are right, and nothing is
//! told.
//!
//! ## Do
//! Rename the group, and look at the names of its properties, too.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::managed::is_marked;
use crate::naming::{has_agent, rename};
use crate::rule::{Category, Rule};
use crate::words::name_of;
use groups::catalogue::Flow;
use groups::{Dialect, Profile, Role};
use twin::Value;

pub static RULE: Rule = Rule {
    name: "group-alias",
    severity: Severity::Warning,
    category: Category::Names,
    source: include_str!("group_alias.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let groups = cx.groups();
    let is_older = |dialect| matches!(dialect, Dialect::Draft | Dialect::Gen1);
    if is_older(groups.dialect)
        || matches!(cx.forced_profile(), Some(Profile::Draft | Profile::Gen1))
        || !has_agent(cx)
    {
        return;
    }
    for group in groups
        .iter()
        .filter(|g| g.desired.is_some() && !is_older(g.dialect))
        .filter(|g| !matches!(g.role, Role::Own | Role::Plain))
    {
        let Some((node, name)) = group.desired.zip(groups::names::alias_of(&group.name)) else {
            continue;
        };
        // a customer's own group may have the name, where the real one stands beside it
        if groups.get(name).is_some_and(|real| !real.declared_only()) && !is_marked(group) {
            continue;
        }
        let mut finding = rename(node, name, format!("no agent knows the group `{}`; it is `{name}`", name_of(node)));
        if !fits(cx, node, name) {
            finding.repair = None;
        }
        out.push(
            finding
                .confidence(if is_marked(group) { Confidence::Likely } else { Confidence::Possible })
                .because("Agents look for exact names; a group under another one is ignored without a trace.")
                .advise(format!("Rename it to `{name}`, and look at the names of its properties, too.")),
        );
    }
}

/// True where a group may stand under another name as it is: none of its parts would be unknown
/// there. `apps` is a level of its own below `uwpApps`.
fn fits(cx: &Context<'_>, node: Value<'_>, name: &str) -> bool {
    let known = cx.catalogue().nearest(Dialect::Ga, name, Flow::Desired, None);
    let mut parts = node.children().filter(|m| m.kind().is_container() && !m.key_starts_with("__"));
    known.is_none_or(|known| {
        let group = known.schema.property();
        parts.all(|part| group.member(&part.key().unwrap_or_default()).is_some())
    })
}
