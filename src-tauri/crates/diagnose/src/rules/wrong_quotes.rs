//! # wrong-quotes
//!
//! A string stands in single or typographic quotes.
//!
//! ## Why
//! JSON knows the plain double quote only. Single quotes come from Python or JavaScript,
//! typographic ones from word processors, mails and chat. The hub and the device agent refuse the
//! text.
//!
//! ## Do
//! Write plain double quotes.
//!
//! ```text
//! { 'singleRebootTime': '' }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "wrong-quotes",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("wrong_quotes.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::WrongQuotes, |m| {
        m.requoted(format!("{} is not in plain double quotes", m.seen()))
            .because("JSON knows the plain double quote only; the hub and the device agent refuse the text.")
            .advise("Write plain double quotes. Where a word processor or a chat changed them, copy from the source instead.")
    });
}
