//! # metadata-without-value
//!
//! `$metadata` knows a property that the section does not have.
//!
//! ## Why
//! When a property is deleted, the hub removes its entry from `$metadata` and moves the stamp of
//! its parent. An entry that is left says that this is not a plain export: someone removed the
//! value from the copy, or a client library kept entries of deleted properties while it merged.
//!
//! ## Do
//! Do not read the entry as a property of the device. Export the twin from the hub again where the
//! difference matters.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::rule::{Category, Rule};
use crate::stamps::{at_node, name_of};

pub static RULE: Rule = Rule {
    name: "metadata-without-value",
    severity: Severity::Info,
    category: Category::Metadata,
    source: include_str!("metadata_without_value.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (section, audit) in cx.audits() {
        for &node in &audit.without_value {
            let message = format!(
                "$metadata of {} knows {}, which has no value",
                section.kind.name(),
                name_of(node)
            );
            out.push(
                at_node(node, message)
                    .because("The hub removes the entry together with the property: the value was taken out of this copy, or a client kept the entry of a deleted property.")
                    .advise("Do not read it as a property of the device; export the twin again where it matters.")
                    .confidence(Confidence::Likely),
            );
        }
    }
}
