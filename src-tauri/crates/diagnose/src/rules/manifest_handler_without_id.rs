//! # manifest-handler-without-id
//!
//! A handler in a plug-in's manifest has no `id`.
//!
//! ## Why
//! The agent refuses the whole manifest with error 1024, and the plug-in is left out with all its
//! handlers.
//!
//! ## Do
//! Write the `id` of the handler, the name of the group or of the direct method it serves, or remove
//! the entry.

use crate::agent_files::{NOT_LOADED, handlers, manifest, stand_in};
use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "manifest-handler-without-id",
    severity: Severity::Error,
    category: Category::Agent,
    source: include_str!("manifest_handler_without_id.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = manifest(cx) else {
        return;
    };
    for handler in handlers(root) {
        if let Some(finding) = without_id(handler) {
            out.push(
                finding
                    .because(format!("The agent refuses the whole manifest. {NOT_LOADED}"))
                    .advise("Write the name of the group or direct method that the handler serves, as `\"id\": \"camera\"`, or remove the entry."),
            );
        }
    }
}

fn without_id(handler: Value<'_>) -> Option<Finding> {
    let Some(id) = handler.get("id") else {
        let finding = Finding::at(Place::value(handler), "a handler has no `id` (error 1024)");
        return Some(match stand_in(handler, "id") {
            Some(member) => finding.related("probably meant for it", Place::key(member)),
            None => finding,
        });
    };
    match id.kind() {
        Kind::String | Kind::Missing | Kind::Placeholder => None,
        kind => Some(Finding::at(
            Place::value(id),
            format!("the `id` of a handler is {}, and the agent asks for a text (error 1024)", kind.with_article()),
        )),
    }
}
