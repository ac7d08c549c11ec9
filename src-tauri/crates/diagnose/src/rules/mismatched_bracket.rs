//! # mismatched-bracket
//!
//! An object is closed by `]`, or an array by `}`.
//!
//! ## Why
//! The hub and the device agent refuse the text.
//!
//! ## Do
//! Write the bracket that belongs to the opening one.
//!
//! ```text
//! "servers": ["a", "b"}
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "mismatched-bracket",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("mismatched_bracket.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::MismatchedBracket, |m| {
        let message = format!("`{}` closes {}", m.seen(), m.opening());
        let finding = m.fixable(message);
        m.with_other(finding, "opened here")
            .because("An object ends with `}` and an array with `]`; the hub and the device agent refuse the text.")
            .advise("Write the bracket that belongs to the opening one.")
    });
}
