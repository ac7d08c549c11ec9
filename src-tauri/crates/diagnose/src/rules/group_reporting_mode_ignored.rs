//! # group-reporting-mode-ignored
//!
//! `eventTracingCollectors` has a `reportingMode` for the whole group.
//!
//! ## Why
//! The handler of the collectors reads a mode in the `__meta` of each collector, and none for the group. A
//! collector without a mode of its own is reported in full.
//!
//! ## Do
//! Write the mode into each collector that it is meant for.
//!
//! ```json
//! { "eventTracingCollectors": { "boot": { "__meta": { "reportingMode": "none" } } } }
//! ```

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::quoted;
use crate::place::Place;
use crate::reporting::{mode, reads_words};
use crate::rule::{Category, Rule};
use twin::Kind;

pub static RULE: Rule = Rule {
    name: "group-reporting-mode-ignored",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("group_reporting_mode_ignored.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx
        .managed()
        .filter(|g| g.name == "eventTracingCollectors" && reads_words(g))
    {
        // what it says happens anyway with `detailed`
        let is_lost = |mode: &twin::Value<'_>| {
            !mode.is_str("detailed") && !matches!(mode.kind(), Kind::Null | Kind::Placeholder)
        };
        let Some(mode) = mode(group).filter(is_lost) else {
            continue;
        };
        out.push(
            Finding::at(Place::value(mode), format!("reportingMode {} of the whole group is not read", quoted(mode)))
                .because("The handler reads a mode in each collector only; one without a mode of its own is reported in full.")
                .advise("Write the mode into the `__meta` of each collector that it is meant for.")
                .confidence(Confidence::Likely)
                .group(&group.name),
        );
    }
}
