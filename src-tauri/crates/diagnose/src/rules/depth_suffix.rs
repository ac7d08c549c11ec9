//! # depth-suffix
//!
//! A key ends in the documentation's mark for nesting depth.
//!
//! ## Why
//! In the draft documents `__deviceSchemas_1` or `rebootInfo_2` tell how deep a key stands; the
//! figure is not a part of the name. The key is read without it here. No device and no service does
//! that.
//!
//! ## Do
//! Leave the mark out before the document is used.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::naming::rename;
use crate::rule::{Category, Rule};
use crate::suffixes;
use crate::words::name_of;

pub static RULE: Rule = Rule {
    name: "depth-suffix",
    severity: Severity::Info,
    category: Category::Names,
    source: include_str!("depth_suffix.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (value, suffix) in suffixes::of(cx).filter(|(_, s)| s.fits && !cx.twin().is_live_export()) {
        let message = format!(
            "`{}` is read as `{}`: `_{}` marks its depth",
            name_of(value),
            suffix.name,
            suffix.depth
        );
        out.push(
            rename(value, suffix.name, message)
                .confidence(Confidence::Likely)
                .because("The draft documents mark nesting depth in this way; no device and no service takes the mark off.")
                .advise(format!("Write `{}` before the document is used.", suffix.name)),
        );
    }
}
