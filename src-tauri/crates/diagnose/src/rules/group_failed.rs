//! # group-failed
//!
//! A group reports that the device could not apply it.
//!
//! ## Why
//! The device tried and failed; `__errors` says at which operation, in which subsystem and with which
//! code. What the device has instead is in the group's other properties, if it reported any.
//!
//! ## Do
//! Do what the code asks for, and look at the message beside it. Write the corrected group to desired:
//! the device tries again at the next change. `twinscope code` and "Error codes" in the window have
//! every code with its cause and the way out.
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
use groups::codes::{self, Code, Origin};
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
    let opening = ErrorEntry::of(first);
    let entries: Vec<_> = told.iter().map(|&error| ErrorEntry::of(error)).collect();
    let message = format!("{} failed{at}: {}{more}", group.name, in_short(&opening));
    let reason: Vec<_> = entries.iter().map(|entry| in_full(group, entry)).collect();
    let mut finding = Finding::at(Place::key(first), message)
        .because(reason.join(" "))
        .advise(advice(entries.iter().filter_map(way_out)))
        .code(looked_up(opening.code, opening.meaning()))
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

fn in_short(entry: &ErrorEntry<'_>) -> String {
    let Some(code) = entry.value.get("code") else {
        return "no code".to_owned();
    };
    let code = format!("code {}", shown(code, 20));
    match entry.meaning() {
        _ if entry.is_leftover() => format!("the reason is in the message ({code} is left over from another call)"),
        Some(meaning) => format!("{} ({code})", meaning.words),
        None => code,
    }
}

fn in_full(group: &Group<'_>, entry: &ErrorEntry<'_>) -> String {
    let operation = operation(group, entry.value);
    let subsystem = entry.value.get("subsystem").map_or_else(
        || "no subsystem".to_owned(),
        |s| format!("subsystem {}", shown(s, 40)),
    );
    let cause = match entry.meaning() {
        _ if entry.is_leftover() => " In this subsystem the agent fills in whatever code Windows gave last, so that the message counts, not the code.",
        Some(meaning) => &format!(" {}", meaning.cause),
        None => "",
    };
    format!(
        "At `{operation}`: {}, {subsystem}.{cause}",
        in_short(entry)
    )
}

/// What to ask the dictionary for: the number alone may mean something else elsewhere.
fn looked_up(code: Option<i64>, meaning: Option<&Code>) -> Option<String> {
    let family = meaning.map_or(String::new(), |code| format!("{} ", code.family.name()));
    code.map(|code| format!("{family}{code}"))
}

fn way_out(entry: &ErrorEntry<'_>) -> Option<&'static str> {
    if entry.is_leftover() {
        return Some(
            "Go by the message: where it speaks of a version, add `serviceInterfaceVersion` to `__meta` in desired.",
        );
    }
    entry.meaning().map(|meaning| meaning.way_out)
}

/// Says each way out once, and what makes the device try again.
fn advice(ways_out: impl Iterator<Item = &'static str>) -> String {
    let mut said: Vec<&str> = Vec::new();
    for way_out in ways_out {
        if !said.contains(&way_out) {
            said.push(way_out);
        }
    }
    if said.is_empty() {
        said.push("Mend what the error names.");
    }
    said.push("The device tries again when the group is written to desired.");
    said.join(" ")
}

/// The older agent keeps one error in `lastChange`.
fn older(group: &Group<'_>, change: Value<'_>) -> Finding {
    let part = |key| {
        change
            .get(key)
            .map_or_else(|| "unknown".to_owned(), |v| shown(v, 60))
    };
    let code = change.get("errCode").and_then(Value::integer);
    let meaning = code.and_then(|code| codes::reported(code, Origin::OlderDevice));
    let what = meaning.map_or_else(
        || format!("code {}", part("errCode")),
        |meaning| format!("{} (code {})", meaning.words, part("errCode")),
    );
    let cause = meaning.map_or("", |meaning| meaning.cause);
    let reason = format!(
        "The device reports a failed change, subsystem {}, context {}. {cause}",
        part("errSubSystem"),
        part("errContext")
    );
    Finding::at(
        Place::key(change),
        format!("{} failed: {what}", group.name),
    )
    .because(reason.trim_end())
    .advise(advice(meaning.map(|meaning| meaning.way_out).into_iter()))
    .code(looked_up(code, meaning))
    .group(&group.name)
}
