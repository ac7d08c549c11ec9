//! What the rules about names share: where a device agent is at work, and how a member is renamed.

use groups::names::without_suffix;
use groups::{Direction, Group, Role};
use twin::Value;

use crate::context::Context;
use crate::finding::Finding;
use crate::managed::is_marked;
use crate::place::Place;
use crate::words::meant;

/// What tells the bare name from a property of that name: members that only the node has.
const META: &[&str] = &[
    "deploymentId",
    "deploymentStatus",
    "serviceInterfaceVersion",
    "deviceInterfaceVersion",
    "reportingMode",
];
const ERROR: &[&str] = &["subsystem", "code"];

/// True for the twin of a device with the agent of configuration groups: it carries nodes that
/// nobody else writes. A group's name alone is no evidence.
pub(crate) fn has_agent(cx: &Context<'_>) -> bool {
    let groups = cx.groups();
    let nodes = [groups.device_schemas, groups.portal_schemas, groups.summary];
    nodes.iter().any(Option::is_some)
        || cx
            .managed()
            .any(|g| g.role != Role::Gen1Section && is_marked(g))
}

/// Returns the nodes of a group: desired, reported.
pub(crate) fn nodes<'d>(group: &Group<'d>) -> impl Iterator<Item = Value<'d>> + use<'d> {
    [
        group.node(Direction::Desired),
        group.node(Direction::Reported),
    ]
    .into_iter()
    .flatten()
}

/// Starts a finding about a member's key, with another key offered in its place. A configuration of
/// the hub names a property by its path, of which the last part changes.
pub(crate) fn rename(member: Value<'_>, to: &str, message: String) -> Finding {
    const PATH: &str = "properties.desired.";
    let path = if member.key_starts_with(PATH) {
        PATH
    } else {
        ""
    };
    Finding::at(Place::key(member), message).repair(twin::escape::quote(&format!("{path}{to}")))
}

/// Returns the node of a group that a member is, but for the underscores.
pub(crate) fn without_prefix(group: Value<'_>, member: Value<'_>) -> Option<&'static str> {
    let lacks = |name: &str| group.get(name).is_none();
    match without_suffix(member.raw_key()) {
        "meta" if has_any(member, META) && lacks("__meta") => Some("__meta"),
        "errors" | "errors_2" if has_inside(member, ERROR) && lacks("__errors") => Some("__errors"),
        _ => None,
    }
}

/// Returns the node of an agent that a member with underscores was meant to be.
pub(crate) fn meta_meant(member: Value<'_>, names: &[&'static str]) -> Option<&'static str> {
    let key = without_suffix(member.raw_key());
    let name = meant(key, names).filter(|_| member.is_object())?;
    let is_there = member.parent().is_some_and(|p| p.get(name).is_some());
    (!is_there).then_some(name)
}

/// True where an object has any of the members.
pub(crate) fn has_any(node: Value<'_>, names: &[&str]) -> bool {
    node.is_object() && names.iter().any(|name| node.get(name).is_some())
}

/// True where the first objects inside have one of the members; the first few tell.
pub(crate) fn has_inside(node: Value<'_>, names: &[&str]) -> bool {
    node.is_object() && node.children().take(8).any(|entry| has_any(entry, names))
}
