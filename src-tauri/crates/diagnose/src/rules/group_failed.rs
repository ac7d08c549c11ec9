//! # group-failed
//!
//! A group reports that the device could not apply it.
//!
//! ## Why
//! The device tried and failed; `__errors` says at which operation, in which subsystem and with which
//! code. What the device has instead is in the group's other properties, if it reported any.
//!
//! ## Do
//! Go by the code and the message of each error. Write the corrected group to desired; the device
//! tries again at the next change.
//!
//! ```json
//! { "__errors": { "singleRebootTime": { "subsystem": "DeviceAgent", "code": 1006 } } }
//! ```

use super::count;
use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::managed::{errors, has_failed, is_deletion_noise, status};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::Group;
use groups::status::ErrorEntry;
use twin::Value;
use twin::secret::{cut, shown};

pub static RULE: Rule = Rule {
    name: "group-failed",
    severity: Severity::Error,
    category: Category::Status,
    source: include_str!("group_failed.rs"),
    check,
};

/// Errors told in one finding.
const TOLD: usize = 5;

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx
        .managed()
        .filter(|g| has_failed(g) && !is_deletion_noise(cx, g))
    {
        let told: Vec<_> = errors(group).take(TOLD).collect();
        let finding = match (told.first(), group.last_change()) {
            (Some(&first), _) => with_errors(group, first, &told),
            (None, Some(change)) => older(group, change),
            (None, None) => continue,
        };
        out.push(finding);
    }
}

fn with_errors(group: &Group<'_>, first: Value<'_>, told: &[Value<'_>]) -> Finding {
    let further = errors(group).count() - 1;
    let more = if further == 0 {
        String::new()
    } else {
        format!(", and {}", count(further, "more error"))
    };
    let operation = operation(group, first);
    let at = if operation == group.name {
        String::new()
    } else {
        format!(" at {operation}")
    };
    let message = format!("{} failed{at}: {}{more}", group.name, in_short(first));
    let reason: Vec<_> = told.iter().map(|&error| in_full(group, error)).collect();
    let mut finding = Finding::at(Place::key(first), message)
        .because(reason.join(" "))
        .advise("Mend what the error names and write the group to desired again; the device tries at the next change.")
        .group(&group.name);
    for text in told.iter().filter_map(|error| error.get("message")) {
        finding = finding.evidence(shown(text, 120));
    }
    match status(group) {
        Some(status) => finding.related("the reported status", Place::key(status)),
        None => finding,
    }
}

/// Returns the operation that failed, with the element of a list it belongs to.
fn operation(group: &Group<'_>, error: Value<'_>) -> String {
    let operation = cut(&ErrorEntry::of(error).operation, 40);
    let owner = error.parent().and_then(|errors| errors.parent());
    match owner
        .filter(|owner| Some(*owner) != group.reported)
        .and_then(|owner| owner.key())
    {
        Some(element) => format!("{}.{operation}", cut(&element, 40)),
        None => operation,
    }
}

fn in_short(error: Value<'_>) -> String {
    let code = error.get("code");
    let words = ErrorEntry::of(error).words();
    let code = code.map_or_else(
        || "no code".to_owned(),
        |c| format!("code {}", shown(c, 20)),
    );
    words.map_or(code.clone(), |words| format!("{words} ({code})"))
}

fn in_full(group: &Group<'_>, error: Value<'_>) -> String {
    let operation = operation(group, error);
    let subsystem = error.get("subsystem").map_or_else(
        || "no subsystem".to_owned(),
        |s| format!("subsystem {}", shown(s, 40)),
    );
    format!("At `{operation}`: {}, {subsystem}.", in_short(error))
}

/// The older agent keeps one error in `lastChange`.
fn older(group: &Group<'_>, change: Value<'_>) -> Finding {
    let part = |key| {
        change
            .get(key)
            .map_or_else(|| "unknown".to_owned(), |v| shown(v, 60))
    };
    Finding::at(
        Place::key(change),
        format!("{} failed: code {}", group.name, part("errCode")),
    )
    .because(format!(
        "The device reports a failed change, subsystem {}, context {}.",
        part("errSubSystem"),
        part("errContext")
    ))
    .advise("Mend what the error names and write the section to desired again.")
    .group(&group.name)
}
