//! # surplus-bracket
//!
//! A closing bracket closes nothing.
//!
//! ## Why
//! It ends an object or array that was closed already, so that what follows falls out of its
//! section. The hub and the device agent refuse the text. Which of several is the surplus one is
//! read from the indentation.
//!
//! ## Do
//! Remove the bracket.
//!
//! ```text
//! { "desired": {} } }
//! ```

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "surplus-bracket",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("surplus_bracket.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::SurplusBracket, |m| {
        m.fixable("a closing bracket closes nothing")
            .because("The hub and the device agent refuse the text. Which of several brackets is the surplus one is read from the indentation.")
            .advise("Remove the bracket.")
            .confidence(Confidence::Likely)
    });
}
