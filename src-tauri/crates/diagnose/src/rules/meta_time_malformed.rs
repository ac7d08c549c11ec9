//! # meta-time-malformed
//!
//! The time in `__meta` or `__summary` cannot be read.
//!
//! ## Why
//! Agents write `YYYY-MM-DDTHH:MM:SS`, the draft documents the same with `Z` behind it. From another
//! form the age of a report cannot be told, and texts do not sort by time.
//!
//! ## Do
//! If a program of yours reports the group, let it write ISO 8601. Use `$metadata` for the age
//! meanwhile; without `Z` the time is the device's own, in a zone that is not known.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::managed::quoted;
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::Kind;
use twin::time::When;

pub static RULE: Rule = Rule {
    name: "meta-time-malformed",
    severity: Severity::Info,
    category: Category::Status,
    source: include_str!("meta_time_malformed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let metas = cx
        .managed()
        .filter_map(|g| g.meta_reported().or(g.last_change()));
    for time in metas
        .chain(cx.groups().summary)
        .filter_map(|node| node.get("time"))
    {
        let is_readable = match time.str() {
            Some(text) => {
                text.is_empty() || text.starts_with(['<', '_']) || When::parse(&text).is_some()
            }
            // in `__summary` another rule speaks of the type
            None => {
                time.kind() == Kind::Placeholder
                    || time.parent().is_some_and(|p| p.is_key("__summary"))
            }
        };
        if !is_readable {
            out.push(
                Finding::at(Place::value(time), format!("the time {} cannot be read", quoted(time)))
                    .because("Agents write the time as `YYYY-MM-DDTHH:MM:SS`, with or without a zone; from another form no age can be told.")
                    .advise("Let the program that reports it write ISO 8601, and use `$metadata` for the age meanwhile."),
            );
        }
    }
}
