//! # surplus-colon
//!
//! A colon too many stands before a value.
//!
//! ## Why
//! JSON wants exactly one colon between key and value. The hub and the device agent refuse the
//! text.
//!
//! ## Do
//! Remove the colon.
//!
//! ```text
//! "launchAfterInstall": : true
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "surplus-colon",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("surplus_colon.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::SurplusColon, |m| {
        m.fixable("a colon too many stands before the value")
            .because("JSON wants exactly one colon between key and value; the hub and the device agent refuse the text.")
            .advise("Remove the colon.")
    });
}
