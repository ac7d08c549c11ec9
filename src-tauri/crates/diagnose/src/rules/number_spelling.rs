//! # number-spelling
//!
//! A number is spelt in a way JSON does not know.
//!
//! ## Why
//! JSON numbers have no plus sign, no leading zeros, no hexadecimal digits, and a digit on both
//! sides of the point. The hub and the device agent refuse the text.
//!
//! ## Do
//! Write the number as JSON does, or put it into quotes if its spelling matters (`"007"`).
//!
//! ```text
//! { "timeZoneBias": +420, "code": 0x1F }
//! ```

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "number-spelling",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("number_spelling.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::NumberSpelling, |m| {
        m.fixable(format!("`{}` is no JSON number", m.seen()))
            .confidence(Confidence::Likely)
            .because("JSON numbers have no plus sign, no leading zeros, no hexadecimal digits, and digits on both sides of the point.")
            .advise("Write the number as JSON does, or put it into quotes if its spelling matters.")
    });
}
