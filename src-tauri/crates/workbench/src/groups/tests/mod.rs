//! Groups beside their schemas: twins and looks for the tests.

mod patches;
mod states;

use ::groups::{Direction, Groups};
use diagnose::{CATALOGUE, Circumstances, Units};
use groups::catalogue::Catalogue;
use serde_json::{Value as Plain, json};
use twin::Document;

use super::rows::{Asked, List};
use super::view::{Window, page};
use super::*;
use crate::examine::locate;
use crate::wire::{Age, Fate, GroupPage, PropertyKind, PropertyRow, PropertyState};

/// Reads a twin, diagnoses it, and hands one of its groups to a check.
fn with_group<R>(text: &str, name: &str, check: impl FnOnce(&Subject<'_>, &Group<'_>) -> R) -> R {
    let doc = Document::read_str(text).expect("a small text is read");
    let units = Units::of(&doc);
    let twin = units.twin(0).expect("a twin");
    let found = units.diagnose(CATALOGUE, 0, &twin, &Circumstances::default(), None);
    let findings = locate(found, &doc, 0);
    let groups = Groups::of(&twin);
    let subject = Subject {
        twin: &twin,
        groups: &groups,
        findings: &findings,
        catalogue: Catalogue::built_in(),
    };
    let group = groups
        .get(name)
        .unwrap_or_else(|| panic!("no group {name}"));
    check(&subject, group)
}

fn twin_of(desired: Plain, reported: Plain) -> String {
    json!({"deviceId": "pump-1", "etag": "AAAAAAAAAAE=", "properties": {"desired": desired, "reported": reported}})
        .to_string()
}

/// What is asked of a group, and which part of it is looked at.
#[derive(Default)]
struct Look<'l> {
    unset: bool,
    search: &'l str,
    toggled: &'l [&'l str],
    open: Option<&'l str>,
    first: u32,
}

fn looked(text: &str, name: &str, look: &Look<'_>) -> GroupPage {
    with_group(text, name, |subject, group| {
        let list = List::of(subject, group);
        let asked = Asked {
            unset: look.unset,
            unfolded: false,
            search: look.search.to_lowercase(),
            toggled: look.toggled.iter().map(|t| (*t).to_owned()).collect(),
        };
        let wanted = list.wanted(subject.twin.root.document(), &asked);
        let window = Window {
            wanted: &wanted,
            first: look.first,
            count: 100,
            toggled: &asked.toggled,
            unset: look.unset,
            searching: !look.search.is_empty(),
            open: look.open,
        };
        page(subject, group, &list, &window)
    })
}

fn line(row: &PropertyRow) -> String {
    let state = serde_json::to_string(&row.state).expect("a word");
    let note = if row.note.is_empty() {
        String::new()
    } else {
        format!(" ({})", row.note)
    };
    format!("{} {}{note}", row.key, state.trim_matches('"'))
}

fn lines(page: &GroupPage) -> Vec<String> {
    page.rows.iter().map(line).collect()
}

/// `__meta` as both sides have it where all is well.
fn metas() -> (Plain, Plain) {
    let desired = json!({"serviceInterfaceVersion": "1.0.0", "deploymentId": "d1"});
    let reported = json!({
        "deploymentId": "d1", "deploymentStatus": "succeeded", "deviceInterfaceVersion": "1.0.0", "time": "2026-02-20T09:00:05"
    });
    (desired, reported)
}

fn reboot() -> String {
    let (desired, reported) = metas();
    twin_of(
        json!({"rebootInfo": {"singleRebootTime": "2026-04-10T17:00:00Z", "dailyRebootTime": "", "dailyReboot": "x", "__meta": desired}}),
        json!({"rebootInfo": {"singleRebootTime": "2026-04-11T17:00:00Z", "dailyRebootTime": "", "lastBootTime": "2026-02-20T08:00:00", "__meta": reported}}),
    )
}
