//! # not-a-twin
//!
//! The input is JSON, but no part of a twin was found in it.
//!
//! ## Why
//! A twin has `properties` with `desired` and `reported`, or these two at the top as a device reads
//! them. Nothing of this is here, so nothing was diagnosed but the text itself.
//!
//! ## Do
//! Check that the right file or the whole of it was given. Properties of a section alone are
//! diagnosed when they stand inside `{"properties": {"desired": …}}`.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::shape::Shape;

pub static RULE: Rule = Rule {
    name: "not-a-twin",
    severity: Severity::Warning,
    category: Category::Shape,
    source: include_str!("not_a_twin.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let recognition = &cx.twin().recognition;
    if recognition.shape != Shape::Unknown {
        return;
    }
    let is_text = cx
        .twin()
        .root
        .str()
        .is_some_and(|s| s.trim_start().starts_with('{'));
    let advice = if is_text {
        "There is another text inside this one: read it once more, as with `jq fromjson`."
    } else {
        "Check that the right input was given, and all of it. Properties of a section alone belong inside `{\"properties\": {\"desired\": …}}`."
    };
    out.push(
        Finding::at(
            Place::whole(cx.twin().root),
            format!("this is not a twin: {}", recognition.because),
        )
        .because("Nothing of a twin was found in it, so nothing was diagnosed but the text itself.")
        .advise(advice),
    );
}
