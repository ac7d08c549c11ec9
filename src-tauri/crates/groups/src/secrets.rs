//! Values that only the schema of a pack tells to be secrets. Those of the published agents have keys
//! that tell.

use twin::{Kind, NodeId, Twin, Value};

use crate::catalogue::{Catalogue, Property};
use crate::group::{Groups, Role};

/// Returns the values of a twin that a schema of any pack declares secrets, in no order that matters.
/// Version, dialect and side are not asked: a secret in the wrong place is one still.
#[must_use]
pub fn declared(twin: &Twin<'_>, catalogue: &Catalogue) -> Vec<NodeId> {
    let mut found = Vec::new();
    if !catalogue.has_packs() {
        return found;
    }
    for group in &Groups::known_to(catalogue, twin) {
        let name = match group.role {
            Role::Gen1Section => group.name.trim_start_matches("windows."),
            _ => &group.name,
        };
        for schema in catalogue.of_packs(name) {
            let nodes = [group.desired, group.reported];
            let nodes = nodes
                .into_iter()
                .flatten()
                .chain(group.others.iter().copied());
            for node in nodes {
                walk(node, schema.property(), &mut found);
            }
        }
    }
    found
}

fn walk(value: Value<'_>, property: &Property, found: &mut Vec<NodeId>) {
    if property.is_secret {
        found.push(value.id());
        return;
    }
    match value.kind() {
        Kind::Object => {
            for member in value.children() {
                if let Some(inner) = member.key().and_then(|key| property.member(&key)) {
                    walk(member, inner, found);
                }
            }
        }
        Kind::Array => {
            if let Some(items) = &property.items {
                for element in value.children() {
                    walk(element, items, found);
                }
            }
        }
        _ => {}
    }
}
