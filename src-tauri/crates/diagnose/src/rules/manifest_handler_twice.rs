//! # manifest-handler-twice
//!
//! A plug-in's manifest lists the same handler twice.
//!
//! ## Why
//! Of two entries with the same `id` the agent keeps the last; what the first says of dependencies is
//! lost without a word.
//!
//! ## Do
//! Keep one entry, with all dependencies in its `dependencyList`.

use crate::agent_files::{handlers, manifest};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use std::collections::HashMap;
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "manifest-handler-twice",
    severity: Severity::Warning,
    category: Category::Agent,
    source: include_str!("manifest_handler_twice.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = manifest(cx) else {
        return;
    };
    let mut seen = HashMap::new();
    let ids = handlers(root).filter_map(|handler| handler.get("id"));
    for (id, text) in ids.filter_map(|id| Some((id, id.str()?))) {
        if let Some(earlier) = seen.insert(text, id) {
            out.push(
                Finding::at(Place::value(id), format!("the handler {} is listed twice", shown(id, 40)))
                    .confidence(Confidence::Likely)
                    .related("listed before", Place::value(earlier))
                    .because("Of two entries with the same `id` the agent keeps the last; what the first says of dependencies is lost.")
                    .advise("Keep one entry, with all dependencies in its `dependencyList`."),
            );
        }
    }
}
