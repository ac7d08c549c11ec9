//! # nested-too-deeply
//!
//! Brackets are nested so deeply that the inside was not kept.
//!
//! ## Why
//! A twin may nest ten levels; here more than a thousand stand inside one another. What is deeper
//! was skipped and is not diagnosed.
//!
//! ## Do
//! Look at what wrote the file: no twin looks like this.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "nested-too-deeply",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("nested_too_deeply.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::NestedTooDeeply, |m| {
        let place = crate::place::Place {
            path: twin::TwinPath::default(),
            span: m.repair.span.clone(),
        };
        Finding::at(place, format!("values nested deeper than {} levels were skipped", twin::LEVELS_KEPT))
            .because("A twin may nest ten levels; what is deeper than this was not read and is not diagnosed.")
            .advise("Look at what wrote the file: no twin looks like this.")
    });
}
