//! # device-version-differs
//!
//! A group reports another interface version than `__deviceSchemas` declares for it.
//!
//! ## Why
//! Both come from the same handler. Where they differ, one is old: the agent was upgraded and has not
//! processed the group since, or the entry in `__deviceSchemas` is a left-over.
//!
//! ## Do
//! Write the group again, or send `clearReportedCmd`, and compare once more.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::verdicts::Held;
use groups::{Format, RowId, parse};
use twin::Value;

pub static RULE: Rule = Rule {
    name: "device-version-differs",
    severity: Severity::Warning,
    category: Category::Versions,
    source: include_str!("device_version_differs.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx.rows(RowId::C9).filter(is_readable) {
        let message = format!(
            "{} says another interface version than __deviceSchemas",
            held.group.name
        );
        let mut finding = held
            .at_device(message)
            .advise("Write the group again, or send `clearReportedCmd`, and compare once more.")
            .confidence(Confidence::Likely);
        if let Some(declared) = held.group.interface {
            finding = finding
                .evidence(format!(
                    "interfaceVersion: {}",
                    twin::secret::shown(declared, 40)
                ))
                .related("what `__deviceSchemas` declares", Place::key(declared));
        }
        out.push(finding);
    }
}

/// What cannot be read is told as that, by another rule.
fn is_readable(held: &Held<'_>) -> bool {
    let versions = [held.group.device_interface, held.group.interface];
    let is_version = |v: Value<'_>| parse(Some(v), Format::GaStrict).version().is_some();
    versions.into_iter().flatten().all(is_version)
}
