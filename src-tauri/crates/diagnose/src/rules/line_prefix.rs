//! # line-prefix
//!
//! Every line starts with its number, or with the quote mark of a mail.
//!
//! ## Why
//! The text was copied from a listing, an editor or an answered mail, and what those put before the
//! lines was pasted along. It was read as if blanks stood there; a service would refuse it.
//!
//! ## Do
//! Copy the document alone, from where it came from.
//!
//! ```text
//! > {
//! >   "deviceId": "pump-17"
//! > }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "line-prefix",
    severity: Severity::Warning,
    category: Category::Syntax,
    source: include_str!("line_prefix.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::LinePrefix, |m| {
        let message = if m.seen().starts_with('>') {
            "the lines start with the quote mark of a mail"
        } else {
            "the lines start with their numbers"
        };
        m.with_other(m.told(message), "the last one")
            .because("It belongs to the mail, the listing or the editor the text was copied from, and was read as if blanks stood there.")
            .advise("Copy the document alone before it is sent to a service.")
    });
}
