//! Managed groups held against the schemas in force: once, for all rules that speak of it.

use std::sync::Arc;

use groups::catalogue::{Choice, Fault, Form, Property, Violation, Weight};
use groups::{Direction, Group, Groups, Role};
use twin::Value;
use twin::shape::Shape;

use crate::context::Question;
use crate::finding::Severity;

/// Nodes of a group that rules of their own speak about.
const META: [&str; 3] = ["__meta", "__errors", "lastChange"];

/// One side of a group beside the schema in force.
pub(crate) struct Judged<'d> {
    /// Position of the group.
    pub group: usize,
    /// Which side.
    pub direction: Direction,
    /// The schema, and why this one.
    pub choice: Choice,
    /// What does not fit; nothing where the schema does not bind.
    pub violations: Vec<Violation<'d>>,
}

/// One value that does not fit, with everything around it.
#[derive(Clone, Copy)]
pub(crate) struct Broken<'d> {
    pub group: &'d Group<'d>,
    pub judged: &'d Judged<'d>,
    pub violation: &'d Violation<'d>,
}

impl<'d> Broken<'d> {
    /// The severity that the schema gives.
    pub fn severity(&self) -> Severity {
        match self.violation.weight {
            Weight::Error => Severity::Error,
            Weight::Warning => Severity::Warning,
            Weight::Info => Severity::Info,
        }
    }

    /// What the schema says about the value, or about the object that lacks a member.
    pub fn property(&self) -> Option<Arc<Property>> {
        property_of(
            self.node()?,
            self.judged.choice.schema.property(),
            self.violation.at,
        )
    }

    fn node(&self) -> Option<Value<'d>> {
        self.group.node(self.judged.direction)
    }
}

/// Follows the way from a group's node to a value in what the schema says.
fn property_of(node: Value<'_>, of: &Arc<Property>, value: Value<'_>) -> Option<Arc<Property>> {
    if node == value {
        return Some(of.clone());
    }
    let parent = property_of(node, of, value.parent()?)?;
    match value.key() {
        Some(key) => parent.member(&key).cloned(),
        None => parent.items.clone(),
    }
}

/// Holds every managed group against its schemas.
pub(crate) fn judge<'d>(
    question: &Question<'d>,
    groups: &Groups<'d>,
    managed: &[usize],
) -> Vec<Judged<'d>> {
    let form = form(question.twin.recognition.shape);
    let mut judged = Vec::new();
    for &at in managed {
        let group = &groups.all[at];
        for direction in [Direction::Desired, Direction::Reported] {
            let Some(node) = group.node(direction).filter(|_| is_ours(group, direction)) else {
                continue;
            };
            let Some(choice) = question.catalogue.in_force(group, groups, direction) else {
                continue;
            };
            let violations = if choice.is_binding() {
                let mut all = choice.schema.validate(node, form);
                all.retain(|v| tells(node, v, &choice));
                all
            } else {
                Vec::new()
            };
            judged.push(Judged {
                group: at,
                direction,
                choice,
                violations,
            });
        }
    }
    judged
}

/// What is only a part of a twin need not be complete.
fn form(shape: Shape) -> Form {
    match shape {
        Shape::MergePatch | Shape::ScenarioCase | Shape::Configuration => Form::Delta,
        _ => Form::Complete,
    }
}

/// Declarations of versions have rules of their own.
fn is_ours(group: &Group<'_>, direction: Direction) -> bool {
    match group.role {
        Role::DeviceSchemas => direction == Direction::Desired,
        Role::PortalSchemas | Role::Summary => false,
        Role::Configuration | Role::Command | Role::Gen1Section | Role::Custom => true,
    }
}

/// False for what another rule tells, and for members that a later version may have.
fn tells(node: Value<'_>, violation: &Violation<'_>, choice: &Choice) -> bool {
    if violation.fault == Fault::Unknown && choice.may_be_outgrown() {
        return false;
    }
    if matches!(&violation.fault, Fault::Missing(name) if violation.at == node && is_meta(name)) {
        return false;
    }
    let mut at = violation.at;
    while let Some(parent) = at.parent() {
        if parent == node {
            return !is_meta(&at.key().unwrap_or_default());
        }
        at = parent;
    }
    true
}

fn is_meta(name: &str) -> bool {
    META.contains(&groups::names::without_suffix(name))
}
