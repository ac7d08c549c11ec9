//! # meta-property-unknown
//!
//! A property of `__meta` is none that an agent reads or writes, and often nearly one.
//!
//! ## Why
//! The agent reads `serviceInterfaceVersion`, `deploymentId` and `reportingMode` by their exact
//! names. Under another spelling the version counts as missing and the group fails. What is near no name
//! is told for information.
//!
//! ## Do
//! Rename the property, or move what is your own out of `__meta`.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::naming::rename;
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::{meant, name_of};
use groups::names::without_suffix;
use groups::{Dialect, Group, Role};
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "meta-property-unknown",
    severity: Severity::Warning,
    category: Category::Names,
    source: include_str!("meta_property_unknown.rs"),
    check,
};

const KNOWN: &[&str] = &[
    "deploymentId",
    "deploymentStatus",
    "deployment",
    "state",
    "time",
    "reportingMode",
    "reporting",
    "serviceInterfaceVersion",
    "deviceInterfaceVersion",
    "outputInterfaceVersion",
    "interfaceVersion",
    "dependencies",
    "policy",
    "status",
    "error",
    "version",
];

fn check(cx: &Context<'_>, out: &mut Findings) {
    let metas = cx
        .groups()
        .iter()
        .flat_map(|g| [g.meta_desired(), g.meta_reported()])
        .flatten();
    for member in metas.flat_map(Value::children) {
        let key = member.raw_key();
        let Some(name) = Some(key)
            .filter(|k| !KNOWN.contains(k))
            .and_then(|k| meant(k, KNOWN))
        else {
            continue;
        };
        out.push(
            rename(
                member,
                name,
                format!("`{}` in __meta is written `{name}`", name_of(member)),
            )
            .confidence(Confidence::Likely)
            .because("Agents read exact names; under another one the property counts as missing.")
            .advise(format!("Rename it to `{name}`.")),
        );
    }
    for member in cx.managed().flat_map(strange) {
        out.push_as(
            Severity::Info,
            Finding::at(Place::key(member), format!("no agent knows `{}` in __meta", name_of(member)))
                .confidence(Confidence::Likely)
                .because("Agents read exact names and pass over all others; none of theirs is near.")
                .advise("Check the name; move what is your own out of `__meta`."),
        );
    }
}

/// Returns what stands in `__meta` of a group and is near no name of an agent. A pack says itself what
/// its groups have there.
fn strange<'d>(group: &'d Group<'d>) -> impl Iterator<Item = Value<'d>> {
    let is_agents = group.dialect != Dialect::Undeclared && group.role != Role::Own;
    let metas = [group.meta_desired(), group.meta_reported()];
    let metas = metas.into_iter().flatten().filter(move |_| is_agents);
    let is_strange = |member: &Value<'_>| {
        let key = without_suffix(member.raw_key());
        let is_written = !matches!(member.kind(), Kind::Null | Kind::Missing);
        is_written
            && !key.is_empty()
            && !KNOWN.contains(&key)
            && !groups::names::is_version_key(key)
            && meant(key, KNOWN).is_none()
    };
    metas.flat_map(Value::children).filter(is_strange)
}
