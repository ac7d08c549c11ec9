//! # unquoted-key
//!
//! A key stands without quotes.
//!
//! ## Why
//! JSON wants every key in double quotes; JavaScript does not. The hub and the device agent refuse
//! the text.
//!
//! ## Do
//! Put the key into double quotes.
//!
//! ```text
//! { singleRebootTime: "" }
//! ```

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::repaired::Mended;
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "unquoted-key",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("unquoted_key.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::UnquotedKey, |m| {
        let finding = m.fixable(format!("the key `{}` stands without quotes", m.seen()));
        half_quoted(m, finding)
            .because("JSON wants every key in double quotes; the hub and the device agent refuse the text.")
            .advise("Put the key into double quotes.")
    });
}

/// Where the closing quote is there, it is a part of what the repair replaces.
fn half_quoted(m: Mended<'_>, mut finding: Finding) -> Finding {
    if m.doc.text()[m.repair.span.end..].starts_with('"') {
        finding.place.span.end += 1;
    }
    finding
}
