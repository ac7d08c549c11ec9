//! # unusual-whitespace
//!
//! White space that JSON does not know stands between values.
//!
//! ## Why
//! JSON knows the blank, the tab and line breaks. No-break spaces and zero-width characters come
//! from web pages, wikis and chats; they cannot be seen, and the hub refuses the text.
//!
//! ## Do
//! Replace them by blanks.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "unusual-whitespace",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("unusual_whitespace.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::UnusualWhitespace, |m| {
        let c = m.doc.text()[m.repair.span.clone()]
            .chars()
            .next()
            .unwrap_or_default();
        m.bare(format!("white space U+{:04X} stands between values", c as u32))
            .evidence("read as a blank")
            .repair(" ")
            .because("JSON knows the blank, the tab and line breaks; others come from web pages and chats, and the hub refuses them.")
            .advise("Replace it by a blank.")
    });
}
