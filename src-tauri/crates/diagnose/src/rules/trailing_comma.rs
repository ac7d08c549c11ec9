//! # trailing-comma
//!
//! A comma stands before a closing bracket.
//!
//! ## Why
//! JSON allows a comma only between two members. IoT Hub refuses the text, and so does the device
//! agent's own reader.
//!
//! ## Do
//! Remove the comma.
//!
//! ```json
//! { "singleRebootTime": "2026-10-10T17:00:00Z", }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "trailing-comma",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("trailing_comma.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::TrailingComma, |m| {
        m.fixable("a comma stands before a closing bracket")
            .because("JSON allows a comma only between two members; the hub and the device agent refuse the text.")
            .advise("Remove the comma.")
    });
}
