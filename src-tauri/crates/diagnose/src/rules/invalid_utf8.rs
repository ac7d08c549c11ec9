//! # invalid-utf8
//!
//! Bytes in the text are no UTF-8.
//!
//! ## Why
//! JSON is UTF-8. The bytes come from another encoding, such as Windows-1252, or from a damaged
//! file. Each was read as U+FFFD; the hub refuses the text. The first twenty places are listed.
//!
//! ## Do
//! Save the file as UTF-8 in the editor that wrote it.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "invalid-utf8",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("invalid_utf8.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::InvalidUtf8, |m| {
        m.bare("a byte here is no UTF-8")
            .evidence("read as U+FFFD")
            .because("JSON is UTF-8; the byte comes from another encoding or a damaged file, was read as U+FFFD, and the hub refuses it.")
            .advise("Save the file as UTF-8 in the editor that wrote it.")
    });
}
