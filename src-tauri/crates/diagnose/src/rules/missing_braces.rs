//! # missing-braces
//!
//! Members stand without the braces around them.
//!
//! ## Why
//! A part of an object was copied without its brackets. It can be read, but no service accepts it
//! so.
//!
//! ## Do
//! Put `{` before the first member and `}` after the last.
//!
//! ```text
//! "rebootInfo": { "singleRebootTime": "" },
//! "timeInfo": {}
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "missing-braces",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("missing_braces.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::MissingBraces, |m| {
        m.told("members stand without braces around them")
            .because("JSON members exist inside `{` and `}` only; the hub and the device agent refuse the text.")
            .advise("Put `{` before the first member and `}` after the last.")
    });
}
