//! What the rules about names share: where a device agent is at work, and how a member is renamed.

use groups::{Direction, Group, Role};
use twin::Value;

use crate::context::Context;
use crate::finding::Finding;
use crate::managed::is_marked;
use crate::place::Place;

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
