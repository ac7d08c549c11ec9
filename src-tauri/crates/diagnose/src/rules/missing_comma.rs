//! # missing-comma
//!
//! Two members or elements stand one after the other without a comma.
//!
//! ## Why
//! JSON separates members by commas. The hub and the device agent refuse the text. It happens when
//! a member is added at the end of an object by hand.
//!
//! ## Do
//! Put a comma after the first of the two.
//!
//! ```text
//! { "activeHoursStart": 8 "activeHoursEnd": 17 }
//! ```

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "missing-comma",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("missing_comma.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::MissingComma, |m| {
        let message = match m.member_before() {
            Some(key) => format!("no comma stands after `{key}`"),
            None => "no comma stands between two elements".to_owned(),
        };
        // `'it''s'` may be one string or two
        let is_open = m.touches(|next| matches!(next, '\'' | '\u{2019}' | '`'));
        m.fixable(message)
            .confidence(if is_open { Confidence::Possible } else { Confidence::Certain })
            .because("JSON separates members and elements by commas; the hub and the device agent refuse the text.")
            .advise("Put a comma after the first of the two.")
    });
}
