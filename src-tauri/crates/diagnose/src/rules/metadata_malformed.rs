//! # metadata-malformed
//!
//! A part of `$metadata` is not what the hub writes.
//!
//! ## Why
//! The hub writes one object a property, with `$lastUpdated` as text in UTC and, in desired,
//! `$lastUpdatedVersion` as a whole number. Anything else was typed or changed by a tool, and
//! cannot tell when or at which revision the property was written.
//!
//! ## Do
//! Export the twin from the hub again. The hub ignores `$metadata` in what is written to it.

use twin::Value;

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::stamps::{at_node, name_of};

pub static RULE: Rule = Rule {
    name: "metadata-malformed",
    severity: Severity::Warning,
    category: Category::Metadata,
    source: include_str!("metadata_malformed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (_, audit) in cx.audits() {
        for &value in &audit.malformed {
            out.push(
                found(value)
                    .because("What the hub writes is one object a property, with a time as text and a revision as a whole number; from this nothing can be told.")
                    .advise("Export the twin from the hub again; the hub ignores `$metadata` in what is written to it.")
                    .evidence(twin::secret::shown(value, 60)),
            );
        }
    }
}

fn found(value: Value<'_>) -> Finding {
    let what = value.kind().with_article();
    if value.is_key("$metadata") {
        return Finding::at(
            Place::value(value),
            format!("$metadata is {what}, not an object"),
        );
    }
    let name = name_of(value);
    let of = if name.is_empty() {
        "the section"
    } else {
        &name
    };
    let message = if value.is_key("$lastUpdated") {
        format!("$lastUpdated of {of} is no time stamp")
    } else if value.is_key("$lastUpdatedVersion") {
        format!("$lastUpdatedVersion of {of} is no whole number")
    } else {
        format!("the metadata of {of} is {what}, not an object")
    };
    at_node(value, message)
}
