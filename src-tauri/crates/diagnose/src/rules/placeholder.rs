//! # placeholder
//!
//! A placeholder of the documentation stands where a value belongs.
//!
//! ## Why
//! `<time>`, `true|false` and `...` in samples stand for what you are to write. Without quotes they
//! are no JSON at all; the hub and the device agent refuse the text.
//!
//! ## Do
//! Write a value. Of alternatives such as `true|false` choose one.
//!
//! ```text
//! { "launchAfterInstall": true|false, "singleRebootTime": <time>, ... }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use crate::words::alternatives;
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "placeholder",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("placeholder.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::Placeholder, |m| {
        let seen = m.seen();
        let advice = match alternatives(&seen) {
            Some(list) => format!("Choose one: {list}."),
            None if m.repair.assumed.is_empty() => {
                "Remove it, or write the members it stands for.".to_owned()
            }
            None => "Write a value in its place.".to_owned(),
        };
        m.told(format!("`{seen}` is a placeholder of the documentation"))
            .because("It stands for what you are to write; without quotes it is no JSON, and hub and agent refuse the text.")
            .advise(advice)
    });
}
