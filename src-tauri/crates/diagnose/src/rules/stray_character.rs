//! # stray-character
//!
//! A character or word means nothing where it stands.
//!
//! ## Why
//! It was skipped. The hub and the device agent refuse the text.
//!
//! ## Do
//! Remove it, or complete what it is the rest of.
//!
//! ```text
//! { "interval": 5 @ }
//! ```

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "stray-character",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("stray_character.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::StrayCharacter, |m| {
        // a sign is a slip, a word may be what is left of something
        let is_word = m.seen().contains(char::is_alphanumeric);
        let sure = if is_word { Confidence::Possible } else { Confidence::Likely };
        m.fixable(format!("`{}` means nothing here", m.seen()))
            .confidence(sure)
            .because("It is neither key nor value nor separator; the hub and the device agent refuse the text.")
            .advise("Remove it, or complete what it is the rest of.")
    });
}
