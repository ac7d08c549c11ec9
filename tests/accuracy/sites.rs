//! Where a fault of a group can be put: its nodes, what declares it, and every value that a schema describes.

use std::sync::Arc;

use groups::catalogue::{Catalogue, Property, Schema};
use groups::{Dialect, Direction, Groups, Role};
use serde_json::Value as Json;
use twin::Document;

use crate::edit::join;

/// Nodes of a group that rules of their own speak about.
pub const META: [&str; 3] = ["__meta", "__errors", "lastChange"];

/// One configuration group of a twin, by paths.
pub struct Site {
    pub name: String,
    pub dialect: Dialect,
    pub role: Role,
    pub desired: Option<String>,
    pub reported: Option<String>,
    /// Its entry in reported `__deviceSchemas`.
    pub entry: Option<String>,
    /// Its entry in desired `__portalSchemas`.
    pub portal: Option<String>,
    /// What desired and reported are held against.
    schemas: [Option<Arc<Schema>>; 2],
}

impl Site {
    /// A node in `__meta` of desired, whether it is there or not.
    pub fn asks(&self, name: &str) -> Option<String> {
        Some(format!("{}/__meta/{name}", self.desired.as_ref()?))
    }

    /// A node in `__meta` of reported, whether it is there or not.
    pub fn says(&self, name: &str) -> Option<String> {
        Some(format!("{}/__meta/{name}", self.reported.as_ref()?))
    }
}

/// One value in a group that a schema describes.
pub struct Spot {
    pub pointer: String,
    pub property: Arc<Property>,
    /// The object around it; none for the group itself.
    pub around: Option<Arc<Property>>,
    pub dialect: Dialect,
    pub is_desired: bool,
    /// What says what reported may have, for a group in desired.
    pub reported: Option<Arc<Property>>,
}

/// The groups of a document's first twin.
pub fn of(doc: &Document) -> Vec<Site> {
    let units = diagnose::Units::of(doc);
    let Some(twin) = units.twin(0) else {
        return Vec::new();
    };
    let groups = Groups::of(&twin);
    let is_agents = groups.dialect != Dialect::Undeclared;
    let is_ours = |role| matches!(role, Role::Configuration | Role::Gen1Section);
    let mut sites = Vec::new();
    for group in groups.iter().filter(|g| is_agents && is_ours(g.role)) {
        let schema = |direction| {
            let choice = Catalogue::built_in().in_force(group, &groups, direction)?;
            choice.is_binding().then_some(choice.schema)
        };
        let path = |value: Option<twin::Value<'_>>| value.map(|v| v.path().to_string());
        sites.push(Site {
            name: group.name.clone(),
            dialect: group.dialect,
            role: group.role,
            desired: path(group.desired),
            reported: path(group.reported),
            entry: path(group.schema_entry),
            portal: path(group.portal_entry),
            schemas: [schema(Direction::Desired), schema(Direction::Reported)],
        });
    }
    sites
}

/// Every value of the groups that a schema describes.
pub fn spots(twin: &Json, sites: &[Site]) -> Vec<Spot> {
    let mut spots = Vec::new();
    for site in sites {
        let [desired, reported] = &site.schemas;
        let reports = reported.as_ref().map(|s| s.property().clone());
        for (node, schema, is_desired) in [
            (&site.desired, desired, true),
            (&site.reported, reported, false),
        ] {
            let (Some(pointer), Some(schema)) = (node, schema) else {
                continue;
            };
            let spot = Spot {
                pointer: pointer.clone(),
                property: schema.property().clone(),
                around: None,
                dialect: site.dialect,
                is_desired,
                reported: reports.clone().filter(|_| is_desired),
            };
            collect(twin, spot, &mut spots);
        }
    }
    spots
}

fn collect(twin: &Json, spot: Spot, spots: &mut Vec<Spot>) {
    let inside = twin.pointer(&spot.pointer).and_then(Json::as_object);
    for key in inside.into_iter().flat_map(|members| members.keys()) {
        let Some(property) = spot.property.member(key) else {
            continue;
        };
        if META.contains(&key.as_str()) {
            continue;
        }
        let reported = spot
            .reported
            .as_ref()
            .and_then(|of| of.member(key).cloned());
        let member = Spot {
            pointer: join(&spot.pointer, key),
            property: property.clone(),
            around: Some(spot.property.clone()),
            dialect: spot.dialect,
            is_desired: spot.is_desired,
            reported,
        };
        collect(twin, member, spots);
    }
    spots.push(spot);
}
