//! # html-entity
//!
//! Quotes or blanks are written as entities of HTML.
//!
//! ## Why
//! The text was copied from the source of a web page, or escaped once too often on its way. JSON
//! knows no entities: where a quote must stand there is none, and the hub and the device agent refuse
//! the text. It was read as the page would show it. Entities inside a string in plain quotes are
//! text, and stay.
//!
//! ## Do
//! Copy the text from the page as it is shown, not from its source.
//!
//! ```text
//! { &quot;deviceId&quot;: &quot;pump-17&quot; }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "html-entity",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("html_entity.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::HtmlEntity, |m| {
        let finding = match m.repair.assumed.as_str() {
            "" => m.fixable("a blank is written as an entity of HTML"),
            _ => m.requoted("the quotes are written as entities of HTML"),
        };
        finding
            .because("JSON knows no entities; the hub and the device agent refuse the text.")
            .advise("Copy the text as the web page shows it, not from the page's source.")
    });
}
