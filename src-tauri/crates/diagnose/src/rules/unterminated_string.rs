//! # unterminated-string
//!
//! A string has no closing quote.
//!
//! ## Why
//! It was read up to the end of its line. The hub and the device agent refuse the text.
//!
//! ## Do
//! Put the closing quote where the string was meant to end.
//!
//! ```text
//! "ntpServer": "time.example.net,
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "unterminated-string",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("unterminated_string.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::UnterminatedString, |m| {
        let finding = m.fixable("a string has no closing quote");
        m.with_other(finding, "started here")
            .confidence(m.unless_cut_off())
            .because("It was read up to the end of its line; the hub and the device agent refuse the text.")
            .advise("Put the closing quote where the string was meant to end.")
    });
}
