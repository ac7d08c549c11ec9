//! # unquoted-value
//!
//! A text stands as a value without quotes.
//!
//! ## Why
//! Without quotes JSON knows numbers, `true`, `false` and `null` only. The hub and the device agent
//! refuse the text. Versions such as `1.0.0` are the usual case.
//!
//! ## Do
//! Put the value into double quotes.
//!
//! ```text
//! "serviceInterfaceVersion": 1.0.0
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "unquoted-value",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("unquoted_value.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::UnquotedValue, |m| {
        m.fixable("the value stands without quotes")
            .because("Without quotes JSON knows numbers, true, false and null only; the hub and the device agent refuse the text.")
            .advise("Put the value into double quotes.")
    });
}
