//! # raw-control-character
//!
//! A string has a control character in it that is not escaped.
//!
//! ## Why
//! Line breaks, tabs and other control characters must be written as `\n`, `\t` or `\u001b` in
//! JSON. The hub refuses the text. Line breaks come from a terminal or a mail that wrapped a long
//! line.
//!
//! ## Do
//! Write the escape, or remove the character if it came from wrapping.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::Mended;
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "raw-control-character",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("raw_control_character.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::RawControlCharacter, |m| {
        let (name, escape) = escaped(m);
        m.bare(format!("{name} stands in a string without an escape"))
            .evidence(format!("read as `{escape}`"))
            .repair(escape)
            .because("Control characters in a JSON string must be escaped; the hub refuses the text.")
            .advise("Write the escape, or remove the character if a terminal or a mail wrapped the line there.")
    });
}

/// Returns the name of the character and its escape.
fn escaped(m: Mended<'_>) -> (String, String) {
    let c = m.doc.text()[m.repair.span.clone()]
        .chars()
        .next()
        .unwrap_or_default();
    let name = match c {
        '\n' => "a line break".to_owned(),
        '\r' => "a carriage return".to_owned(),
        '\t' => "a tab".to_owned(),
        '\0' => "a NUL".to_owned(),
        c => format!("U+{:04X}", c as u32),
    };
    (
        name,
        twin::escape::quote(c.encode_utf8(&mut [0; 4]))
            .trim_matches('"')
            .to_owned(),
    )
}
