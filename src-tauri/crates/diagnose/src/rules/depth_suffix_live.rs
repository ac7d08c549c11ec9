//! # depth-suffix-live
//!
//! A twin that was read from the hub has a key with the documentation's mark for nesting depth.
//!
//! ## Why
//! Somebody copied a figure of the draft documents together with its depth marks. Every agent looks
//! for exact names: a group `rebootInfo_1` is ignored without a trace.
//!
//! ## Do
//! Rename the key in what writes it, and remove the old one.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::naming::rename;
use crate::rule::{Category, Rule};
use crate::suffixes;
use crate::words::name_of;

pub static RULE: Rule = Rule {
    name: "depth-suffix-live",
    severity: Severity::Error,
    category: Category::Names,
    source: include_str!("depth_suffix_live.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    if !cx.twin().is_live_export() {
        return;
    }
    for (value, suffix) in suffixes::of(cx) {
        let what = if suffixes::depth(cx, value) == Some(1) {
            "group"
        } else {
            "node"
        };
        let message = format!("every agent ignores the {what} `{}`", name_of(value));
        out.push(
            rename(value, suffix.name, message)
                .confidence(Confidence::Likely)
                .because("The mark of the draft documents is not a part of the name, and agents look for exact names.")
                .advise(format!("Rename it to `{}` in what writes it, and remove the old one.", suffix.name)),
        );
    }
}
