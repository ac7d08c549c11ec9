//! # several-foreground-apps
//!
//! More than one app is to start in the foreground.
//!
//! ## Why
//! A device shows one app. With two in the foreground the agent applies none of the apps that the change
//! names, and fails with code 4004.
//!
//! ## Do
//! Leave one app in the foreground; give the others `none` or `background`.

use crate::apps::{App, older, wanted};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::wanted::all as listed;
use crate::words::name_of;
use groups::{Direction, Role};
use twin::Value;

pub static RULE: Rule = Rule {
    name: "several-foreground-apps",
    severity: Severity::Error,
    category: Category::Schema,
    source: include_str!("several_foreground_apps.rs"),
    check,
};

/// Further apps that are told.
const TOLD: usize = 8;

fn check(cx: &Context<'_>, out: &mut Findings) {
    if let Some(side) = cx.side("uwpApps", Direction::Desired)
        && let Some((place, message, others)) = quarrel(wanted(side.node))
    {
        let finding = side.finding(place, message).because(
            "One app can be in the foreground. With more the agent applies none of the apps, and fails with code 4004.",
        );
        out.push(with_others(finding, others));
    }
    let section = cx.groups().get("windows.apps");
    if let Some(section) = section.filter(|s| s.role == Role::Gen1Section)
        && let Some((place, message, others)) = section.desired.and_then(|node| quarrel(older(node)))
    {
        let finding = Finding::at(place, message)
            .confidence(Confidence::Likely)
            .group(&section.name)
            .because("One app can be in the foreground. With more the older agent fails with code 0xA0000086.");
        out.push(with_others(finding, others));
    }
}

/// Returns where two apps quarrel over the screen, in words, and the others that do.
fn quarrel<'d>(apps: impl Iterator<Item = App<'d>>) -> Option<(Place, String, Vec<Value<'d>>)> {
    let mut shown = apps.filter(|app| app.starts("foreground") && !app.is_removed());
    let (first, second) = (shown.next()?, shown.next()?);
    let all: Vec<App<'_>> = [first, second].into_iter().chain(shown.take(TOLD)).collect();
    let names: Vec<_> = all.iter().map(|app| name_of(app.node)).collect();
    let message = format!("{} apps are to start in the foreground: {}", all.len(), listed(&names));
    let place = second.startup.map_or_else(|| Place::key(second.node), Place::value);
    let others = all.iter().enumerate().filter(|(at, _)| *at != 1);
    Some((place, message, others.filter_map(|(_, app)| app.startup).collect()))
}

fn with_others(finding: Finding, others: Vec<Value<'_>>) -> Finding {
    let finding = finding
        .advise("Leave one app in the foreground; give the others `none` or `background`.");
    others.into_iter().fold(finding, |finding, value| {
        finding.related("another one in the foreground", Place::value(value))
    })
}
