//! # section-too-large
//!
//! A section of the twin is larger than IoT Hub accepts.
//!
//! ## Why
//! `tags` may have 8 KiB, desired and reported 32 KiB each, counted by the hub's rule: UTF-8 bytes
//! of keys and strings without control characters, 8 bytes a number, 4 a boolean; `$metadata` and
//! `$version` do not count. A write that would exceed the limit is refused as a whole.
//!
//! ## Do
//! Remove what nobody reads, or keep large values in a blob and put its address into the twin.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "section-too-large",
    severity: Severity::Error,
    category: Category::Limits,
    source: include_str!("section_too_large.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (section, survey) in cx.surveys() {
        let (bytes, limit) = (survey.usage.bytes, section.kind.bytes_limit());
        if bytes > limit {
            let name = section.kind.name();
            out.push(
                Finding::at(Place::key(section.value), format!("{name} has {bytes} bytes of {limit} allowed"))
                    .because("IoT Hub refuses a write that makes the section larger than its limit, as a whole.")
                    .advise("Remove what nobody reads, or keep large values in a blob and put its address into the twin."),
            );
        }
    }
}
