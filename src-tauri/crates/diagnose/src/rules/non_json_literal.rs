//! # non-json-literal
//!
//! A literal of another language stands as a value.
//!
//! ## Why
//! JSON knows `true`, `false` and `null`, in lower case. `True` and `None` are Python, `undefined`
//! is JavaScript, `NaN` and `Infinity` are no JSON numbers. The hub and the device agent refuse the
//! text.
//!
//! ## Do
//! Write the JSON literal. Where a number was meant, give one: a twin cannot hold `NaN`.
//!
//! ```text
//! { "dynamicDaylightTimeDisabled": False }
//! ```

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "non-json-literal",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("non_json_literal.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::NonJsonLiteral, |m| {
        let seen = m.seen();
        let message = format!("`{seen}` is no JSON literal");
        let is_plain = ["true", "false", "null", "none", "nil"]
            .iter()
            .any(|w| seen.eq_ignore_ascii_case(w));
        let finding = if is_plain {
            m.fixable(message)
        } else {
            m.told(message).confidence(Confidence::Possible)
        };
        finding
            .because("JSON knows true, false and null, in lower case; the hub and the device agent refuse the text.")
            .advise("Write the JSON literal; null deletes a property in a patch, and NaN or Infinity need a number or a text.")
    });
}
