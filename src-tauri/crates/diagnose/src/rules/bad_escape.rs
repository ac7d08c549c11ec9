//! # bad-escape
//!
//! A backslash in a string starts no escape.
//!
//! ## Why
//! In JSON a backslash starts one of `\\ \" \/ \b \f \n \r \t \uXXXX`. Any other makes the hub and
//! the device agent refuse the text. It happens with Windows paths written with single backslashes.
//!
//! ## Do
//! Double the backslash, in the whole path.
//!
//! ```text
//! "folder": "c:\logs"
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "bad-escape",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("bad_escape.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::BadEscape, |m| {
        let from = m.repair.span.start;
        let escape: String = m.doc.text()[from..]
            .chars()
            .take(2)
            .filter(|c| !c.is_control() && *c != '"')
            .collect();
        m.fixable(format!("`{escape}` is no escape"))
            .because("A backslash in JSON starts an escape, and this is none; the hub and the device agent refuse the text.")
            .advise("Double the backslash. Look at the whole path: in `c:\\temp` the `\\t` silently becomes a tab.")
    });
}
