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
use crate::finding::{Finding, Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

/// Doubled quotes from which on they are told as one.
const FEWEST: usize = 4;

pub static RULE: Rule = Rule {
    name: "doubled-quote",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("doubled_quote.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    if let Some(number) = all(cx) {
        let first = cx.repairs(RepairKind::DoubledQuote).next();
        if let Some(repair) = first {
            out.push(
            Finding::at(cx.at(repair), "every quote of the text is doubled")
                .evidence(format!("{number} places, each read with one quote"))
                .because("CSV doubles the quotes of a cell; the hub and the device agent refuse the text.")
                .advise("Export it as JSON, or let `twinscope check --fix` take one of each two."),
            );
        }
        return;
    }
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

/// Returns how many doubled quotes there are, where no quote of the twin is not.
fn all(cx: &Context<'_>) -> Option<usize> {
    let number = cx.repairs(RepairKind::DoubledQuote).count();
    let text = || &cx.doc().text()[cx.twin().root.span()];
    (number >= FEWEST && !text().replace("\"\"", "").contains('"')).then_some(number)
}
