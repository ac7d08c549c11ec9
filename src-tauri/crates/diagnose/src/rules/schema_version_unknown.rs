//! # schema-version-unknown
//!
//! A group is declared in a version that the catalogue of schemas does not have.
//!
//! ## Why
//! A group is held against the schema of the version that its writer declares. Of another major number
//! nothing is known, so its properties are not checked at all; of a newer minor number nothing is known of
//! what came with it. Every published agent has 1.0.0, the preview 1.
//!
//! What a device declares counts even where the group itself is not in the twin: as an entry of
//! `__deviceSchemas` for a group or a command. The draft documents give their tables no version; their
//! figures go up to 5.0, and what is newer is told.
//!
//! ## Do
//! Check who declares the version. If it is right, add the group's schema to a catalogue pack of your own.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::{Judged, Side};
use crate::verdicts::sentence;
use groups::catalogue::{Choice, Fit, Flow};
use groups::{Dialect, Direction, Format, Group, Role, RowId, Version};
use twin::Value;

pub static RULE: Rule = Rule {
    name: "schema-version-unknown",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("schema_version_unknown.rs"),
    check,
};

/// The highest version that a figure of the draft documents shows; their tables have none.
const DRAWN: (u64, u64) = (5, 0);

fn check(cx: &Context<'_>, out: &mut Findings) {
    let told = of_nodes(cx, out);
    of_declarations(cx, &told, out);
}

/// What was told of a group: its name, the side and the version.
type Told<'d> = (&'d str, Direction, Option<Version>);

/// Tells the versions of what stands in the twin, and returns what was told.
fn of_nodes<'d>(cx: &Context<'d>, out: &mut Findings) -> Vec<Told<'d>> {
    let mut told = Vec::new();
    let mut last = None;
    for (group, judged) in cx.judged().filter(|(_, j)| is_unknown(j.choice.fit)) {
        let what = (judged.group, judged.choice.fit, judged.choice.declared);
        // both sides of a group mostly declare the same
        if last == Some(what) {
            continue;
        }
        last = Some(what);
        told.push((group.name.as_str(), judged.direction, judged.choice.declared));
        if let Some(finding) = finding(group, judged) {
            let severity = match is_refused(cx, group) {
                true => Severity::Info,
                false => severity(&judged.choice),
            };
            out.push_as(severity, finding);
        }
    }
    told
}

/// Tells the newest version that a device declares for a group, unless its node has told it.
fn of_declarations(cx: &Context<'_>, told: &[Told<'_>], out: &mut Findings) {
    for group in cx.managed().filter(|g| g.role != Role::Plain) {
        let Some((version, value)) = newest(group) else {
            continue;
        };
        let is_told = |(name, direction, known): &Told<'_>| {
            let is_as_new = *known >= Some(version);
            *name == group.name && (is_as_new || *direction == Direction::Reported)
        };
        if told.iter().any(is_told) {
            continue;
        }
        let Some(choice) = nearest(cx, group, version) else {
            continue;
        };
        let severity = match is_refused(cx, group) {
            true => Severity::Info,
            false => severity(&choice),
        };
        out.push_as(severity, declared(group, version, value, &choice));
    }
}

/// Returns the newest version that the device declares for a group, and where.
fn newest<'d>(group: &Group<'d>) -> Option<(Version, Value<'d>)> {
    let format = match group.dialect {
        Dialect::Ga => Format::GaAgent,
        // what the preview declares has a rule of its own, and the older agent declares nothing
        Dialect::Preview | Dialect::Staging | Dialect::Gen1 => return None,
        Dialect::Draft | Dialect::Undeclared => Format::Draft,
    };
    let all = [
        group.interface,
        group.device_max_in,
        group.device_out,
        group.device_interface,
    ];
    let read = |value: Value<'d>| Some((groups::parse(Some(value), format).version()?, value));
    // of equal ones the first: the entry, which speaks for both directions
    all.into_iter()
        .flatten()
        .filter_map(read)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
}

/// Returns the nearest schema of a group, unless there is one of the version itself for any direction.
fn nearest(cx: &Context<'_>, group: &Group<'_>, version: Version) -> Option<Choice> {
    let catalogue = cx.catalogue();
    let choices: Vec<_> = Flow::ALL
        .into_iter()
        .filter_map(|flow| catalogue.nearest(group.dialect, &group.name, flow, Some(version)))
        .collect();
    let is_newer = |choice: &Choice| match choice.fit {
        Fit::OtherMajor | Fit::OlderMinor => Some(version) > choice.schema.key.version,
        Fit::Unversioned => (version.major, version.minor) > DRAWN,
        Fit::Exact | Fit::Assumed | Fit::NewerMinor => false,
    };
    let is_known = choices.iter().any(|choice| !is_newer(choice));
    choices.into_iter().next().filter(|_| !is_known)
}

fn declared(group: &Group<'_>, version: Version, value: Value<'_>, choice: &Choice) -> Finding {
    let reason = match choice.fit {
        Fit::Unversioned => "The draft documents give their tables no version, and no figure shows one as new. So what came later is not checked.".to_owned(),
        _ => format!(
            "The newest one known is {}. So nothing that came later can be checked, here or in what the device reports.",
            choice.schema.key.version_text
        ),
    };
    let message = format!("{} cannot be checked in full: the device declares version {version}", group.name);
    Finding::at(Place::value(value), message)
        .confidence(Confidence::Likely)
        .because(reason)
        .advise("Check who declares the version; if it is right, add the group's schema to a catalogue pack.")
        .group(&group.name)
}

/// Where the other side refuses the version, that is what has to be seen to.
fn is_refused(cx: &Context<'_>, group: &Group<'_>) -> bool {
    let refusals = [RowId::A7, RowId::B7, RowId::C2, RowId::C3];
    refusals.into_iter().any(|row| cx.holds(row, group))
}

/// What is newer than everything known is worth a look; what is older was never published.
fn severity(choice: &Choice) -> Severity {
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
