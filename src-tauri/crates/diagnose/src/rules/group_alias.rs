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
use groups::{Dialect, Profile, Role};

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
        out.push(
            rename(node, name, format!("no agent knows the group `{}`; it is `{name}`", name_of(node)))
                .confidence(if is_marked(group) { Confidence::Likely } else { Confidence::Possible })
                .because("Agents look for exact names; a group under another one is ignored without a trace.")
                .advise(format!("Rename it to `{name}`, and look at the names of its properties, too.")),
        );
    }
}
