//! # too-many-values
//!
//! The text has more values than are kept.
//!
//! ## Why
//! So many values stand in so few bytes that the rest was skipped, to keep memory bounded. What was
//! skipped is not diagnosed.
//!
//! ## Do
//! Look at what wrote the file: no twin looks like this. Split a list of twins into lines.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "too-many-values",
    severity: Severity::Warning,
    category: Category::Syntax,
    source: include_str!("too_many_values.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::TooManyValues, |m| {
        m.bare("the values from here on were skipped")
            .because("So many values stand in so few bytes that the rest was left out to keep memory bounded; it is not diagnosed.")
            .advise("Look at what wrote the file; split a list of twins into one twin a line.")
    });
}
