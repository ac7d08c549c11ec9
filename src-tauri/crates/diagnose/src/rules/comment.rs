//! # comment
//!
//! The text has a comment in it.
//!
//! ## Why
//! JSON knows no comments. The device agent's own reader skips them, but IoT Hub refuses the text,
//! and so do most tools on the way.
//!
//! ## Do
//! Remove the comment. To keep a remark with the device, put it into `tags`.
//!
//! ```text
//! "interval": 5 // minutes
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "comment",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("comment.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::Comment, |m| {
        m.fixable("there is a comment in the text")
            .because("JSON knows no comments: the device agent's reader skips them, but IoT Hub refuses the text.")
            .advise("Remove the comment; to keep a remark with the device, put it into tags.")
    });
}
