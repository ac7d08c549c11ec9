//! # dialect-superseded
//!
//! The twin is written in a dialect that no current agent speaks.
//!
//! ## Why
//! The older agent's `windows` sections and the preview's integers were superseded by the released agent
//! in April 2019. The draft's `maxInputVersion` and `outputVersion` were documented, and no shipped agent
//! ever compared them: the verdicts by the draft's rules hold for portals and agents of your own only.
//!
//! ## Do
//! Know which agent the device runs before acting on a verdict.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::verdicts::node;
use groups::Dialect;

pub static RULE: Rule = Rule {
    name: "dialect-superseded",
    severity: Severity::Info,
    category: Category::Versions,
    source: include_str!("dialect_superseded.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let dialect = cx.groups().dialect;
    let reason = match dialect {
        Dialect::Draft => {
            "The draft's versions were documented, and no shipped agent ever compared them; the verdicts hold for portals and agents of your own."
        }
        Dialect::Preview | Dialect::Staging => {
            "The agents of early 2019 compared no versions; the agent released in April 2019 superseded them."
        }
        Dialect::Gen1 => {
            "The older agent has no versions; the agent released in April 2019 superseded it and ignores these sections."
        }
        Dialect::Ga | Dialect::Undeclared => return,
    };
    let Some(node) = cx
        .groups()
        .iter()
        .filter(|g| g.dialect == dialect)
        .find_map(node)
    else {
        return;
    };
    out.push(
        Finding::at(Place::key(node), format!("written for the {}", dialect.title()))
            .because(reason)
            .advise("Know which agent the device runs before acting on a verdict; another profile can be chosen.")
            .confidence(Confidence::Likely),
    );
}
