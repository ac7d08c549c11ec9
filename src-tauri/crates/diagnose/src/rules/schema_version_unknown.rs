//! # schema-version-unknown
//!
//! A group is declared in a version that the catalogue of schemas does not have.
//!
//! ## Why
//! A group is held against the schema of the version that its writer declares. Of another major number
//! nothing is known, so its properties are not checked at all; of a newer minor number nothing is known of
//! what came with it. Every published agent has 1.0.0, the preview 1.
//!
//! ## Do
//! Check who declares the version. If it is right, add the group's schema to a catalogue pack of your own.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::{Judged, Side};
use crate::verdicts::sentence;
use groups::catalogue::Fit;
use groups::{Direction, Group, RowId};

pub static RULE: Rule = Rule {
    name: "schema-version-unknown",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("schema_version_unknown.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let mut last = None;
    for (group, judged) in cx.judged().filter(|(_, j)| is_unknown(j.choice.fit)) {
        let what = (judged.group, judged.choice.fit, judged.choice.declared);
        // both sides of a group mostly declare the same
        if last == Some(what) {
            continue;
        }
        last = Some(what);
        if let Some(finding) = finding(group, judged) {
            let severity = match is_refused(cx, group) {
                true => Severity::Info,
                false => severity(judged),
            };
            out.push_as(severity, finding);
        }
    }
}

/// Where the other side refuses the version, that is what has to be seen to.
fn is_refused(cx: &Context<'_>, group: &Group<'_>) -> bool {
    let refusals = [RowId::A7, RowId::B7, RowId::C2, RowId::C3];
    refusals.into_iter().any(|row| cx.holds(row, group))
}

/// What is newer than everything known is worth a look; what is older was never published.
fn severity(judged: &Judged<'_>) -> Severity {
    let choice = &judged.choice;
    let is_newer = choice.declared > choice.schema.key.version;
    if choice.fit == Fit::OtherMajor && is_newer {
        Severity::Warning
    } else {
        Severity::Info
    }
}

fn is_unknown(fit: Fit) -> bool {
    matches!(fit, Fit::OtherMajor | Fit::OlderMinor)
}

fn finding<'d>(group: &'d Group<'d>, judged: &'d Judged<'d>) -> Option<Finding> {
    let node = group.node(judged.direction)?;
    let side = Side { group, judged, node };
    let choice = &judged.choice;
    let declared = choice.declared?;
    let (what, how) = match choice.fit {
        Fit::OtherMajor => ("cannot be checked", "nothing in it was checked"),
        _ => ("is checked in part", "what came later was not checked"),
    };
    let who = match judged.direction {
        Direction::Desired => "the portal",
        Direction::Reported => "the device",
    };
    let message = format!("{} {what}: {who} declares version {declared}", group.name);
    let finding = side
        .finding(Place::key(node), message)
        .because(format!("{} So {how}.", sentence(&choice.to_string())))
        .advise("Check who declares the version; if it is right, add the group's schema to a catalogue pack.");
    Some(finding)
}
