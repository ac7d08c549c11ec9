//! States, sub-groups, elements, texts.

use super::*;

#[test]
fn each_property_says_how_its_two_sides_stand() {
    assert_eq!(
        lines(&looked(&reboot(), "rebootInfo", &Look::default())),
        [
            "/dailyReboot unknown (`dailyRebootTime` is read)",
            "/dailyRebootTime same",
            "/singleRebootTime drifted (the device reports success with another value)",
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
            (PropertyState::Drifted, 1),
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
    for (reported, why) in [
        (
            json!({"windowsUpdate": "Refreshing"}),
            "the device is about to report it anew",
        ),
        (
            json!({"windowsUpdate": {"__meta": {"deploymentStatus": "pending"}}}),
            "the device reports the group as pending",
        ),
    ] {
        let page = looked(
            &twin_of(desired.clone(), reported),
            "windowsUpdate",
            &Look::default(),
        );
        assert_eq!(
            lines(&page)[0],
            format!("/activeHoursStart pending ({why})")
        );
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
        of(upper).ends_with("same (the device only reports that it is there)"),
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
    assert_eq!(state("time.example.org"), PropertyState::Drifted);
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
    let different = "/zoom different (no times and no status tell which side is the later one)";
    assert!(lines.contains(&different.to_owned()), "{lines:?}");
    assert!(
        lines.contains(&"/modes/1 notReported".to_owned()),
        "{lines:?}"
    );
}

#[test]
fn what_the_older_agent_is_to_apply_meets_what_it_reports_one_level_higher() {
    let text = twin_of(
        json!({"windows": {"windowsUpdatePolicy": {
            "applyProperties": {"activeHoursStart": 8, "activeHoursEnd": 17}, "reportProperties": "yes"
        }}}),
        json!({"windows": {"windowsUpdatePolicy": {
            "activeHoursStart": 8, "activeHoursEnd": 18, "allowAutoUpdate": 2,
            "lastChange": {"time": "2018-05-02T10:11:12Z", "state": "completed"}
        }}}),
    );
    let page = looked(&text, "windows.windowsUpdatePolicy", &Look::default());
    assert_eq!(
        lines(&page)[..5],
        [
            "/applyProperties drifted",
            "/applyProperties/activeHoursEnd drifted (the device reports success with another value)",
            "/applyProperties/activeHoursStart same",
            "/reportProperties byDesign",
            "/allowAutoUpdate notAsked",
        ]
    );
    assert_eq!(page.rows[0].reported, None);
}
