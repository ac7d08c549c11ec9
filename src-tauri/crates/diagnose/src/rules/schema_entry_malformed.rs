//! # schema-entry-malformed
//!
//! An entry of `__deviceSchemas` in reported is no object, or its `type` or `tags` is no text.
//!
//! ## Why
//! The agent describes each of its handlers by an object with `type` and `tags` as texts; several tags are
//! one text with semicolons. Whoever looks for devices by a tag, or filters by type, does not find what is
//! written otherwise.
//!
//! ## Do
//! Let the program that reports the descriptions write an object with two texts.
//!
//! ```json
//! { "rebootInfo": { "type": "raw", "tags": "dm;pumps", "interfaceVersion": "1.0.0" } }
//! ```

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::name_of;
use groups::names::without_suffix;
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "schema-entry-malformed",
    severity: Severity::Warning,
    category: Category::Versions,
    source: include_str!("schema_entry_malformed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let schemas = cx.groups().device_schemas.filter(|s| s.is_object());
    let entries = schemas.into_iter().flat_map(Value::children);
    for entry in entries.filter(|e| !is_node(*e) && is_written(*e)) {
        if !entry.is_object() {
            out.push(told(entry, "an object"));
            continue;
        }
        let texts = ["type", "tags"].into_iter().filter_map(|name| entry.get(name));
        for value in texts.filter(|v| v.kind() != Kind::String && is_written(*v)) {
            out.push(told(value, "text"));
        }
    }
}

/// True for the nodes beside the entries.
fn is_node(member: Value<'_>) -> bool {
    let name = without_suffix(member.raw_key());
    matches!(name, "__meta" | "__errors" | "reporting") || name.starts_with('$')
}

/// False for what deletes, what a gap in the text left, and a placeholder.
fn is_written(value: Value<'_>) -> bool {
    !matches!(value.kind(), Kind::Null | Kind::Missing | Kind::Placeholder)
}

fn told(value: Value<'_>, wanted: &str) -> Finding {
    let message = format!("`{}` in __deviceSchemas is {}, not {wanted}", name_of(value), value.kind().with_article());
    Finding::at(Place::value(value), message)
        .confidence(Confidence::Likely)
        .because("Agents describe a handler by an object with `type` and `tags` as texts; queries and filters find nothing else.")
        .advise(format!("Let the program that reports it write {wanted}."))
        .group("__deviceSchemas")
}
