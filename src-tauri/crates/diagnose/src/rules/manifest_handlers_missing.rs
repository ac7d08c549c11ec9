//! # manifest-handlers-missing
//!
//! The manifest of a plug-in lists no handlers.
//!
//! ## Why
//! The agent asks the plug-in itself for its handlers, and the manifest only for what each of them
//! depends on. Without the list no handler of this plug-in waits for another one, and who reads the
//! manifest cannot tell what the plug-in is for.
//!
//! ## Do
//! Nothing, where the order does not matter. Otherwise list every handler with its `id`, and in
//! `dependencyList` the handlers that must run before it.

use crate::agent_files::manifest;
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::Kind;

pub static RULE: Rule = Rule {
    name: "manifest-handlers-missing",
    severity: Severity::Info,
    category: Category::Agent,
    source: include_str!("manifest_handlers_missing.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = manifest(cx) else {
        return;
    };
    let place = match root.get("handlers") {
        None => Place::whole(root),
        Some(list) if list.kind() == Kind::Null => Place::value(list),
        Some(list) if list.kind() == Kind::Array && list.children().next().is_none() => {
            Place::value(list)
        }
        Some(_) => return,
    };
    out.push(
        Finding::at(place, "the manifest lists no handlers")
            .confidence(Confidence::Likely)
            .because("The agent asks the plug-in itself for its handlers; without the list none of them can wait for another one.")
            .advise("Nothing, where the order does not matter; otherwise list every handler with `id` and `dependencyList`."),
    );
}
