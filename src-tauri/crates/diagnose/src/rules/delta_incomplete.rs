//! # delta-incomplete
//!
//! A patch carries only a part of what its handler needs.
//!
//! ## Why
//! The device is told what a patch writes, not the whole group. Only `timeInfo` and `__deviceSchemas` put
//! it together with what they had; every other handler looks at the patch alone. With
//! `windowsTelemetry.__meta` but no `level` it fails with code 1001, although the twin is complete, and
//! stays failed until the device connects again and gets all of it.
//!
//! ## Do
//! Write everything that belongs together into the patch, also what stays as it is.
//!
//! ```json
//! { "windowsTelemetry": { "__meta": { "deploymentId": "blue-8" }, "level": "basic" } }
//! ```

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::{Side, is_meta};
use crate::wanted::all;
use crate::words::{name_of, subject};
use groups::catalogue::{Fault, Form, Violation, Weight};
use groups::{Dialect, Direction};
use twin::shape::Shape;
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "delta-incomplete",
    severity: Severity::Error,
    category: Category::Schema,
    source: include_str!("delta_incomplete.rs"),
    check,
};

/// Handlers that put a patch together with what they had.
const MERGING: [&str; 2] = ["timeInfo", "__deviceSchemas"];

fn check(cx: &Context<'_>, out: &mut Findings) {
    let shape = cx.twin().recognition.shape;
    if !matches!(shape, Shape::MergePatch | Shape::Configuration) {
        return;
    }
    for (group, judged) in cx.judged() {
        let key = &judged.choice.schema.key;
        let looks_at_patch = judged.direction == Direction::Desired
            && judged.choice.is_binding()
            && key.dialect == Dialect::Ga
            && !MERGING.contains(&key.group.as_str());
        let node = group.desired.filter(|node| looks_at_patch && node.is_object());
        let Some(node) = node else { continue };
        let side = Side { group, judged, node };
        lacking(&side, out);
        for element in deleted(&side) {
            let message = format!("the patch deletes `{}`, and the handler reads it", name_of(element));
            let finding = side
                .finding(Place::value(element), message)
                .because("The handler takes it for an element without properties, and fails with code 1001.")
                .advise("Say by `version` or `state` that it shall go; delete it from the twin when the device has reported that.");
            out.push(finding);
        }
    }
}

fn lacking(side: &Side<'_>, out: &mut Findings) {
    let mut found = side.judged.choice.schema.validate(side.node, Form::Complete);
    found.retain(|violation| needs(violation, side.node).is_some());
    found.sort_by_key(|violation| (violation.at.id(), violation.weight));
    for lacks in found.chunk_by(|a, b| a.at == b.at) {
        let names: Vec<_> = lacks.iter().filter_map(|v| needs(v, side.node)).flatten().collect();
        let Some(first) = lacks.first() else { continue };
        let severity = match first.weight {
            Weight::Error => Severity::Error,
            Weight::Warning => Severity::Warning,
            Weight::Info => Severity::Info,
        };
        out.push_as(severity, finding(side, first.at, &names));
    }
}

/// Returns what an object of the patch lacks; `__meta` is kept from one change to the next.
fn needs(violation: &Violation<'_>, node: Value<'_>) -> Option<Vec<String>> {
    match &violation.fault {
        Fault::Missing(name) if violation.at == node && is_meta(name) => None,
        _ if violation.at.is_key("__meta") => None,
        Fault::Missing(name) => Some(vec![name.clone()]),
        Fault::Incomplete(names) => Some(names.clone()),
        _ => None,
    }
}

fn finding(side: &Side<'_>, object: Value<'_>, names: &[String]) -> Finding {
    let message = format!("the patch of {} lacks {}", subject(object), all(names));
    side.finding(Place::key(object), message)
        .because("The handler looks at the patch alone, not at what the twin has already, and fails until the device connects again.")
        .advise(format!("Write {} into the patch as well, also where it stays as it is.", all(names)))
}

/// Returns elements of a list that the patch deletes; no handler takes that for a wish to remove them.
fn deleted<'d>(side: &Side<'d>) -> impl Iterator<Item = Value<'d>> {
    let has_elements = matches!(side.group.name.as_str(), "uwpApps" | "certificates");
    let maps = side.node.children().filter(move |m| has_elements && m.is_object());
    let members = maps.filter(|m| !m.is_key("__meta")).flat_map(Value::children);
    members.filter(|element| element.kind() == Kind::Null)
}
