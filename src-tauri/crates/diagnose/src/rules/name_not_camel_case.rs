//! # name-not-camel-case
//!
//! A group or property of the device agent does not start with a lower-case letter.
//!
//! ## Why
//! Groups and properties of the agent are written in camelCase, commands in PascalCase with `Cmd`
//! at the end. `PumpSpeed` is not `pumpSpeed` to any handler.
//! Slips in groups that the catalogue of schemas knows are told with the name that was meant.
//!
//! ## Do
//! Check the name; rename the property if it is a slip.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::is_marked;
use crate::naming::nodes;
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::name_of;
use groups::Role;
use std::cell::LazyCell;
use std::collections::HashSet;
use twin::Value;

pub static RULE: Rule = Rule {
    name: "name-not-camel-case",
    severity: Severity::Info,
    category: Category::Names,
    source: include_str!("name_not_camel_case.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let checked = LazyCell::new(|| checked(cx));
    for group in cx
        .managed()
        .filter(|g| matches!(g.role, Role::Configuration | Role::Custom) && is_marked(g))
    {
        // a capital in the group's name that belongs to a known one is told by another rule
        let own = group.role == Role::Custom
            && groups::names::other_case(&group.name).is_none()
            && !group.name.ends_with("Cmd");
        for node in nodes(group) {
            if own && is_capital(node) {
                tell(node, "group", out);
            }
            // elements of lists have foreign names; properties are values
            for property in node
                .children()
                .filter(|m| !m.kind().is_container() && is_capital(*m) && !checked.contains(group.name.as_str()))
            {
                tell(property, "property", out);
            }
        }
    }
}

/// Returns the groups whose names a schema has: there a slip is told with the one that was meant.
fn checked<'d>(cx: &Context<'d>) -> HashSet<&'d str> {
    let judged = cx.judged().filter(|(_, judged)| judged.choice.is_binding());
    judged.map(|(group, _)| group.name.as_str()).collect()
}

fn tell(member: Value<'_>, what: &str, out: &mut Findings) {
    out.push(
        Finding::at(Place::key(member), format!("the {what} `{}` starts with a capital letter", name_of(member)))
            .confidence(Confidence::Possible)
            .because("Groups and properties of the agent are written in camelCase, and names are case-sensitive.")
            .advise("Check the name, and rename it if it is a slip."),
    );
}

fn is_capital(member: Value<'_>) -> bool {
    member
        .raw_key()
        .as_bytes()
        .first()
        .is_some_and(u8::is_ascii_uppercase)
}
