//! # escaped-text
//!
//! The document is written as it stands in a string: every quote has a backslash before it.
//!
//! ## Why
//! Logs, cells of tables and other JSON documents carry a document as text, with its quotes escaped.
//! It was read without these escapes; a service refuses it as it is. Lines and columns are those of
//! the text without them.
//!
//! ## Do
//! Read the text once more before it is sent on, as with `jq fromjson`.
//!
//! ```text
//! {\"deviceId\":\"pump-17\",\"tags\":{}}
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "escaped-text",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("escaped_text.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::EscapedText, |m| {
        m.bare("the document stands in a string, with its quotes escaped")
            .evidence("read without the escapes")
            .because("Logs and cells of tables write a document so; the hub refuses it as it is. Lines and columns are those of the text without the escapes.")
            .advise("Read the text once more before it is sent on, as with `jq fromjson`.")
    });
}
