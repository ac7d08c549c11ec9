//! # app-id-differs
//!
//! An app stands under another identifier than the one it is reported by.
//!
//! ## Why
//! The agent reports an app under its package family name with `_` for each dot, whatever it is called in
//! desired. Under another identifier desired and reported never correspond, and every comparison shows a
//! difference.
//!
//! ## Do
//! Name the app by its package family name, with `_` for each dot.
//!
//! ```json
//! { "Contoso_Viewer_1w720vyc4ccym": { "pkgFamilyName": "Contoso.Viewer_1w720vyc4ccym" } }
//! ```

use crate::apps::{App, wanted};
use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::naming::rename;
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Side;
use crate::words::name_of;
use groups::Direction;
use twin::secret::cut;

pub static RULE: Rule = Rule {
    name: "app-id-differs",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("app_id_differs.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(side) = cx.side("uwpApps", Direction::Desired) else {
        return;
    };
    for app in wanted(side.node) {
        // a name that is none is told as such
        let Some(family) = app.family().filter(|family| family.contains('_')) else {
            continue;
        };
        if !is_id_of(&app.node.key().unwrap_or_default(), &family) {
            out.make(RULE.severity, || finding(&side, &app, &family));
        }
    }
}

fn is_id_of(id: &str, family: &str) -> bool {
    let plain = |c: char| if c == '.' { '_' } else { c };
    id.chars().eq(family.chars().map(plain))
}

fn finding(side: &Side<'_>, app: &App<'_>, family: &str) -> Finding {
    let id = family.replace('.', "_");
    let message = format!(
        "the app `{}` is reported as `{}`",
        name_of(app.node),
        cut(&id, 80)
    );
    let finding = side
        .finding(Place::key(app.node), message)
        .because("The agent reports an app under its package family name with `_` for each dot; under another identifier desired and reported never correspond.");
    let is_free = app.node.parent().is_some_and(|apps| apps.get(&id).is_none());
    if !is_free {
        return finding.advise("Remove it: the app is there under its own identifier as well.");
    }
    Finding {
        repair: rename(app.node, &id, String::new()).repair,
        ..finding
    }
    .advise(format!("Rename it to `{}`.", cut(&id, 80)))
}
