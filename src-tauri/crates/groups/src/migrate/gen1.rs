//! Sections of the older agent, put together as the groups of later agents are.

use std::sync::Arc;

use crate::catalogue::{Flow, Property, Schema};

use super::Row;
use super::carry::{Told, left_out};
use super::sheet::{Body, Sheet, pointer};
use super::words::{moved, set_mode};
use super::{Fate, Purpose};

/// Rebuilds a section; names and words are carried over afterwards.
pub(super) fn rebuild(sheet: &mut Sheet, section: &str, to: &Schema, told: &mut Told) {
    move_status(sheet, told);
    match section.strip_prefix("windows.").unwrap_or(section) {
        "windowsUpdatePolicy" => policy(sheet, to, told),
        "apps" => apps(sheet, to, told),
        "eventTracingCollectors" => collectors(sheet, to, told),
        "certificates" => storage(sheet, to, told, |text| text.contains("\"installed\"")),
        _ => {}
    }
}

/// Returns what is said of a section with what is said of its policy one level higher, as it is rebuilt.
pub(super) fn property(of: &Arc<Property>) -> Arc<Property> {
    let Some(apply) = of.members.get("applyProperties") else {
        return of.clone();
    };
    let mut rebuilt = Property::clone(of);
    let members = apply.members.iter();
    rebuilt
        .members
        .extend(members.map(|(name, of)| (name.clone(), of.clone())));
    Arc::new(rebuilt)
}

/// `lastChange` is `__meta` with other names in it; for a moment it may be a text.
fn move_status(sheet: &mut Sheet, told: &mut Told) {
    let Some(change) = sheet.take("lastChange") else {
        return;
    };
    let from = change.origin.clone().unwrap_or_default();
    if matches!(change.body, Body::Object(_)) {
        told.push(moved(
            &from,
            "/__meta",
            "The status stands in `__meta` there.",
        ));
        sheet.put("__meta", change);
    } else {
        let row = left_out(&change, None, "lastChange", None, told);
        told.push(row);
    }
}

/// Policy: what to apply stands directly in the group, and one word says what is reported.
fn policy(sheet: &mut Sheet, to: &Schema, told: &mut Told) {
    if to.key.flow != Flow::Desired {
        return;
    }
    hoist(sheet, "", told);
    if let Some(report) = sheet.take("reportProperties") {
        say_report(sheet, &report, to, ("", told));
    }
}

/// Takes the members of `applyProperties` one level up; the word `no` applies nothing.
fn hoist(sheet: &mut Sheet, above: &str, told: &mut Told) {
    let Some(apply) = sheet.take("applyProperties") else {
        return;
    };
    let from = apply.origin.clone().unwrap_or_default();
    match apply.body {
        Body::Object(members) => {
            told.push(moved(
                &from,
                above,
                "What is to be applied stands one level higher there.",
            ));
            if let Some(own) = sheet.members_mut() {
                own.extend(members);
            }
        }
        _ => {
            let sentence =
                "Nothing is applied: what is not in the group stays as it is on the device.";
            told.push(dropped(&apply, sentence, told));
        }
    }
}

fn say_report(sheet: &mut Sheet, report: &Sheet, to: &Schema, (above, told): (&str, &mut Told)) {
    let mode = match report.text().as_deref() {
        Some("yes") => "detailed",
        _ => "none",
    };
    set_mode(sheet, report, mode, to.key.dialect, (above, told));
}

fn dropped(sheet: &Sheet, sentence: &str, told: &Told) -> Row {
    let row = left_out(sheet, None, "", None, told);
    Row {
        fate: Fate::Dropped,
        sentence: sentence.to_owned(),
        ..row
    }
}

/// Apps stand in a map of their own, under names without dots; an app that is only to be reported has no place.
fn apps(sheet: &mut Sheet, to: &Schema, told: &mut Told) {
    let Some(members) = sheet.members_mut() else {
        return;
    };
    let all = std::mem::take(members);
    let mut apps = Vec::with_capacity(all.len());
    for (name, member) in all {
        if !matches!(member.body, Body::Object(_)) || name == "?" || name == "__meta" {
            members.push((name, member));
            continue;
        }
        if member.get("version").and_then(Sheet::text).as_deref() == Some("?") {
            let sentence = "It is only to be reported; the command `GetInstalledUwpAppsCmd` answers that there.";
            told.push(dropped(&member, sentence, told));
            continue;
        }
        apps.push((plain_name(name, &member, told), member));
    }
    if !apps.is_empty() {
        told.push(moved("", "/apps", "Apps stand in `apps` there."));
        members.push(("apps".to_owned(), Sheet::object(None, apps)));
    }
    storage(sheet, to, told, |text| text.contains("\"appxSource\""));
}

/// A dot may not stand in a name; later agents write an underline for it.
fn plain_name(name: String, app: &Sheet, told: &mut Told) -> String {
    if !name.contains('.') {
        return name;
    }
    let plain = name.replace('.', "_");
    let from = app.origin.clone().unwrap_or_default();
    let sentence = "A name may not have dots; the agent writes `_` for each.";
    told.push(moved(&from, &pointer("/apps", &plain), sentence));
    plain
}

/// Collectors: what to apply stands one level higher, providers in a map of their own.
fn collectors(sheet: &mut Sheet, to: &Schema, told: &mut Told) {
    if let Some(others) = sheet.take("?") {
        let row = left_out(&others, None, "?", None, told);
        told.push(row);
    }
    for (name, collector) in sheet.members_mut().into_iter().flatten() {
        let is_collector = matches!(collector.body, Body::Object(_)) && name != "__meta";
        if !is_collector {
            continue;
        }
        let above = pointer("", name);
        if to.key.flow == Flow::Desired {
            hoist(collector, &above, told);
            if let Some(report) = collector.take("reportProperties") {
                say_report(collector, &report, to, (&above, told));
            }
        }
        providers(collector, &above, told);
    }
}

fn providers(collector: &mut Sheet, above: &str, told: &mut Told) {
    let Some(members) = collector.members_mut() else {
        return;
    };
    let all = std::mem::take(members).into_iter();
    let (providers, own): (Vec<_>, Vec<_>) = all.partition(|(name, sheet)| {
        matches!(sheet.body, Body::Object(_)) && !name.starts_with("__")
    });
    *members = own;
    if providers.is_empty() {
        return;
    }
    let bare = |name: String| name.trim_matches(['{', '}', '(', ')']).to_owned();
    let providers = providers
        .into_iter()
        .map(|(name, sheet)| (bare(name), sheet));
    let providers = Sheet::object(None, providers.collect());
    told.push(moved(
        above,
        &pointer(above, "providers"),
        "Providers stand in `providers` there, under their GUID without braces.",
    ));
    members.push(("providers".to_owned(), providers));
}

/// Files come from an account that each group names itself.
fn storage(sheet: &mut Sheet, to: &Schema, told: &mut Told, loads: impl Fn(&str) -> bool) {
    let is_needed = to.key.flow == Flow::Desired
        && sheet.get("connectionString").is_none()
        && loads(&sheet.json(Purpose::Show));
    if !is_needed {
        return;
    }
    let account = Sheet::added(Body::secret("connectionString", String::new()));
    told.push(Row {
        fate: Fate::Added,
        from: None,
        title: "Storage account".to_owned(),
        new_value: Some(account.shown()),
        ..moved(
            "",
            "/connectionString",
            "Each group names its own storage account there; the older agent has one in `windows.externalStorage`.",
        )
    });
    sheet.put("connectionString", account);
}
