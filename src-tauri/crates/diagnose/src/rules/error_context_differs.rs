//! # error-context-differs
//!
//! An error is filed under another operation than it names.
//!
//! ## Why
//! The agent files each error under the operation that failed and writes the same name into `context`.
//! Where the two differ, another program wrote the error or renamed the key.
//!
//! ## Do
//! Trust neither alone when searching the device's log; look for both names.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::quoted;
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::Dialect;
use twin::Value;
use twin::secret::cut;

pub static RULE: Rule = Rule {
    name: "error-context-differs",
    severity: Severity::Info,
    category: Category::Status,
    source: include_str!("error_context_differs.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed().filter(|g| g.dialect == Dialect::Ga) {
        for error in group
            .errors()
            .into_iter()
            .filter(|e| e.is_object())
            .flat_map(Value::children)
        {
            let Some(context) = error.get("context") else {
                continue;
            };
            let (Some(name), Some(key)) = (context.str(), error.key()) else {
                continue;
            };
            if name != key {
                out.push(
                    Finding::at(Place::value(context), format!("the error at {} names the context {}", cut(&key, 40), quoted(context)))
                        .because("The agent writes the operation's name both as key and as `context`, so another program wrote this error.")
                        .advise("Look for both names in the device's log.")
                        .confidence(Confidence::Likely),
                );
            }
        }
    }
}
