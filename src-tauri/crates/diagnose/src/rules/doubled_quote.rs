//! # doubled-quote
//!
//! A quote is doubled at the start or the end of a string.
//!
//! ## Why
//! The second quote starts a new string where none may stand. The hub and the device agent refuse
//! the text. Spreadsheets and CSV exports double every quote; by hand it usually happens at the end
//! of a version.
//!
//! ## Do
//! Remove the surplus quote.
//!
//! ```text
//! "outputVersion": "2.0""
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "doubled-quote",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("doubled_quote.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::DoubledQuote, |m| {
        let finding = match m.repair.assumed.as_str() {
            "" => m.fixable("a quote too many ends the string"),
            _ => m.requoted("the quotes around the string are doubled"),
        };
        finding
            .because("The second quote starts a new string where none may stand; the hub and the device agent refuse the text.")
            .advise("Remove the surplus quote. Where every quote is doubled, the text went through CSV: export it as JSON.")
    });
}
