//! # whole-document-write
//!
//! All desired properties carry one and the same time stamp although the section was written often.
//!
//! ## Why
//! The hub stamps what is written, not what is changed. A tool that reads the whole twin, changes
//! one value and sends everything back touches every stamp: the age of a property no longer tells
//! when it changed, and the device is notified of everything at each save. Several properties that
//! are always set together look the same.
//!
//! ## Do
//! Let the back end write a patch with nothing but the properties that change.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::{Section, SectionKind};

pub static RULE: Rule = Rule {
    name: "whole-document-write",
    severity: Severity::Info,
    category: Category::Metadata,
    source: include_str!("whole_document_write.rs"),
    check,
};

/// Top-level properties that must agree before it is more than chance.
const ENOUGH: usize = 3;

fn check(cx: &Context<'_>, out: &mut Findings) {
    let desired = cx
        .audits()
        .find(|(section, _)| section.kind == SectionKind::Desired);
    let Some((section, audit)) = desired else {
        return;
    };
    let Some(stamp) = audit
        .newest
        .filter(|_| audit.all_equal && audit.stamped >= ENOUGH)
    else {
        return;
    };
    let version = section
        .version()
        .and_then(twin::metadata::revision)
        .unwrap_or_default();
    if version <= 2 || section.members().nth(ENOUGH - 1).is_none() || by_configuration(section) {
        return;
    }
    let Some(metadata) = section.metadata() else {
        return;
    };
    let message = format!(
        "all {} stamps of desired are the same, at version {version}",
        audit.stamped
    );
    out.push(
        Finding::at(Place::key(metadata), message)
            .because("The hub stamps what is written, not what is changed: a tool sent the whole section back, so ages tell nothing and the device is notified of everything at each save. Properties that are always set together look the same.")
            .advise("Let the back end write a patch with nothing but the properties that change.")
            .confidence(Confidence::Possible)
            .evidence(twin::secret::shown(stamp, 60)),
    );
}

/// Automatic configurations set their properties together, by design.
fn by_configuration(section: Section<'_>) -> bool {
    let metadata = section.metadata();
    metadata.is_some_and(|m| m.descendants().any(|v| v.is_key("$lastUpdatedBy")))
}
