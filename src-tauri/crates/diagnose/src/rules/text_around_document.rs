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
use crate::repaired::{Mended, each};
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
        let mut finding = m.fixable(format!("{bytes} bytes of other text were skipped"));
        if is_between_lines(m) && finding.repair.is_some() {
            finding.repair = Some("\n".to_owned());
        }
        finding
            .because("It belongs to no document: a prompt, a log line, a sentence or a code fence that was pasted along.")
            .advise("Copy the document alone before it is sent to a service.")
    });
}

/// True for text between documents that stand on lines of their own, and are to stay there.
fn is_between_lines(m: Mended<'_>) -> bool {
    let (text, span) = (m.doc.text(), m.repair.span.clone());
    let is_text = |text: &str| !text.trim().is_empty();
    text[span.clone()].contains('\n') && is_text(&text[..span.start]) && is_text(&text[span.end..])
}
