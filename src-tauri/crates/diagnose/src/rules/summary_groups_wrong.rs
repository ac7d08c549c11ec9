//! # summary-groups-wrong
//!
//! `__summary` and the groups do not agree about what failed or is pending.
//!
//! ## Why
//! The agent writes the summary together with each group. A group that says failed and is not in
//! `failedGroups`, or a name there whose group says otherwise, means that one of the two is old or was
//! written by another program. A group shown as "refreshing" counts as pending.
//!
//! ## Do
//! Go by the groups themselves; queries on `__summary` miss this device or count it wrongly.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::{quoted, status};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::summary::Side;
use groups::Group;
use std::collections::BTreeSet;
use twin::Value;
use twin::secret::cut;

pub static RULE: Rule = Rule {
    name: "summary-groups-wrong",
    severity: Severity::Warning,
    category: Category::Status,
    source: include_str!("summary_groups_wrong.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(summary) = cx.groups().summary else {
        return;
    };
    for side in Side::BOTH {
        let Some(names) = summary.get(side.names_key()) else {
            continue;
        };
        let Some(text) = names.str() else { continue };
        let listed: BTreeSet<_> = groups::status::names(&text)
            .into_iter()
            .map(|named| named.group)
            .collect();
        for name in &listed {
            let group = cx.groups().get(name).filter(|g| g.reported.is_some());
            if let Some(status) = group.and_then(|g| says_otherwise(g, side)) {
                let message = format!(
                    "{} names {}, whose status is {}",
                    side.names_key(),
                    cut(name, 40),
                    quoted(status)
                );
                out.push(told(names, message, status));
            }
        }
        for group in cx
            .managed()
            .filter(|g| g.last_change().is_none() && side.fits(g))
        {
            let at = status(group).or(group.reported);
            if let Some(at) = at.filter(|_| !listed.contains(&group.name)) {
                let message = format!(
                    "{} is {}, and {} does not name it",
                    group.name,
                    side.word(),
                    side.names_key()
                );
                out.push(told(names, message, at));
            }
        }
    }
}

/// Returns the status of a group that is not what the summary says.
fn says_otherwise<'d>(group: &Group<'d>, side: Side) -> Option<Value<'d>> {
    let status = status(group)?;
    (!side.fits(group) && status.str().is_some()).then_some(status)
}

fn told(names: Value<'_>, message: String, at: Value<'_>) -> Finding {
    Finding::at(Place::value(names), message)
        .because("The agent writes the summary together with each group: one of the two is old, or another program wrote it.")
        .advise("Go by the groups themselves; queries on `__summary` count this device wrongly.")
        .confidence(Confidence::Likely)
        .group("__summary")
        .related("the group says", Place::key(at))
}
