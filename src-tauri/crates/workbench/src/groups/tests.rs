//! Groups beside their schemas: states, sub-groups, elements, fixes, counterparts.

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

#[test]
fn each_property_says_how_its_two_sides_stand() {
    assert_eq!(
        lines(&looked(&reboot(), "rebootInfo", &Look::default())),
        [
            "/dailyReboot unknown (`dailyRebootTime` is read)",
            "/dailyRebootTime same",
            "/singleRebootTime different",
            "/lastBootTime readOnly",
            "/__meta same",
            "/__meta/deploymentId same",
            "/__meta/serviceInterfaceVersion byDesign",
            "/__meta/deploymentStatus readOnly",
            "/__meta/deviceInterfaceVersion readOnly",
            "/__meta/time readOnly",
        ]
    );
}

#[test]
fn the_head_says_which_schema_is_in_force_and_why() {
    let page = looked(&reboot(), "rebootInfo", &Look::default());
    let head = page.head;
    assert_eq!(
        (head.title.as_str(), head.dialect.as_str()),
        ("Scheduled restarts", "ga")
    );
    let desired = head.desired.expect("a schema");
    assert_eq!(desired.path, "ga/rebootInfo/desired-1.0.0.json");
    assert_eq!(desired.because, "the version that is declared, 1.0.0");
    assert_eq!(head.status.map(|s| s.name).as_deref(), Some("succeeded"));
    let states: Vec<_> = head.states.iter().map(|s| (s.state, s.count)).collect();
    assert_eq!(
        states,
        [
            (PropertyState::Different, 1),
            (PropertyState::Unknown, 1),
            (PropertyState::ByDesign, 1),
            (PropertyState::ReadOnly, 4),
            (PropertyState::Same, 2),
        ]
    );
    assert_eq!(head.counterparts, 3);
}

#[test]
fn what_is_not_set_is_shown_when_asked_for_and_what_is_required_always() {
    let text = twin_of(
        json!({"rebootInfo": {"singleRebootTime": "", "__meta": {"deploymentId": "d1"}}}),
        json!({}),
    );
    let page = looked(&text, "rebootInfo", &Look::default());
    assert_eq!(
        lines(&page),
        [
            "/singleRebootTime notReported",
            "/__meta missing",
            "/__meta/deploymentId notReported",
            "/__meta/serviceInterfaceVersion missing (required in desired)",
        ]
    );
    let all = looked(
        &text,
        "rebootInfo",
        &Look {
            unset: true,
            ..Look::default()
        },
    );
    let lines = lines(&all);
    assert!(
        lines.contains(&"/dailyRebootTime notSet".to_owned()),
        "{lines:?}"
    );
    assert!(
        lines.contains(&"/lastBootTime notSet".to_owned()),
        "{lines:?}"
    );
    assert!(
        lines.contains(&"/__meta/reportingMode notSet".to_owned()),
        "{lines:?}"
    );
    assert!(
        !lines.iter().any(|l| l.starts_with("/__meta/time")),
        "nothing is reported: {lines:?}"
    );
}

#[test]
fn a_pending_group_is_not_blamed_for_what_it_does_not_report_yet() {
    let (desired, _) = metas();
    let desired = json!({"windowsUpdate": {"activeHoursStart": 8, "__meta": desired}});
    for reported in [
        json!({"windowsUpdate": "Refreshing"}),
        json!({"windowsUpdate": {"__meta": {"deploymentStatus": "pending"}}}),
    ] {
        let page = looked(
            &twin_of(desired.clone(), reported),
            "windowsUpdate",
            &Look::default(),
        );
        assert_eq!(lines(&page)[0], "/activeHoursStart pending");
    }
}

#[test]
fn properties_that_are_applied_together_stand_together() {
    let (desired, reported) = metas();
    let text = twin_of(
        json!({"timeInfo": {"timeZoneBias": 60, "ntpServer": "a", "timeZoneKeyName": "b", "__meta": desired}}),
        json!({"timeInfo": {"ntpServer": "a", "__meta": reported}}),
    );
    let page = looked(&text, "timeInfo", &Look::default());
    let lines = lines(&page);
    assert_eq!(lines[0], "/ntpServer same");
    assert_eq!(lines[1], "/(timeZone) missing");
    assert_eq!(lines[2], "/(timeZone)/timeZoneBias notReported");
    assert_eq!(lines[3], "/(timeZone)/timeZoneKeyName notReported");
    assert_eq!(page.rows[1].kind, PropertyKind::SubGroup);
    assert_eq!((page.rows[1].depth, page.rows[2].depth), (0, 1));
    assert_eq!(page.rows[2].unit.as_deref(), Some("minutes"));
    let folded = looked(
        &text,
        "timeInfo",
        &Look {
            toggled: &["/(timeZone)"],
            ..Look::default()
        },
    );
    assert!(
        folded.rows[1].folded && folded.rows[2].key == "/__meta",
        "{folded:?}"
    );
    let all = looked(
        &text,
        "timeInfo",
        &Look {
            unset: true,
            ..Look::default()
        },
    );
    let below = all
        .rows
        .iter()
        .filter(|r| r.key.starts_with("/(timeZone)/"));
    assert_eq!(below.count(), 11);
}

#[test]
fn a_row_that_is_open_says_what_the_schema_says() {
    let (desired, _) = metas();
    let text = twin_of(
        json!({"windowsUpdate": {"allowAutoUpdate": 2, "__meta": desired}}),
        json!({}),
    );
    let page = looked(
        &text,
        "windowsUpdate",
        &Look {
            open: Some("/allowAutoUpdate"),
            ..Look::default()
        },
    );
    let row = &page.rows[0];
    assert_eq!(row.title, "Automatic updates");
    let text = row.text.as_ref().expect("a text");
    assert_eq!(text.types, ["integer"]);
    assert_eq!(text.range.as_deref(), Some("0 to 5"));
    assert_eq!(text.allowed.len(), 6);
    assert!(text.allowed.iter().all(|a| a.meaning.is_some()));
    assert!(!text.description.is_empty() && !text.sources.is_empty());
    let cell = row.desired.as_ref().expect("a cell");
    assert_eq!(
        cell.pointer,
        "/properties/desired/windowsUpdate/allowAutoUpdate"
    );
    assert!(cell.meaning.is_some(), "{cell:?}");
    assert!(
        page.rows[1..].iter().all(|row| row.text.is_none()),
        "one is open"
    );
}

#[test]
fn a_certificate_is_found_by_its_thumbprint_in_any_case() {
    let (desired, reported) = metas();
    let upper = "0123456789ABCDEF0123456789ABCDEF01234567";
    let gone = "1123456789abcdef0123456789abcdef01234567";
    let text = twin_of(
        json!({"certificates": {"rootCATrustedCertificates_Root": {
            upper: {"state": "installed", "fileName": "a\\b"}, gone: {"state": "uninstalled"}
        }, "__meta": desired}}),
        json!({"certificates": {"rootCATrustedCertificates_Root": {upper.to_lowercase(): ""}, "__meta": reported}}),
    );
    let page = looked(&text, "certificates", &Look::default());
    let lines = lines(&page);
    assert_eq!(lines[0], "/rootCATrustedCertificates_Root same");
    let of = |name: &str| {
        let key = format!("/rootCATrustedCertificates_Root/{name} ");
        lines
            .iter()
            .find(|l| l.starts_with(&key))
            .cloned()
            .unwrap_or_default()
    };
    assert!(
        of(upper).ends_with("same (reported by its thumbprint)"),
        "{lines:?}"
    );
    assert!(of(gone).ends_with("same (gone, as desired)"), "{lines:?}");
    assert!(
        lines.iter().any(|l| l.ends_with("/fileName byDesign")),
        "{lines:?}"
    );
}

#[test]
fn a_spelling_of_the_device_is_told_from_another_value() {
    let (desired, reported) = metas();
    let state = |of_device: &str| {
        let text = twin_of(
            json!({"timeInfo": {"ntpServer": "pool.example.net", "__meta": desired}}),
            json!({"timeInfo": {"ntpServer": of_device, "__meta": reported}}),
        );
        looked(&text, "timeInfo", &Look::default()).rows[0].state
    };
    assert_eq!(state("Pool.example.net,0x8"), PropertyState::Respelled);
    assert_eq!(state("time.example.org"), PropertyState::Different);
    assert_eq!(state("pool.example.net"), PropertyState::Same);
}

fn fleet_of_apps(count: usize) -> String {
    let (desired, reported) = metas();
    let app = |n: usize| {
        (
            format!("app{n:05}"),
            json!({"pkgFamilyName": "a_1234567890abc", "version": "1.0.0.0", "startup": "none"}),
        )
    };
    let apps = || (0..count).map(app).collect::<serde_json::Map<_, _>>();
    twin_of(
        json!({"uwpApps": {"apps": apps(), "__meta": desired}}),
        json!({"uwpApps": {"apps": apps(), "__meta": reported}}),
    )
}

#[test]
fn ten_thousand_elements_are_rows_that_begin_folded() {
    let text = fleet_of_apps(10_000);
    let page = looked(
        &text,
        "uwpApps",
        &Look {
            first: 9_990,
            ..Look::default()
        },
    );
    assert_eq!(page.total, 1 + 10_000 + 1 + 5);
    assert_eq!(page.rows.len(), 17);
    assert_eq!(page.rows[0].key, "/apps/app09989");
    assert!(page.rows[0].folded && page.rows[0].kind == PropertyKind::Element);
    let open = looked(
        &text,
        "uwpApps",
        &Look {
            toggled: &["/apps/app00001"],
            ..Look::default()
        },
    );
    assert_eq!(open.total, page.total + 3);
    assert_eq!(open.rows.len(), 100);
    let found = looked(
        &text,
        "uwpApps",
        &Look {
            search: "APP0000",
            ..Look::default()
        },
    );
    assert_eq!(found.total, 1 + 10);
    let few = looked(&fleet_of_apps(3), "uwpApps", &Look::default());
    assert!(few.rows.iter().all(|row| !row.folded));
}

#[test]
fn a_secret_is_masked_found_by_nobody_and_copied_by_nobody() {
    let (desired, _) = metas();
    let text = twin_of(
        json!({"certificates": {"connectionString": "hunter2", "__meta": desired}}),
        json!({}),
    );
    let page = looked(&text, "certificates", &Look::default());
    let cell = page.rows[0].desired.as_ref().expect("a cell");
    assert!(cell.masked && !cell.text.contains("hunter2"), "{cell:?}");
    let found = looked(
        &text,
        "certificates",
        &Look {
            search: "hunter",
            ..Look::default()
        },
    );
    assert_eq!(found.total, 0);
    with_group(&text, "certificates", |subject, group| {
        let copy = counterpart_document(subject, group, "staging", Direction::Desired);
        let copy = copy.expect("a document");
        assert!(
            copy.contains("<storage connection string>") && !copy.contains("hunter2"),
            "{copy}"
        );
    });
}

#[test]
fn a_group_that_no_schema_knows_is_shown_all_the_same() {
    let text = twin_of(
        json!({"camera": {"__meta": {"serviceInterfaceVersion": "1.0.0"}, "zoom": 2, "modes": ["a", "b"]}}),
        json!({"camera": {"zoom": 3, "modes": ["a"]}}),
    );
    let page = looked(&text, "camera", &Look::default());
    assert!(!page.head.known && page.head.desired.is_none());
    assert_eq!(page.head.counterparts, 0);
    let lines = lines(&page);
    assert!(lines.contains(&"/zoom different".to_owned()), "{lines:?}");
    assert!(
        lines.contains(&"/modes/1 notReported".to_owned()),
        "{lines:?}"
    );
}

fn broken() -> String {
    let (_, reported) = metas();
    twin_of(
        json!({"windowsUpdate": {"activeHoursStart": "8", "activeHoursEnd": 17, "__meta": {"serviceInterfaceVersion": 1}}}),
        json!({"windowsUpdate": {"activeHoursStart": 8, "activeHoursEnd": 17, "__meta": reported}}),
    )
}

fn merged(target: &mut Plain, patch: &Plain) {
    let (Plain::Object(target), Plain::Object(patch)) = (target, patch) else {
        panic!("two objects");
    };
    for (name, value) in patch {
        match value {
            Plain::Null => {
                target.remove(name);
            }
            Plain::Object(_) if target.get(name).is_some_and(Plain::is_object) => {
                merged(target.get_mut(name).expect("a member"), value);
            }
            value => {
                target.insert(name.clone(), value.clone());
            }
        }
    }
}

#[test]
fn a_finding_stands_in_its_row_and_its_fix_in_a_patch() {
    let page = looked(&broken(), "windowsUpdate", &Look::default());
    let row = page
        .rows
        .iter()
        .find(|r| r.key == "/activeHoursStart")
        .expect("a row");
    assert!(
        row.findings.iter().any(|f| f.rule == "property-type"),
        "{row:?}"
    );
    assert!(page.head.fixes >= 1, "{:?}", page.head);
    with_group(&broken(), "windowsUpdate", |subject, group| {
        let fixes = Fixes::of(subject, group);
        assert_eq!(fixes.count, page.head.fixes as usize);
        let patch: Plain = serde_json::from_str(&fixes.merge_patch).expect("JSON");
        let group = &patch["properties"]["desired"]["windowsUpdate"];
        assert_eq!(group["activeHoursStart"], json!(8), "{patch}");
        assert_eq!(
            group.get("activeHoursEnd"),
            None,
            "only what changes: {patch}"
        );
        let mut twin: Plain = serde_json::from_str(&broken()).expect("JSON");
        merged(&mut twin, &patch);
        let again = looked(&twin.to_string(), "windowsUpdate", &Look::default());
        assert_eq!(again.head.fixes, 0, "{twin}");
        let operations: Plain = serde_json::from_str(&fixes.json_patch).expect("JSON");
        let replace = json!({"op": "replace", "path": "/properties/desired/windowsUpdate/activeHoursStart", "value": 8});
        assert!(
            operations
                .as_array()
                .is_some_and(|all| all.contains(&replace)),
            "{operations}"
        );
    });
}

#[test]
fn a_name_is_moved_and_a_merge_patch_repeats_no_secret() {
    let key = ["AccountKey=", "c3dvcmRmaXNo"].concat();
    let rename = |member: &str, value: Plain| {
        let (desired, _) = metas();
        twin_of(
            json!({"certificates": {member: value, "__meta_2": desired}}),
            json!({}),
        )
    };
    let text = rename("connectionString", json!(key));
    with_group(&text, "certificates", |subject, group| {
        let fixes = Fixes::of(subject, group);
        assert!(!fixes.merge_patch.contains("c3dvcm") && !fixes.json_patch.contains("c3dvcm"));
        for text in [&fixes.merge_patch, &fixes.json_patch] {
            if !text.is_empty() {
                serde_json::from_str::<Plain>(text).expect("JSON");
            }
        }
    });
}

#[test]
fn a_group_without_fixes_has_no_patch() {
    with_group(&reboot(), "rebootInfo", |subject, group| {
        let fixes = Fixes::of(subject, group);
        assert_eq!(
            (fixes.merge_patch.as_str(), fixes.json_patch.as_str()),
            ("", "")
        );
    });
}

#[test]
fn counterparts_are_listed_and_one_of_them_is_told_in_full() {
    with_group(&reboot(), "rebootInfo", |subject, group| {
        let all = migration(subject, group, None).expect("counterparts");
        let names: Vec<_> = all.counterparts.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["draft", "preview@1", "staging@1"]);
        assert!(all.counterparts.iter().all(|c| c.age == Age::Older));
        assert_eq!(all.to.as_deref(), Some("staging@1"), "the nearest");
        let preview = migration(subject, group, Some("preview")).expect("a counterpart");
        assert_eq!(preview.to.as_deref(), Some("preview@1"));
        let desired = &preview.sides[0];
        assert_eq!(
            (desired.direction.as_str(), desired.reader.as_str()),
            ("desired", "device")
        );
        assert!(desired.anew && desired.document.is_some());
        assert_eq!(
            desired.rows[0].fate,
            Fate::Dropped,
            "what needs a look comes first"
        );
        let unknown = migration(subject, group, Some("9.9")).expect_err("no such version");
        assert_eq!(
            unknown.to_string(),
            "`rebootInfo` has no counterpart `9.9`; there are `draft`, `preview@1`, `staging@1`"
        );
    });
}

#[test]
fn a_section_of_the_older_agent_is_proposed_as_a_group_or_says_why_not() {
    let text = twin_of(
        json!({"windows": {
            "windowsUpdatePolicy": {"applyProperties": {"deferFeatureUpdatesPeriod": 30, "ring": "Preview"}, "reportProperties": "yes"},
            "wifi": {"applyProperties": "no", "reportProperties": "yes"}
        }}),
        json!({}),
    );
    with_group(&text, "windows.windowsUpdatePolicy", |subject, group| {
        let found = migration(subject, group, None).expect("a counterpart");
        assert_eq!(found.to.as_deref(), Some("ga@1.0.0"));
        let document = found.sides[0].document.as_deref().expect("a document");
        let document: Plain = serde_json::from_str(document).expect("JSON");
        assert_eq!(
            document["properties"]["desired"]["windowsUpdate"]["deferFeatureUpdatesPeriodInDays"],
            json!(30)
        );
    });
    with_group(&text, "windows.wifi", |subject, group| {
        let found = migration(subject, group, None).expect("an answer");
        assert!(found.to.is_none() && found.sides.is_empty());
        assert!(found.none.is_some_and(|why| why.contains("wireless")));
    });
}
