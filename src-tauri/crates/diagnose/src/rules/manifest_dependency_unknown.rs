//! # manifest-dependency-unknown
//!
//! A handler depends on one that neither this manifest nor the agent has.
//!
//! ## Why
//! The agent puts the handlers of all plug-ins into one order, each after those it depends on. One
//! that waits for a handler that does not exist breaks the order of all of them (error 1028): every
//! group of the device is reported as failed, without `__errors`.
//!
//! ## Do
//! Correct the name, or remove the dependency. Where the handler comes with another plug-in of your
//! own, make sure that this one is on every device with the manifest.

use crate::agent_files::{HANDLERS, NO_ORDER, each, handlers, manifest};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::meant;
use std::collections::HashSet;
use twin::secret::shown;
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "manifest-dependency-unknown",
    severity: Severity::Warning,
    category: Category::Agent,
    source: include_str!("manifest_dependency_unknown.rs"),
    check,
};

/// Own handlers compared with a name for a slip; a manifest has a few.
const COMPARED: usize = 100;

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = manifest(cx) else {
        return;
    };
    let ids: Vec<_> = handlers(root).filter_map(|h| h.get("id")?.str()).collect();
    let own: HashSet<&str> = ids.iter().map(AsRef::as_ref).collect();
    let near: Vec<&str> = ids
        .iter()
        .map(AsRef::as_ref)
        .take(COMPARED)
        .chain(HANDLERS)
        .collect();
    let name = |dependency: Value<'_>| match dependency.str() {
        Some(text) => text.into_owned(),
        None => dependency.raw().to_owned(),
    };
    let unknown = handlers(root).flat_map(dependencies).filter(|dependency| {
        let name = name(*dependency);
        !own.contains(&*name) && !HANDLERS.contains(&&*name)
    });
    each(unknown, out, |dependency, out| {
        match meant(&name(dependency), &near) {
            Some(close) => out.push_as(Severity::Error, slip(dependency, close)),
            None => out.push(foreign(dependency)),
        }
    });
}

fn slip(dependency: Value<'_>, name: &str) -> Finding {
    let message = format!("no handler is named {}; `{name}` is close", shown(dependency, 40));
    Finding::at(Place::value(dependency), message)
        .confidence(Confidence::Likely)
        .because(NO_ORDER)
        .advise(format!("Write `{name}` in its place."))
        .repair(twin::escape::quote(name))
}

fn foreign(dependency: Value<'_>) -> Finding {
    let message = format!(
        "the handler {} is neither in this manifest nor in the agent",
        shown(dependency, 40)
    );
    Finding::at(Place::value(dependency), message)
        .confidence(Confidence::Possible)
        .because(NO_ORDER)
        .advise("Make sure that a plug-in with this handler is on every device with the manifest, or remove the dependency.")
}

/// Returns the names in a `dependencyList`; the agent turns numbers and flags into names, too.
fn dependencies(handler: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let list = handler.get("dependencyList");
    list.filter(|list| list.kind() == Kind::Array)
        .into_iter()
        .flat_map(Value::children)
        .filter(|v| matches!(v.kind(), Kind::String | Kind::Number | Kind::Boolean))
}
