//! # unclosed-bracket
//!
//! An opening bracket has no closing one.
//!
//! ## Why
//! Everything after the place where it should close is taken for a part of it, or the text ends too
//! early. The hub and the device agent refuse it. Where the bracket was meant to close is told by
//! the indentation, which is a guess.
//!
//! ## Do
//! Close the bracket at the place shown, or paste the rest of the text if it was cut off.
//!
//! ```text
//! { "desired": { "rebootInfo": { "singleRebootTime": "" } }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "unclosed-bracket",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("unclosed_bracket.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::UnclosedBracket, |m| {
        let message = format!("{} is never closed", m.opening());
        let alone = cx
            .repairs(m.repair.kind)
            .filter(|r| r.span == m.repair.span)
            .take(2)
            .count()
            == 1;
        let finding = if alone {
            m.fixable(message)
        } else {
            m.told(message)
        };
        m.with_other(finding, "opened here")
            .confidence(m.unless_cut_off())
            .because("The hub and the device agent refuse the text. Where it was meant to close is read from the indentation.")
            .advise("Close it here, or paste the rest of the text if it was cut off.")
    });
}
