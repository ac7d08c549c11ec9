//! # metadata-above-version
//!
//! A property was written at a revision that the section has not reached.
//!
//! ## Why
//! `$lastUpdatedVersion` is the section's `$version` at the last write of the property, so it can
//! never be higher than `$version`. A higher one says that the document was put together from two
//! exports, or edited.
//!
//! ## Do
//! Export the twin again and compare. Do not decide from this copy whether the device has handled
//! the change.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::stamps::{at_node, name_of, version_of};
use twin::Value;
use twin::metadata::{Stamp, revision};

pub static RULE: Rule = Rule {
    name: "metadata-above-version",
    severity: Severity::Warning,
    category: Category::Metadata,
    source: include_str!("metadata_above_version.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (section, audit) in cx.audits() {
        let version = section.version().and_then(revision);
        for &stamp in audit
            .above_version
            .iter()
            .filter(|stamp| !is_told_above(**stamp, version))
        {
            let (name, version) = (name_of(stamp), version_of(section));
            let of = if name.is_empty() {
                "the section"
            } else {
                &name
            };
            let message = format!(
                "{of} was written at revision {}, but {} is at {version}",
                twin::secret::shown(stamp, 20),
                section.kind.name(),
            );
            let mut finding = at_node(stamp, message)
                .because("A property's revision is the section's `$version` at the time of the write and can never be higher: the document was edited or put together from two exports.")
                .advise("Export the twin again before deciding what the device has handled.");
            if let Some(at) = section.version() {
                finding = finding.related("version of the section", Place::key(at));
            }
            out.push(finding);
        }
    }
}

/// True where the object around has a revision as high: one finding is enough.
fn is_told_above(stamp: Value<'_>, version: Option<i64>) -> bool {
    let around = stamp.parent().and_then(Value::parent);
    around.is_some_and(|node| Stamp::of(node).revision() > version)
}
