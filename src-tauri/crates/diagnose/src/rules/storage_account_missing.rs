//! # storage-account-missing
//!
//! Something has to be fetched from Azure Storage, and no storage account is named.
//!
//! ## Why
//! Certificates and apps are fetched with the `connectionString` of their own group. Without it the
//! installation fails with code 1001. What is on the device already needs no account.
//!
//! ## Do
//! Add `connectionString` to the group, in the same change.

use crate::apps::{Installed, installed, wanted};
use crate::certificates::{is_there, to_install};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Side;
use crate::words::name_of;
use groups::{Direction, Role};
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "storage-account-missing",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("storage_account_missing.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    if cx.is_delta() {
        return;
    }
    older(cx, out);
    // while the device writes the group anew nobody can tell what it has
    let is_written = |side: &Side<'_>| !side.group.is_refreshing_reported();
    let lacks = |side: &Side<'_>| {
        let account = side.node.get("connectionString");
        account.is_none_or(|a| a.kind() == Kind::Null || a.is_str(""))
    };
    let side = |group| cx.side(group, Direction::Desired).filter(lacks).filter(is_written);
    if let Some(side) = side("certificates") {
        let needed = to_install(side.node).find(|c| !is_there(side.group, *c));
        if let Some(certificate) = needed {
            out.push(finding(&side, certificate, "certificate"));
        }
    }
    if let Some(side) = side("uwpApps") {
        let known = |app: &_| installed(side.group, app);
        let wanted = || wanted(side.node).filter(|app| app.is_wanted());
        // one that the device has in another version certainly needs it
        if let Some(app) = wanted().find(|app| known(app) == Installed::No) {
            out.push_as(Severity::Error, finding(&side, app.node, "app"));
        } else if let Some(app) = wanted().find(|app| known(app) == Installed::Unknown) {
            out.push(finding(&side, app.node, "app"));
        }
    }
}

fn finding(side: &Side<'_>, element: Value<'_>, what: &str) -> Finding {
    let message = format!(
        "{} names no storage account to fetch the {what} `{}` from",
        side.group.name,
        name_of(element)
    );
    side.finding(Place::key(side.node), message)
        .because("What is not on the device yet is fetched with the `connectionString` of this group; without it the installation fails with code 1001.")
        .advise("Add `connectionString` to the group, in the same change.")
        .related(format!("the {what} to be installed"), Place::key(element))
}

/// The older agent fetches everything from one account, in a section of its own.
fn older(cx: &Context<'_>, out: &mut Findings) {
    let groups = cx.groups();
    let account = groups.get("windows.externalStorage");
    let is_given = |node: Option<Value<'_>>| {
        let account = node.and_then(|node| node.get("connectionString"));
        account.is_some_and(|a| a.kind() != Kind::Null && !a.is_str("") && !a.is_str("<not set>"))
    };
    if account.is_some_and(|a| is_given(a.desired) || is_given(a.reported)) {
        return;
    }
    let Some((group, node)) = groups
        .get("windows.certificates")
        .filter(|group| group.role == Role::Gen1Section && !group.is_refreshing_reported())
        .and_then(|group| Some((group, group.desired?)))
    else {
        return;
    };
    let Some(needed) = to_install(node).find(|c| !is_there(group, *c)) else {
        return;
    };
    let message = format!("no storage account is named to fetch the certificate `{}` from", name_of(needed));
    out.push(
        Finding::at(Place::key(node), message)
            .because("The older agent fetches files with the `connectionString` of `windows.externalStorage`; without it nothing is installed.")
            .advise("Add `windows.externalStorage.connectionString` to desired.")
            .related("the certificate to be installed", Place::key(needed))
            .confidence(Confidence::Likely)
            .group(&group.name),
    );
}
