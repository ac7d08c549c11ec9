//! # property-alias
//!
//! A property stands under a name that documents use, but no agent reads.
//!
//! ## Why
//! Documents and samples name some properties otherwise than the agent does, such as
//! `deferFeatureUpdatesPeriod` for `deferFeatureUpdatesPeriodInDays`. The agent ignores a name it
//! does not know without a trace.
//!
//! ## Do
//! Rename the property.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::naming::rename;
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::{Broken, Source};
use crate::words::name_of;

pub static RULE: Rule = Rule {
    name: "property-alias",
    severity: Severity::Warning,
    category: Category::Names,
    source: include_str!("property_alias.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        let is_harmless = !broken.is_desired() || broken.source() == Source::Draft;
        let severity = if is_harmless { Severity::Info } else { Severity::Warning };
        out.make(severity, || finding(&broken));
    }
}

fn finding(broken: &Broken<'_>) -> Finding {
    let member = broken.violation.at;
    let around = broken.around().unwrap_or_default();
    let alias = member.key().unwrap_or_default();
    let name = around.meant_by(&alias).unwrap_or_default();
    let is_there = member.parent().is_some_and(|p| p.get(name).is_some());
    let (verb, reason) = match (broken.source(), broken.is_desired()) {
        (Source::Pack(_), _) => (
            "the schema has no",
            "People use this name for it, but it is ignored: names are read exactly.",
        ),
        (Source::Draft, _) => (
            "the draft documents do not show",
            "Agents and later documents name it so; the figures of the draft have another name.",
        ),
        (Source::Agent, true) => (
            "the agent does not read",
            "Documents name it so, but the agent ignores a name it does not know without a trace.",
        ),
        (Source::Agent, false) => (
            "no agent reports",
            "Documents name it so, but every agent of this dialect reports it under its own name.",
        ),
    };
    let message = format!("{verb} `{}`; it is `{name}`", name_of(member));
    let finding = broken.finding(Place::key(member), message).because(reason);
    if is_there {
        return finding.advise(format!("Remove it: `{name}` is there as well."));
    }
    Finding {
        repair: rename(member, name, String::new()).repair,
        ..finding
    }
    .advise(format!("Rename it to `{name}`."))
}
