//! # unescaped-quote
//!
//! Quotes stand inside a string without a backslash before them.
//!
//! ## Why
//! The first of them ends the string, and what follows belongs to nothing. The hub and the device
//! agent refuse the text. It happens when a name or a sentence is typed into JSON by hand, or put
//! together by a script that does not escape.
//!
//! ## Do
//! Write a backslash before every quote that belongs to the text.
//!
//! ```text
//! "alias": "the "old" pump"
//! ```

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "unescaped-quote",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("unescaped_quote.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::UnescapedQuote, |m| {
        m.requoted("a quote inside the string is not escaped")
            .because("It ends the string in the middle of the text; the hub and the device agent refuse what follows.")
            .advise("Write a backslash before every quote that belongs to the text: `\\\"`.")
            .confidence(Confidence::Likely)
    });
}
