//! # key-illegal-character
//!
//! A key has a character in it that IoT Hub does not allow.
//!
//! ## Why
//! Keys of a twin may have no control characters, no `.`, `$`, `#` and no blank. A write with such
//! a key is refused as a whole. Older agents used package names with dots as keys, so that such
//! keys can be met in twins that exist; no new write accepts them.
//!
//! ## Do
//! Replace the character, usually by `_`, on both sides: in what writes the twin and in what reads
//! it.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::{name_of, named};
use twin::limits::Remark;
use twin::{Section, Value};

pub static RULE: Rule = Rule {
    name: "key-illegal-character",
    severity: Severity::Error,
    category: Category::Limits,
    source: include_str!("key_illegal_character.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (section, survey) in cx.surveys() {
        let is_stored = section.metadata().is_some();
        for (remark, value) in survey.with(|r| matches!(r, Remark::IllegalKey(_))) {
            let Remark::IllegalKey(c) = remark else {
                continue;
            };
            let severity = match is_stored || is_older_apps(section, value) {
                true => Severity::Warning,
                false => Severity::Error,
            };
            let finding = Finding::at(Place::key(value), format!("the key `{}` has {} in it", name_of(value), named(c)))
                .because("Keys may have no control characters, no `.`, `$`, `#` and no blank; the hub refuses a write with one, as a whole.")
                .advise("Replace the character, usually by `_`, in what writes the twin and in what reads it.");
            out.push_as(severity, finding);
        }
    }
}

/// True for an app of the older agent, whose samples name apps by their package with its dots.
fn is_older_apps(section: Section<'_>, app: Value<'_>) -> bool {
    let apps = section.get("windows").and_then(|windows| windows.get("apps"));
    apps.is_some() && app.parent() == apps
}
