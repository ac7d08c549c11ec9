//! # active-hours-span
//!
//! The active hours last longer than Windows allows.
//!
//! ## Why
//! In the active hours no update restarts the device. Windows allows 18 hours, older versions allow 12. The
//! agent hands both hours on one by one and does not look at the span.
//!
//! ## Do
//! Move the start or the end, so that an update has time left.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::{Direction, Group};
use twin::Value;

pub static RULE: Rule = Rule {
    name: "active-hours-span",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("active_hours_span.rs"),
    check,
};

/// Hours that every version of Windows allows, and those that newer ones allow.
const ALWAYS: i64 = 12;
const NEWER: i64 = 18;

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (group, judged) in cx.judged() {
        let key = judged.choice.schema.key.group.as_str();
        let is_desired = judged.direction == Direction::Desired && judged.choice.is_binding();
        let holder = match (group.desired.filter(|_| is_desired), key) {
            (Some(node), "windowsUpdate" | "windowsUpdates") => Some(node),
            (Some(node), "windowsUpdatePolicy") => node.get("applyProperties"),
            _ => None,
        };
        let Some((start, end)) = holder.and_then(hours) else {
            continue;
        };
        let span = match (start.integer(), end.integer()) {
            (Some(from), Some(to)) => (to - from).rem_euclid(24),
            _ => continue,
        };
        if span > ALWAYS {
            let severity = if span > NEWER { Severity::Warning } else { Severity::Info };
            out.push_as(severity, finding(group, start, end, span));
        }
    }
}

/// Returns start and end where both are hours; others are told as such.
fn hours(node: Value<'_>) -> Option<(Value<'_>, Value<'_>)> {
    let hour = |name| {
        let value = node.get(name)?;
        (0..24).contains(&value.integer()?).then_some(value)
    };
    Some((hour("activeHoursStart")?, hour("activeHoursEnd")?))
}

fn finding(group: &Group<'_>, start: Value<'_>, end: Value<'_>, span: i64) -> Finding {
    let most = if span > NEWER { NEWER } else { ALWAYS };
    let (reason, advice) = if span > NEWER {
        (
            "Windows allows 18 hours, so that it does not keep to what is written here; the agent does not look at the span.",
            "Move the start or the end, so that the span has at most 18 hours.",
        )
    } else {
        (
            "Windows allows 18 hours, and older versions allow 12.",
            "Nothing is to be done, if no device has an older version of Windows.",
        )
    };
    let message = format!(
        "the active hours from {} to {} last {span} hours, more than {most}",
        start.raw(),
        end.raw()
    );
    Finding::at(Place::value(end), message)
        .confidence(Confidence::Likely)
        .because(reason)
        .advise(advice)
        .related("where they start", Place::value(start))
        .group(&group.name)
}
