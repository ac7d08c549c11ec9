//! # app-source-missing
//!
//! An app is to be installed, and its package is not named.
//!
//! ## Why
//! The agent fetches a package from Azure Storage by `appxSource`: container and blob with a backslash
//! between them. It needs it for every app that is not on the device in the version that is asked for.
//!
//! ## Do
//! Add `appxSource`. In JSON the backslash is doubled.
//!
//! ```json
//! { "version": "1.2.0.0", "appxSource": "apps\\viewer.appx" }
//! ```

use crate::apps::{App, Installed, installed, wanted};
use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Side;
use crate::words::name_of;
use groups::Direction;
use twin::Kind;

pub static RULE: Rule = Rule {
    name: "app-source-missing",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("app_source_missing.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let side = cx.side("uwpApps", Direction::Desired);
    let Some(side) = side.filter(|_| !cx.is_delta()) else {
        return;
    };
    for app in wanted(side.node).filter(|app| app.is_wanted() && lacks_source(app)) {
        match installed(side.group, &app) {
            Installed::Yes => {}
            Installed::No => out.make(Severity::Error, || finding(&side, &app)),
            Installed::Unknown => out.make(Severity::Warning, || finding(&side, &app)),
        }
    }
}

fn lacks_source(app: &App<'_>) -> bool {
    let source = app.node.get("appxSource");
    source.is_none_or(|source| source.kind() == Kind::Null || source.is_str(""))
}

fn finding(side: &Side<'_>, app: &App<'_>) -> Finding {
    let message = format!("nothing says where the package of `{}` is", name_of(app.node));
    let place = app.node.get("appxSource").map_or_else(|| Place::key(app.node), Place::value);
    side.finding(place, message)
        .because("The agent fetches a package that is not on the device in this version from Azure Storage; without `appxSource` it cannot.")
        .advise("Add `appxSource` as container and blob, such as `\"apps\\\\viewer.appx\"`.")
}
