//! # comment
//!
//! The text has a comment in it.
//!
//! ## Why
//! JSON knows no comments. The device agent's own reader skips them, but IoT Hub refuses the text,
//! and so do most tools on the way.
//!
//! ## Do
//! Remove the comment. To keep a remark with the device, put it into `tags`. In the agent's own files
//! comments are fine and not told: no hub reads them. Only `#` starts none there.
//!
//! ```text
//! "interval": 5 // minutes
//! ```

use crate::KEPT_PER_RULE;
use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
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
    if cx.twin().recognition.shape.is_agent_file() {
        let of_shell = cx.repairs(RepairKind::Comment).filter(|r| cx.quoted(r).starts_with('#'));
        for repair in of_shell.take(KEPT_PER_RULE) {
            out.push(
                Finding::at(cx.at(repair), "there is a comment in the text that starts with `#`")
                    .evidence(cx.quoted(repair))
                    .because("The agent's reader knows comments that start with `//` or stand between `/*` and `*/`, and no others.")
                    .advise("Write `//` in its place, or remove the comment."),
            );
        }
        return;
    }
    each(cx, out, RepairKind::Comment, |m| {
        m.fixable("there is a comment in the text")
            .because("JSON knows no comments: the device agent's reader skips them, but IoT Hub refuses the text.")
            .advise("Remove the comment; to keep a remark with the device, put it into tags.")
    });
}
