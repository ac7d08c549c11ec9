//! # meta-name-of-other-dialect
//!
//! `__meta` mixes the names of two dialects.
//!
//! ## Why
//! The draft documents say `deployment`, `state` and `outputInterfaceVersion`, the released agent
//! `deploymentId`, `deploymentStatus` and `deviceInterfaceVersion`. Nobody reads a name of the other
//! dialect, so the deployment or the status seems to be missing.
//!
//! ## Do
//! Use the names that the agent of the device reads.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::Value;
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "meta-name-of-other-dialect",
    severity: Severity::Warning,
    category: Category::Versions,
    source: include_str!("meta_name_of_other_dialect.rs"),
    check,
};

/// Names of the documents, and what the released agent calls the same.
const NAMES: [(&str, &str); 4] = [
    ("deployment", "deploymentId"),
    ("state", "deploymentStatus"),
    ("status", "deploymentStatus"),
    ("outputInterfaceVersion", "deviceInterfaceVersion"),
];
/// Names that only agents since the preview use.
const RELEASED: [&str; 5] = [
    "serviceInterfaceVersion",
    "deviceInterfaceVersion",
    "deploymentId",
    "deploymentStatus",
    "reportingMode",
];

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed() {
        for meta in [group.meta_desired(), group.meta_reported()]
            .into_iter()
            .flatten()
        {
            for (other, own) in NAMES {
                let Some(value) = meta.get(other).filter(|_| is_released(meta)) else {
                    continue;
                };
                out.push(
                    Finding::at(Place::key(value), format!("{other} in __meta of {} is called {own} by the agent", group.name))
                        .because("The other members of this `__meta` are written as the released agent reads them; it does not read this name.")
                        .advise(format!("Write `{own}` instead."))
                        .confidence(Confidence::Likely)
                        .evidence(shown(value, 60)),
                );
            }
        }
    }
}

fn is_released(meta: Value<'_>) -> bool {
    meta.children()
        .any(|member| RELEASED.contains(&member.raw_key()))
}
