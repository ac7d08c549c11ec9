//! # byte-order-mark
//!
//! The text starts with a byte order mark.
//!
//! ## Why
//! Windows tools write one before UTF-8. It was left out; some JSON readers stumble over it.
//!
//! ## Do
//! Save the file as UTF-8 without a byte order mark if another tool refuses it.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "byte-order-mark",
    severity: Severity::Info,
    category: Category::Syntax,
    source: include_str!("byte_order_mark.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::ByteOrderMark, |m| {
        m.bare("the text starts with a byte order mark")
            .because("Windows tools write one before UTF-8; it was left out here, and some JSON readers stumble over it.")
            .advise("Save the file as UTF-8 without a byte order mark if another tool refuses it.")
    });
}
