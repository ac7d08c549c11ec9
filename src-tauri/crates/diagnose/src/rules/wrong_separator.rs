//! # wrong-separator
//!
//! A semicolon stands where a comma belongs.
//!
//! ## Why
//! JSON separates members by commas only. The hub and the device agent refuse the text.
//!
//! ## Do
//! Write a comma.
//!
//! ```text
//! { "activeHoursStart": 8; "activeHoursEnd": 17 }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "wrong-separator",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("wrong_separator.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::WrongSeparator, |m| {
        m.fixable("a semicolon stands where a comma belongs")
            .because("JSON separates members by commas only; the hub and the device agent refuse the text.")
            .advise("Write a comma instead.")
    });
}
