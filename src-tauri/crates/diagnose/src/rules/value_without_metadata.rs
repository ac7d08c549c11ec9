//! # value-without-metadata
//!
//! A property has no entry in `$metadata` although the section has metadata.
//!
//! ## Why
//! The hub stamps every property it stores. One without a stamp never came from the hub: it was
//! added to this copy by hand or by a tool, or the metadata was cut down.
//!
//! ## Do
//! Check with the hub whether the property is really set. Its age and revision cannot be told from
//! this document.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "value-without-metadata",
    severity: Severity::Info,
    category: Category::Metadata,
    source: include_str!("value_without_metadata.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (section, audit) in cx.audits() {
        for &value in &audit.without_stamp {
            let name = twin::secret::cut(&value.key().unwrap_or_default(), 40);
            out.push(
                Finding::at(Place::key(value), format!("{name} in {} has no entry in $metadata", section.kind.name()))
                    .because("The hub stamps every property it stores, so this one was added to the copy, or the metadata was cut down.")
                    .advise("Check with the hub whether the property is really set.")
                    .confidence(Confidence::Likely),
            );
        }
    }
}
