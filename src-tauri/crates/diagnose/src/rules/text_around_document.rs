//! # text-around-document
//!
//! Other text stands before or after the document.
//!
//! ## Why
//! It was pasted along: a prompt, a log line, a sentence, a code fence. It was skipped; a service
//! would refuse it.
//!
//! ## Do
//! Copy the document alone.
//!
//! ```text
//! $ az iot hub device-twin show -d pump-17
//! { "deviceId": "pump-17" }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "text-around-document",
    severity: Severity::Warning,
    category: Category::Syntax,
    source: include_str!("text_around_document.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::TextAroundDocument, |m| {
        let bytes = m.repair.span.len();
        m.fixable(format!("{bytes} bytes of other text were skipped"))
            .because("It belongs to no document: a prompt, a log line, a sentence or a code fence that was pasted along.")
            .advise("Copy the document alone before it is sent to a service.")
    });
}
