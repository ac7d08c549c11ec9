//! # more-repairs
//!
//! The text has more faults than are kept.
//!
//! ## Why
//! Of one document the first two thousand repairs are kept and told; the rest was repaired all the
//! same, and only counted. A text with so many faults is usually not what it was taken for.
//!
//! ## Do
//! Mend the first faults, which usually have one cause, and look again.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "more-repairs",
    severity: Severity::Info,
    category: Category::Syntax,
    source: include_str!("more_repairs.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let further = cx.doc().repairs_not_kept();
    let Some(first) = cx.doc().repairs().first() else {
        return;
    };
    // several twins may share the document: the one with the first repair tells
    if further == 0 || !cx.repairs(first.kind).any(|r| std::ptr::eq(r, first)) {
        return;
    }
    out.push(
        Finding::at(cx.at(first), format!("{further} more faults of the text are not listed"))
            .because("Of one document the first two thousand repairs are kept; the rest was repaired, too, and only counted.")
            .advise("Mend the first faults, which usually have one cause, and look again."),
    );
}
