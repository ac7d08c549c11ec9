//! # surplus-comma
//!
//! A comma stands where no member or element came before it.
//!
//! ## Why
//! JSON allows one comma between two members and nowhere else. The hub and the device agent refuse
//! the text.
//!
//! ## Do
//! Remove the comma.
//!
//! ```text
//! { "singleRebootTime": "",, "dailyRebootTime": "" }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "surplus-comma",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("surplus_comma.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::SurplusComma, |m| {
        m.fixable("a comma stands with nothing before it")
            .because("JSON allows one comma between two members; the hub and the device agent refuse the text.")
            .advise("Remove the comma, or put back the member that was deleted before it.")
    });
}
