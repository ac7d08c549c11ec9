//! # schema-entry-malformed
//!
//! An entry of `__deviceSchemas` in reported is no object, its `type` or `tags` is no text, or it or an
//! entry of `__portalSchemas` has a member that nobody reads.
//!
//! ## Why
//! The agent describes each of its handlers by an object with `type` and `tags` as texts; several tags are
//! one text with semicolons. Whoever looks for devices by a tag, or filters by type, does not find what is
//! written otherwise. A version under a name that is nearly right counts as missing; what is near no name is
//! told for information.
//!
//! ## Do
//! Let the program that reports the descriptions write an object with two texts.
//!
//! ```json
//! { "rebootInfo": { "type": "raw", "tags": "dm;pumps", "interfaceVersion": "1.0.0" } }
//! ```

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::naming::rename;
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::{meant, name_of};
use groups::names::without_suffix;
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "schema-entry-malformed",
    severity: Severity::Warning,
    category: Category::Versions,
    source: include_str!("schema_entry_malformed.rs"),
    check,
};

const PORTAL: &[&str] = &["maxInputVersion", "outputVersion"];
const DEVICE: &[&str] = &[
    "type",
    "tags",
    "interfaceVersion",
    "maxInputVersion",
    "outputVersion",
];

fn check(cx: &Context<'_>, out: &mut Findings) {
    let groups = cx.groups();
    for entry in entries(groups.portal_schemas).filter(|e| !is_node(*e)) {
        strange(entry, PORTAL, "__portalSchemas", out);
    }
    for entry in entries(groups.device_schemas).filter(|e| !is_node(*e) && is_written(*e)) {
        if !entry.is_object() {
            out.push(told(entry, "an object"));
            continue;
        }
        let texts = ["type", "tags"].into_iter().filter_map(|name| entry.get(name));
        for value in texts.filter(|v| v.kind() != Kind::String && is_written(*v)) {
            out.push(told(value, "text"));
        }
        strange(entry, DEVICE, "__deviceSchemas", out);
    }
}

fn entries<'d>(schemas: Option<Value<'d>>) -> impl Iterator<Item = Value<'d>> + use<'d> {
    let schemas = schemas.filter(|s| s.is_object());
    schemas.into_iter().flat_map(Value::children)
}

/// Tells the members of an entry that are none.
fn strange(entry: Value<'_>, known: &[&'static str], of: &str, out: &mut Findings) {
    let members = entry.children().filter(|m| entry.is_object() && is_written(*m));
    for member in members.filter(|m| !known.contains(&m.raw_key()) && !m.raw_key().is_empty()) {
        let name = name_of(member);
        let near = meant(&member.key().unwrap_or_default(), known)
            .filter(|near| entry.get(near).is_none());
        let (severity, finding) = match near {
            Some(near) => (
                Severity::Warning,
                rename(member, near, format!("`{name}` in {of} is written `{near}`"))
                    .advise(format!("Rename it to `{near}`.")),
            ),
            None => (
                Severity::Info,
                Finding::at(Place::key(member), format!("nobody reads `{name}` in {of}"))
                    .advise("Check the name; find out which program writes it, if that matters."),
            ),
        };
        let finding = finding
            .confidence(Confidence::Likely)
            .because("Who reads the entry looks for exact names; under another one a version counts as missing.")
            .group(of);
        out.push_as(severity, finding);
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
