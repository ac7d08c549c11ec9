//! # section-nearly-full
//!
//! A section of the twin uses at least 90 % of what IoT Hub accepts.
//!
//! ## Why
//! `tags` may have 8 KiB, desired and reported 32 KiB each. A device that reports a little more,
//! such as one more error or one more application, has its whole write refused, and looks silent
//! from then on.
//!
//! ## Do
//! Remove what nobody reads, or keep large values in a blob and put its address into the twin.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "section-nearly-full",
    severity: Severity::Warning,
    category: Category::Limits,
    source: include_str!("section_nearly_full.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (section, survey) in cx.surveys() {
        let (bytes, limit) = (survey.usage.bytes, section.kind.bytes_limit());
        if bytes > limit || bytes * 10 < limit * 9 {
            continue;
        }
        let name = section.kind.name();
        let (percent, left) = (bytes * 100 / limit, limit - bytes);
        out.push(
            Finding::at(Place::key(section.value), format!("{name} is {percent} % full: {bytes} bytes of {limit}"))
                .because(format!("A write that adds more than {left} bytes is refused as a whole; a device then looks silent."))
                .advise("Remove what nobody reads, or keep large values in a blob and put its address into the twin."),
        );
    }
}
