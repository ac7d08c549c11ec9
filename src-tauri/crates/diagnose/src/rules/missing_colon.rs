//! # missing-colon
//!
//! Key and value stand without a colon between them, or an object stands among members without a
//! name.
//!
//! ## Why
//! JSON wants `"key": value` inside an object. The hub and the device agent refuse the text.
//!
//! ## Do
//! Put a colon after the key. Where the key itself is missing, add it.
//!
//! ```text
//! "__errors" { "rebootInfo": {} }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "missing-colon",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("missing_colon.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::MissingColon, |m| {
        let finding = match (m.repair.assumed.as_str(), m.key_before()) {
            (":", Some(key)) => m.fixable(format!("no colon stands after `{key}`")),
            (":", None) => m.fixable("no colon stands after the key"),
            _ => m
                .bare("a value stands among members without a name")
                .evidence("read as a member with an empty name"),
        };
        finding
            .because("Inside an object JSON wants a key, a colon and a value; the hub and the device agent refuse the text.")
            .advise("Put a colon after the key. Where the key itself is missing, add it.")
    });
}
