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

use crate::apps::{App, wanted};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::wanted::all as listed;
use crate::words::name_of;
use groups::Direction;

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
    let Some(side) = cx.side("uwpApps", Direction::Desired) else {
        return;
    };
    let mut shown = wanted(side.node).filter(|app| app.starts("foreground") && !app.is_removed());
    let (Some(first), Some(second)) = (shown.next(), shown.next()) else {
        return;
    };
    let all: Vec<App<'_>> = [first, second].into_iter().chain(shown.take(TOLD)).collect();
    let names: Vec<_> = all.iter().map(|app| name_of(app.node)).collect();
    let message = format!("{} apps are to start in the foreground: {}", all.len(), listed(&names));
    let place = second.startup.map_or_else(|| Place::key(second.node), Place::value);
    let mut finding = side
        .finding(place, message)
        .because("One app can be in the foreground. With more the agent applies none of the apps, and fails with code 4004.")
        .advise("Leave one app in the foreground; give the others `none` or `background`.");
    let others = all.iter().enumerate().filter(|(at, _)| *at != 1);
    for value in others.filter_map(|(_, app)| app.startup) {
        finding = finding.related("another one in the foreground", Place::value(value));
    }
    out.push(finding);
}
