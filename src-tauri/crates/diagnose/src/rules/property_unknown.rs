//! # property-unknown
//!
//! A property of a group is one that nobody reads.
//!
//! ## Why
//! Handlers look for exact names and ignore all others without a trace: the device does not do what the
//! property asks for, and reports success. In reported such a property was written by something else
//! than a published agent.
//!
//! ## Do
//! Check the name, upper and lower case included. Remove the property if nobody needs it.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::naming::rename;
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::{Broken, Source};
use crate::wanted::all;
use crate::words::{meant, name_of, slips};

pub static RULE: Rule = Rule {
    name: "property-unknown",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("property_unknown.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        let is_harmless = !broken.is_desired() || broken.source() == Source::Draft;
        let severity = if is_harmless { Severity::Info } else { Severity::Warning };
        out.make(severity, || told(&broken));
    }
}

fn told(broken: &Broken<'_>) -> Finding {
    let member = broken.violation.at;
    let around = broken.around().unwrap_or_default();
    let names: Vec<_> = around.members.keys().map(String::as_str).collect();
    let is_free = |name: &&str| member.parent().is_some_and(|p| p.get(name).is_none());
    let name = closest(&member.key().unwrap_or_default(), &names).filter(is_free);
    let what = what(broken);
    let finding = match name {
        Some(name) => {
            let renamed = rename(member, name, format!("{what}; `{name}` is close"));
            Finding {
                place: renamed.place,
                repair: renamed.repair,
                ..broken.finding(Place::key(member), renamed.message)
            }
            .advise(format!("Rename it to `{name}`, if that is meant."))
        }
        None => broken
            .finding(Place::key(member), what)
            .advise(advice(broken, &names)),
    };
    finding.because(reason(broken))
}

/// Returns the name that was probably meant: of several close ones the closest.
fn closest<'n>(word: &str, names: &[&'n str]) -> Option<&'n str> {
    let close = names.iter().filter(|name| meant(word, &[**name]).is_some());
    close.min_by_key(|name| slips(word, name)).copied()
}

fn what(broken: &Broken<'_>) -> String {
    let name = name_of(broken.violation.at);
    let group = &broken.group.name;
    match (broken.source(), broken.is_desired()) {
        (Source::Pack(_), _) => format!("the schema of {group} has no `{name}`"),
        (Source::Draft, _) => format!("the draft documents do not show `{name}` in {group}"),
        (Source::Agent, true) => format!("the agent does not read `{name}` in {group}"),
        (Source::Agent, false) => format!("no agent reports `{name}` in {group}"),
    }
}

fn reason(broken: &Broken<'_>) -> String {
    let reason = match (broken.source(), broken.is_desired()) {
        (Source::Pack(pack), _) => {
            return format!("The schema in the pack `{pack}` has every name that is read or reported; others are ignored.");
        }
        (Source::Draft, _) => "The figures of the draft documents may leave something out; no agent was published for them.",
        (Source::Agent, true) => "Handlers look for exact names and ignore all others without a trace.",
        (Source::Agent, false) => "Another program wrote it, or an agent that was never published.",
    };
    reason.to_owned()
}

fn advice(broken: &Broken<'_>, names: &[&str]) -> String {
    if !broken.is_desired() {
        return "Find out which program reports it, if that matters.".to_owned();
    }
    let known = names.iter().filter(|name| !crate::schemas::is_meta(name));
    let known: Vec<_> = known.map(|name| (*name).to_owned()).collect();
    if known.is_empty() {
        return "Remove it: there is nothing to set in this place.".to_owned();
    }
    format!("Check the name, or remove it; known are {}.", all(&known))
}
