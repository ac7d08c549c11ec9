//! # missing-value
//!
//! A key has no value.
//!
//! ## Why
//! The value was deleted or never written. It is treated as not given; the hub and the device agent
//! refuse the text.
//!
//! ## Do
//! Write the value, or remove the key.
//!
//! ```text
//! { "maxInputVersion": , "outputVersion": "2.0" }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "missing-value",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("missing_value.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::MissingValue, |m| {
        let message = match m.key_before() {
            Some(key) => format!("`{key}` has no value"),
            None => "a value is missing".to_owned(),
        };
        m.told(message)
            .because(
                "JSON wants a value after every key; the hub and the device agent refuse the text.",
            )
            .advise("Write the value, or remove the key.")
    });
}
