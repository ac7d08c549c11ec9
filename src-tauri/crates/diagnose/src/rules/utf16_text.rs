//! # utf16-text
//!
//! The text is UTF-16, not UTF-8.
//!
//! ## Why
//! PowerShell's `>` writes UTF-16. It was converted here; the hub and most tools take UTF-8 only.
//!
//! ## Do
//! Save it as UTF-8, in PowerShell by `| Out-File -Encoding utf8`.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "utf16-text",
    severity: Severity::Warning,
    category: Category::Syntax,
    source: include_str!("utf16_text.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::Utf16Text, |m| {
        m.bare("the text is in UTF-16")
            .evidence("read as UTF-8")
            .because("PowerShell writes UTF-16 when output is redirected to a file; it was converted here, and the hub takes UTF-8 only.")
            .advise("Save the file as UTF-8, in PowerShell by `Out-File -Encoding utf8`.")
    });
}
