//! # nul-character
//!
//! NUL characters stand outside strings.
//!
//! ## Why
//! They come from a buffer that was written whole, or from a file that was cut by a power failure.
//! They were skipped; JSON readers refuse them.
//!
//! ## Do
//! Remove them; if they replace content, take another copy of the file.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "nul-character",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("nul_character.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::NulCharacter, |m| {
        let number = m.repair.span.len();
        let message = if number == 1 {
            "a NUL character stands here".to_owned()
        } else {
            format!("{number} NUL characters stand here")
        };
        m.bare(message)
            .evidence("read as if they were not there")
            .repair("")
            .because("They come from a buffer that was written whole, or from a file cut by a power failure; JSON readers refuse them.")
            .advise("Remove them; if they stand in the place of content, take another copy of the file.")
    });
}
