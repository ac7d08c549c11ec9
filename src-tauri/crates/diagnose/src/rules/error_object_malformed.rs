//! # error-object-malformed
//!
//! An error in `__errors` is not put together as errors are.
//!
//! ## Why
//! Each member of `__errors` is named for an operation and is an object with `subsystem`, `context` and
//! `message` as text and `code` as a whole number of 32 bits. Queries by code miss anything else, and a
//! member of another name; what is near no name is told for information.
//!
//! ## Do
//! If a program of yours reports the group, let it write all four.
//!
//! ```json
//! { "subsystem": "DeviceAgent", "context": "level", "code": 1001, "message": "Property not found", "parameters": {} }
//! ```

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::errors;
use crate::naming::rename;
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::{meant, name_of};
use groups::Dialect;
use groups::names::without_suffix;
use twin::secret::{cut, shown};
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "error-object-malformed",
    severity: Severity::Warning,
    category: Category::Status,
    source: include_str!("error_object_malformed.rs"),
    check,
};

const FIELDS: &[&str] = &["subsystem", "context", "code", "message", "parameters"];

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed() {
        // null takes the node away
        let is_malformed = |e: &Value<'_>| !e.is_object() && e.kind() != Kind::Null;
        if let Some(map) = group.errors().filter(is_malformed) {
            let message = format!(
                "__errors of {} is {}, not an object",
                group.name,
                map.kind().with_article()
            );
            out.push(told(map, message).evidence(shown(map, 60)));
        }
        for error in errors(group) {
            let faults = faults(error, group.dialect == Dialect::Draft);
            if !faults.is_empty() {
                let operation = cut(&error.key().unwrap_or_default(), 40);
                let message = format!(
                    "the error of {} at {operation}: {}",
                    group.name,
                    faults.join(", ")
                );
                out.push(told(error, message));
            }
            strange(error, &group.name, out);
        }
    }
}

/// Tells the members that no error has.
fn strange(error: Value<'_>, group: &str, out: &mut Findings) {
    let members = error.children().filter(|_| error.is_object());
    let is_known = |m: &Value<'_>| FIELDS.contains(&without_suffix(m.raw_key()));
    for member in members.filter(|m| !is_known(m) && !m.raw_key().is_empty()) {
        let name = name_of(member);
        let finding = match near(error, member) {
            Some(near) => {
                let message = format!("`{name}` in an error of {group} is written `{near}`");
                let finding = rename(member, near, message).advise(format!("Rename it to `{near}`."));
                (Severity::Warning, finding)
            }
            None => {
                let message = format!("no agent writes `{name}` in an error of {group}");
                let finding = Finding::at(Place::key(member), message);
                (Severity::Info, finding.advise("Find out which program reports it, if that matters."))
            }
        };
        let (severity, finding) = finding;
        let reason = "An error has `subsystem`, `context`, `code`, `message` and `parameters`; who reads it looks for these names.";
        out.push_as(severity, finding.confidence(Confidence::Likely).because(reason));
    }
}

/// Returns the member that another was meant to be, where that is not there.
fn near(error: Value<'_>, member: Value<'_>) -> Option<&'static str> {
    let near = meant(&member.key()?, FIELDS)?;
    error.get(near).is_none().then_some(near)
}

/// True where a member is there under a name that is nearly its own, which is told by itself.
fn is_misspelt(error: Value<'_>, field: &str) -> bool {
    error.children().any(|m| near(error, m) == Some(field))
}

fn told(at: Value<'_>, message: String) -> Finding {
    Finding::at(Place::key(at), message)
        .because("An error is an object with `subsystem`, `context` and `message` as text and `code` as a whole number of 32 bits; queries by code miss anything else.")
        .advise("Let the program that reports the group write all four.")
}

fn faults(error: Value<'_>, is_draft: bool) -> Vec<String> {
    if !error.is_object() {
        return vec![format!(
            "it is {}, not an object",
            error.kind().with_article()
        )];
    }
    let mut faults = Vec::new();
    for field in ["subsystem", "context", "message"] {
        match error.get(field).map(Value::kind) {
            Some(Kind::String | Kind::Placeholder) => {}
            None if is_draft && field == "message" => {}
            None if is_misspelt(error, field) => {}
            None => faults.push(format!("{field} is missing")),
            Some(kind) => faults.push(format!("{field} is {}", kind.with_article())),
        }
    }
    match error.get("code") {
        None if is_misspelt(error, "code") => {}
        None => faults.push("code is missing".to_owned()),
        Some(code) if code.kind() == Kind::Placeholder => {}
        Some(code)
            if code
                .integer()
                .is_some_and(|n| i32::try_from(n).is_ok() || u32::try_from(n).is_ok()) => {}
        Some(code) => faults.push(format!("code is {}", shown(code, 20))),
    }
    faults.extend(error.get("parameters").and_then(|p| parameters(p, is_draft)));
    faults
}

/// Says what is wrong with the values for the message: texts by name, which the draft shows plainer, too.
fn parameters(parameters: Value<'_>, is_draft: bool) -> Option<String> {
    if !parameters.is_object() {
        return Some(format!("parameters is {}", parameters.kind().with_article()));
    }
    let fits = |value: &Value<'_>| match value.kind() {
        Kind::Object | Kind::Array => false,
        Kind::Number | Kind::Boolean => is_draft,
        _ => true,
    };
    let odd = parameters.children().find(|value| !fits(value))?;
    Some(format!("the parameter `{}` is {}", name_of(odd), odd.kind().with_article()))
}
