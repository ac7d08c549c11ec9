//! # manifest-field-type
//!
//! A member of a plug-in's manifest has a type that the agent does not take.
//!
//! ## Why
//! The agent asks for a text, `true` or `false`, a whole number or a list, and refuses the manifest
//! where there is something else: 2007 to 2011 for its members, 1025 for `handlers` and
//! `dependencyList`. The plug-in is left out.
//!
//! ## Do
//! Write the type that is asked for: `true`, not `"true"`.

use crate::agent_files::{NOT_LOADED, handlers, manifest};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::secret::shown;
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "manifest-field-type",
    severity: Severity::Error,
    category: Category::Agent,
    source: include_str!("manifest_field_type.rs"),
    check,
};

/// A member with its type, the words for it, and the error where it is another.
type Field = (&'static str, Kind, &'static str, u32);

const TEXTS_AND_FLAGS: [Field; 3] = [
    ("codeFileName", Kind::String, "a text", 2007),
    ("agentPluginProtocolVersion", Kind::String, "a text, as `\"1.0.0\"`", 2008),
    ("direct", Kind::Boolean, "`true` or `false`", 2009),
];
const OUT_OF_PROC: Field = ("outOfProc", Kind::Boolean, "`true` or `false`", 2010);
const KEEP_ALIVE: Field = ("keepAliveTime", Kind::Number, "a whole number", 2011);
const HANDLERS: Field = ("handlers", Kind::Array, "a list", 1025);
const DEPENDENCIES: Field = ("dependencyList", Kind::Array, "a list of texts", 1025);

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = manifest(cx) else {
        return;
    };
    for field in TEXTS_AND_FLAGS {
        member(root, field, out);
    }
    // what is not asked for is not looked at
    if root.get("direct").and_then(Value::bool) == Some(false) {
        member(root, OUT_OF_PROC, out);
        if root.get("outOfProc").and_then(Value::bool) == Some(true) {
            member(root, KEEP_ALIVE, out);
        }
    }
    member(root, HANDLERS, out);
    let list = root.get("handlers").filter(|v| v.kind() == Kind::Array);
    for element in list.into_iter().flat_map(Value::children) {
        if !element.is_object() && is_told_here(element) {
            out.push(wrong(element, "a handler", "an object with an `id`"));
        }
    }
    for handler in handlers(root) {
        member(handler, DEPENDENCIES, out);
        let list = handler.get("dependencyList");
        let elements = list.filter(|v| v.kind() == Kind::Array).into_iter();
        for element in elements.flat_map(Value::children) {
            if element.kind().is_container() {
                out.push(wrong(element, "a dependency", "the `id` of a handler"));
            }
        }
    }
}

/// Missing members and null are told by `manifest-field-missing`, or mean that there is no list.
fn is_told_here(value: Value<'_>) -> bool {
    !matches!(value.kind(), Kind::Null | Kind::Missing | Kind::Placeholder)
}

fn member(object: Value<'_>, (name, kind, words, code): Field, out: &mut Findings) {
    let written = object.get(name).filter(|v| is_told_here(*v));
    let Some(value) = written.filter(|v| v.kind() != kind) else {
        return;
    };
    let finding = Finding::at(
        Place::value(value),
        format!("`{name}` is {}, and the agent asks for {words} (error {code})", value.kind().with_article()),
    );
    let finding = told(finding, value, words);
    out.push(match meant(kind, value) {
        Some(text) => finding.repair(text),
        None => finding,
    });
}

fn wrong(element: Value<'_>, what: &str, words: &str) -> Finding {
    let finding = Finding::at(
        Place::value(element),
        format!("{what} is {}, and the agent asks for {words}", element.kind().with_article()),
    );
    told(finding, element, words).confidence(Confidence::Likely)
}

fn told(finding: Finding, value: Value<'_>, words: &str) -> Finding {
    finding
        .evidence(shown(value, 60))
        .because(format!("The agent refuses the manifest. {NOT_LOADED}"))
        .advise(format!("Write {words} in its place."))
}

/// Returns the value in the type that is asked for, where that is plain.
fn meant(kind: Kind, value: Value<'_>) -> Option<String> {
    let text = value.str();
    match (kind, value.kind()) {
        (Kind::Boolean, Kind::String) => ["true", "false"]
            .into_iter()
            .find(|word| text.as_ref().is_some_and(|t| t.eq_ignore_ascii_case(word)))
            .map(str::to_owned),
        (Kind::Number, Kind::String) => {
            let number: i32 = text?.parse().ok()?;
            (number >= -1).then(|| number.to_string())
        }
        _ => None,
    }
}
