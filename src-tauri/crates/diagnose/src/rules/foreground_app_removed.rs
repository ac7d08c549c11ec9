//! # foreground-app-removed
//!
//! The app that is in the foreground is to go, and no other is to take its place.
//!
//! ## Why
//! A device always shows one app. The agent refuses to remove the one in the foreground (code 4005) or to
//! take it out of the foreground (code 4006) when the same change names no other one.
//!
//! ## Do
//! Give another app `"startup": "foreground"` in the same change.

use crate::apps::{reported, wanted};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::name_of;
use groups::Direction;

pub static RULE: Rule = Rule {
    name: "foreground-app-removed",
    severity: Severity::Error,
    category: Category::Schema,
    source: include_str!("foreground_app_removed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(side) = cx.side("uwpApps", Direction::Desired) else {
        return;
    };
    let is_shown = |family: &str| {
        reported(side.group).any(|app| app.starts("foreground") && app.is_of(family))
    };
    let goes = |app: &crate::apps::App<'_>| {
        (app.is_removed() || app.starts("none"))
            && app.family().is_some_and(|family| is_shown(&family))
    };
    let Some(app) = wanted(side.node).find(goes) else {
        return;
    };
    if wanted(side.node).any(|other| other.starts("foreground") && !other.is_removed()) {
        return;
    }
    let name = name_of(app.node);
    let (message, code) = match app.is_removed() {
        true => (format!("`{name}` is in the foreground and is to be removed"), 4005),
        false => (format!("`{name}` is to leave the foreground, and no other app takes its place"), 4006),
    };
    let place = if app.is_removed() { app.version } else { app.startup };
    let mut finding = side
        .finding(place.map_or_else(|| Place::key(app.node), Place::value), message)
        .because(format!("A device always shows one app; the agent refuses the change with code {code}."))
        .advise("Give another app `\"startup\": \"foreground\"` in the same change.");
    let shown = reported(side.group).find(|shown| app.family().is_some_and(|f| shown.is_of(&f)));
    if let Some(startup) = shown.and_then(|app| app.startup) {
        finding = finding.related("what the device reports", Place::value(startup));
    }
    out.push(finding);
}
