//! # equals-for-colon
//!
//! An equals sign stands between key and value.
//!
//! ## Why
//! JSON wants a colon. `=`, `==` and `=>` come from program text and configuration files. The hub
//! and the device agent refuse it.
//!
//! ## Do
//! Write a colon.
//!
//! ```text
//! "state" = "installed"
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "equals-for-colon",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("equals_for_colon.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::EqualsForColon, |m| {
        m.fixable("an equals sign stands where the colon belongs")
            .because("JSON wants a colon between key and value; the hub and the device agent refuse the text.")
            .advise("Write a colon instead.")
    });
}
