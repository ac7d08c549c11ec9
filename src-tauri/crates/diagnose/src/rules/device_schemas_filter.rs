//! # device-schemas-filter
//!
//! A filter of `__deviceSchemas` is refused, or lets nothing through.
//!
//! ## Why
//! `reporting` has three filters: `groups`, `types` and `tags`, each one text with semicolons. `all` must
//! stand alone in `groups` and `types`, or the agent refuses the change with code 1001. A name that no
//! handler has finds nothing, and then the device describes less than was meant, or nothing at all.
//!
//! ## Do
//! Write `all`, or the names of the handlers. Leave `tags` empty where they do not matter.
//!
//! ```json
//! { "reporting": { "groups": "rebootInfo;timeInfo", "types": "all", "tags": "" } }
//! ```

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Side;
use crate::wanted::all;
use groups::{Direction, names};
use std::borrow::Cow;
use twin::Value;

pub static RULE: Rule = Rule {
    name: "device-schemas-filter",
    severity: Severity::Error,
    category: Category::Schema,
    source: include_str!("device_schemas_filter.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        let filter = broken.violation.at;
        let message = format!("`all` stands beside other names in `{}`", filter.raw_key());
        let finding = broken
            .finding(Place::value(filter), message)
            .because("`all` must stand alone; the agent refuses the change with code 1001.")
            .advise("Write `\"all\"`, or the names without it.");
        out.push_as(broken.severity(), finding);
    }
    let Some(side) = cx.side("__deviceSchemas", Direction::Desired) else {
        return;
    };
    let Some(reporting) = side.node.get("reporting") else {
        return;
    };
    let told: [(&str, Known<'_>); 3] = [
        ("groups", &|name| is_handler(cx, name)),
        ("types", &|name| matches!(name, "all" | "raw") || is_described(cx, "type", name)),
        ("tags", &|name| name == "dm" || is_described(cx, "tags", name)),
    ];
    for (filter, knows) in told {
        let Some(value) = reporting.get(filter) else { continue };
        if let Some((severity, finding)) = unknown(&side, value, knows) {
            out.push_as(severity, finding);
        }
    }
}

/// Names and entries looked at: more than a twin can hold.
const LOOKED_AT: usize = 1_000;

/// Tells names that something has from others.
type Known<'k> = &'k dyn Fn(&str) -> bool;

fn unknown(
    side: &Side<'_>,
    filter: Value<'_>,
    knows: Known<'_>,
) -> Option<(Severity, Finding)> {
    let text = filter.str()?;
    let given = || text.split(';').filter(|name| !name.is_empty()).take(LOOKED_AT);
    let strange: Vec<_> = given()
        .filter(|name| !name.starts_with('<') && !knows(name))
        .map(str::to_owned)
        .collect();
    if strange.is_empty() {
        return None;
    }
    let key = filter.raw_key();
    let none_left = strange.len() == given().count();
    let reason = match (key, none_left) {
        ("groups", false) => "No handler of this name is known; it is left out of what the device describes.",
        ("tags", false) => "No handler with this tag is known; the other tags still count.",
        (_, false) => "No handler of this type is known; the other types still count.",
        (_, true) => "Nothing known passes this filter, so that the device would describe nothing.",
    };
    let advice = match key {
        "groups" => "Write `all`, `configured`, or names as the handlers have them.",
        "types" => "Write `all`; `raw` is the only type that a published agent has.",
        _ => "Write an empty text, unless handlers of your own have this tag.",
    };
    let finding = side
        .finding(Place::value(filter), format!("`{key}` names {}, which no known handler has", all(&strange)))
        .confidence(Confidence::Possible)
        .because(reason)
        .advise(advice);
    // handlers of somebody may have names and tags of their own
    let severity = if none_left { Severity::Warning } else { Severity::Info };
    Some((severity, finding))
}

/// True for a handler of the published agents, or of this device.
fn is_handler(cx: &Context<'_>, name: &str) -> bool {
    matches!(name, "all" | "configured")
        || names::is_known(name) && !names::is_draft_only(name)
        || cx.groups().get(name).is_some_and(|group| group.reported.is_some() || group.schema_entry.is_some())
}

/// True where the device describes a handler with this type or tag.
fn is_described(cx: &Context<'_>, key: &str, wanted: &str) -> bool {
    let entries = cx.groups().device_schemas.into_iter().flat_map(Value::children);
    let texts = entries.take(LOOKED_AT).filter_map(|entry| entry.get(key)?.str());
    texts.into_iter().any(|text: Cow<'_, str>| text.split(';').any(|part| part == wanted))
}
