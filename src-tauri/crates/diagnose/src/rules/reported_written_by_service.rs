//! # reported-written-by-service
//!
//! A patch of the service holds reported properties, which only the device writes.
//!
//! ## Why
//! `properties.reported` belongs to the device. A write of the service does not change it: it is
//! left out or refused.
//!
//! ## Do
//! Remove `reported` from the patch; ask for the change through desired and let the device report
//! it.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::shape::Shape;

pub static RULE: Rule = Rule {
    name: "reported-written-by-service",
    severity: Severity::Warning,
    category: Category::Shape,
    source: include_str!("reported_written_by_service.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let twin = cx.twin();
    let Some(reported) = twin
        .reported
        .filter(|_| twin.recognition.shape == Shape::MergePatch)
    else {
        return;
    };
    // a device's own patch holds nothing of the service
    let by_service =
        twin.tags.is_some() || (twin.desired.is_some() && twin.root.get("properties").is_some());
    if by_service && reported.members().next().is_some() {
        out.push(
            Finding::at(Place::key(reported.value), "the patch holds reported properties")
                .confidence(Confidence::Likely)
                .because("Reported properties are written by the device alone; a write of the service does not change them.")
                .advise("Remove reported from the patch; ask for the change through desired and let the device report it."),
        );
    }
}
