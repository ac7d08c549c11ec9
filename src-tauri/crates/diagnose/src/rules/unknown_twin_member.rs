//! # unknown-twin-member
//!
//! A member of the twin is nearly, but not quite, one that exists.
//!
//! ## Why
//! Hub and device look for exact names: `propeties` or `Tags` are not found, and what stands below
//! is ignored. Only near misses are told, and only where the real name is not there.
//!
//! ## Do
//! Rename the member.

use crate::KEPT_PER_RULE;
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::{meant, name_of};
use twin::Value;
use twin::shape::Shape;

pub static RULE: Rule = Rule {
    name: "unknown-twin-member",
    severity: Severity::Warning,
    category: Category::Shape,
    source: include_str!("unknown_twin_member.rs"),
    check,
};

const ROOT: &[&str] = &[
    "deviceId",
    "moduleId",
    "etag",
    "deviceEtag",
    "version",
    "status",
    "statusReason",
    "statusUpdateTime",
    "connectionState",
    "lastActivityTime",
    "cloudToDeviceMessageCount",
    "authenticationType",
    "x509Thumbprint",
    "modelId",
    "capabilities",
    "deviceScope",
    "parentScopes",
    "configurations",
    "tags",
    "properties",
];
const PROPERTIES: &[&str] = &["desired", "reported"];
/// Where nothing was recognised, only what would have been.
const UNRECOGNISED: &[&str] = &["deviceId", "tags", "properties", "desired", "reported"];
/// Members of the identity document: near misses that exist.
const ELSEWHERE: &[&str] = &["statusUpdatedTime", "connectionStateUpdatedTime"];

fn check(cx: &Context<'_>, out: &mut Findings) {
    let twin = cx.twin();
    let names: &[&[&str]] = match twin.recognition.shape {
        Shape::ServiceTwin | Shape::ModuleTwin | Shape::PartialTwin => &[ROOT],
        Shape::MergePatch if !twin.sections().any(|s| s.value == twin.root) => &[ROOT, PROPERTIES],
        Shape::DeviceTwin => &[PROPERTIES],
        Shape::Unknown => &[UNRECOGNISED],
        _ => return,
    };
    for names in names {
        near_misses(twin.root, names, out);
    }
    if let Some(properties) = twin.root.get("properties") {
        near_misses(properties, PROPERTIES, out);
    }
}

fn near_misses(object: Value<'_>, names: &[&str], out: &mut Findings) {
    let mut others = object
        .children()
        .filter(|m| !names.contains(&m.raw_key()) && !ELSEWHERE.contains(&m.raw_key()))
        .peekable();
    if others.peek().is_none() {
        return;
    }
    let absent: Vec<_> = names
        .iter()
        .copied()
        .filter(|name| object.get(name).is_none())
        .collect();
    for (member, name) in others
        .filter_map(|m| Some((m, meant(m.raw_key(), &absent)?)))
        .take(KEPT_PER_RULE)
    {
        out.push(
            Finding::at(
                Place::key(member),
                format!("`{}` is no member of a twin; `{name}` is", name_of(member)),
            )
            .confidence(Confidence::Likely)
            .because(
                "Hub and device look for exact names; under another one the content is not found.",
            )
            .advise(format!("Rename it to `{name}`."))
            .repair(format!("\"{name}\"")),
        );
    }
}
