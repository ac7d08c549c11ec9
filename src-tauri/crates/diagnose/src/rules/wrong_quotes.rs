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
use crate::finding::{Confidence, Findings, Severity};
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

/// Quotes beside which a string may go on: `'it''s'`.
const QUOTES: [char; 5] = ['\'', '"', '`', '\u{2018}', '\u{2019}'];

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::WrongQuotes, |m| {
        let is_open = m.touches(|next| next.is_alphanumeric() || QUOTES.contains(&next));
        m.requoted(format!("{} is not in plain double quotes", m.seen()))
            .confidence(if is_open { Confidence::Possible } else { Confidence::Certain })
            .because("JSON knows the plain double quote only; the hub and the device agent refuse the text.")
            .advise("Write plain double quotes. Where a word processor or a chat changed them, copy from the source instead.")
    });
}
