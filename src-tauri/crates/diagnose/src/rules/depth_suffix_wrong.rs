//! # depth-suffix-wrong
//!
//! A key ends in a mark for nesting depth that does not fit the depth.
//!
//! ## Why
//! The draft documents mark keys with the depth they stand at. This mark tells another depth:
//! either a level is missing around the key, or the mark was copied along with it. The key is read
//! without it here; no device and no service does that.
//!
//! ## Do
//! Check whether a level is missing, and leave the mark out.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::naming::rename;
use crate::rule::{Category, Rule};
use crate::suffixes;
use crate::words::name_of;

pub static RULE: Rule = Rule {
    name: "depth-suffix-wrong",
    severity: Severity::Warning,
    category: Category::Names,
    source: include_str!("depth_suffix_wrong.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (value, suffix) in suffixes::of(cx).filter(|(_, s)| !s.fits && !cx.twin().is_live_export())
    {
        let depth = suffixes::depth(cx, value).unwrap_or_default();
        let message = format!(
            "`{}` stands at depth {depth}, not {}",
            name_of(value),
            suffix.depth
        );
        out.push(
            rename(value, suffix.name, message)
                .confidence(Confidence::Likely)
                .because("The mark of the draft documents tells another depth: a level is missing, or the mark was copied along.")
                .advise(format!("Check whether a level is missing around it, and write `{}`.", suffix.name)),
        );
    }
}
