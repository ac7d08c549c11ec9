//! # group-name-case
//!
//! A group's name differs from the known one in upper and lower case.
//!
//! ## Why
//! Names in a twin are case-sensitive. The agent looks for `rebootInfo` and ignores `RebootInfo`
//! without a trace.
//!
//! ## Do
//! Rename the group.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::managed::is_marked;
use crate::naming::{has_agent, nodes, rename};
use crate::rule::{Category, Rule};
use crate::words::name_of;
use groups::Role;

pub static RULE: Rule = Rule {
    name: "group-name-case",
    severity: Severity::Warning,
    category: Category::Names,
    source: include_str!("group_name_case.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let beside = has_agent(cx);
    for group in cx
        .groups()
        .iter()
        .filter(|g| g.role == Role::Custom && !g.name.starts_with('_'))
    {
        if !(beside || is_marked(group)) {
            continue;
        }
        let Some(name) = groups::names::other_case(&group.name) else {
            continue;
        };
        for node in nodes(group) {
            out.push(
                rename(node, name, format!("the group is called `{name}`, not `{}`", name_of(node)))
                    .confidence(if is_marked(group) { Confidence::Likely } else { Confidence::Possible })
                    .because("Names are case-sensitive; agents ignore a group under another name without a trace.")
                    .advise(format!("Rename it to `{name}`.")),
            );
        }
    }
}
