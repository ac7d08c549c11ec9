//! # lone-surrogate
//!
//! A string has half of a surrogate pair in it.
//!
//! ## Why
//! Characters beyond U+FFFF are written as two `\uXXXX` in JSON. One half alone is no character:
//! readers replace it or refuse the text. It comes from a string that was cut by length.
//!
//! ## Do
//! Write the whole character, or remove the half.
//!
//! ```text
//! "name": "\ud83d"
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "lone-surrogate",
    severity: Severity::Warning,
    category: Category::Syntax,
    source: include_str!("lone_surrogate.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::LoneSurrogate, |m| {
        m.told("half a surrogate pair is no character")
            .because("Readers replace it by U+FFFD or refuse the text; the string was probably cut by length.")
            .advise("Write the whole character, or remove the half.")
    });
}
