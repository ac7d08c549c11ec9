//! # meta-property-unknown
//!
//! A property of `__meta` is nearly, but not quite, one that the agent reads.
//!
//! ## Why
//! The agent reads `serviceInterfaceVersion`, `deploymentId` and `reportingMode` by their exact
//! names. Under another spelling the version counts as missing and the group fails.
//!
//! ## Do
//! Rename the property.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::naming::rename;
use crate::rule::{Category, Rule};
use crate::words::{meant, name_of};
use twin::Value;

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
}
