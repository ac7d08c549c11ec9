//! Drift of whole twins, with what the catalogue knows.

use serde_json::{Value as Plain, json};
use twin::Document;

use super::*;
use diagnose::Units;

/// Members of `__meta` as the released agent and its service write them.
fn metas() -> (Plain, Plain) {
    (
        json!({"deploymentId": "d1", "serviceInterfaceVersion": "1.0.0"}),
        json!({"deploymentId": "d1", "deploymentStatus": "succeeded", "time": "2026-05-01T10:00:00", "deviceInterfaceVersion": "1.0.0"}),
    )
}

/// A twin of one group of the released agent, all of desired and all of reported written at one time.
fn twin_of(group: &str, mut desired: Plain, mut reported: Plain) -> String {
    let (asked, told) = metas();
    for (side, meta) in [(&mut desired, asked), (&mut reported, told)] {
        if let Some(members) = side.as_object_mut() {
            members.entry("__meta").or_insert(meta);
        }
    }
    let section = |value: Plain, at: &str| {
        let stamp = json!({"$lastUpdated": format!("2026-05-01T{at}:00:00.0000000Z")});
        json!({group: value, "$metadata": {"$lastUpdated": stamp["$lastUpdated"], group: stamp}, "$version": 4})
    };
    json!({"deviceId": "pump-1", "etag": "AAAAAAAAAAE=", "properties": {
        "desired": section(desired, "09"), "reported": section(reported, "10")
    }})
    .to_string()
}

fn drift(text: &str) -> DriftTwin {
    let doc = Document::read_str(text).expect("small");
    let units = Units::of(&doc);
    let twin = units.twin(0).expect("a twin");
    let groups = Groups::of(&twin);
    let clock = Clock {
        now: Some("2026-05-01T12:00:00Z".parse().expect("a time")),
        ..Clock::default()
    };
    of_twin(
        &twin,
        &groups,
        Catalogue::built_in(),
        (clock, &DriftSettings::default()),
        Wanted::Everything,
    )
}

fn rows(group: &str, desired: Plain, reported: Plain) -> Vec<String> {
    let found = drift(&twin_of(group, desired, reported));
    let group = found.groups.iter().find(|g| g.group == group);
    let rows = group.expect("the group").rows.iter();
    rows.map(|row| {
        let note = if row.note.is_empty() {
            String::new()
        } else {
            format!(" ({})", row.note)
        };
        let state = serde_json::to_string(&row.state).expect("a word");
        format!("{} {}{note}", row.path, state.trim_matches('"'))
    })
    .collect()
}

#[test]
fn times_of_the_schema_are_compared_as_times() {
    assert_eq!(
        rows(
            "rebootInfo",
            json!({"singleRebootTime": "2026-06-01T03:00:00Z", "dailyRebootTime": "2026-06-01T03:00:00Z"}),
            json!({"singleRebootTime": "2026-06-01T05:00:00+02:00", "dailyRebootTime": "2026-06-01T04:00:00Z",
                   "lastBootTime": "2026-05-01T08:00:00"}),
        ),
        [
            "/dailyRebootTime drifted (reported after it was asked, for 2 h 0 min)",
            "/singleRebootTime inSync (in the device's own spelling)",
            "/lastBootTime reportedOnly (state of the device; nobody can ask for it)",
        ]
    );
}

#[test]
fn of_a_daily_restart_only_the_time_of_day_counts() {
    for (told, expected) in [
        (
            "2027-01-31T03:00:00Z",
            "inSync (in the device's own spelling)",
        ),
        (
            "2026-05-31T22:00:00.000-05:00",
            "inSync (in the device's own spelling)",
        ),
        (
            "2026-06-01T03:00:00+02:00",
            "drifted (reported after it was asked, for 2 h 0 min)",
        ),
        (
            "2026-06-01T03:00:00",
            "drifted (reported after it was asked, for 2 h 0 min)",
        ),
    ] {
        let asked = "2026-06-01T03:00:00Z";
        assert_eq!(
            rows(
                "rebootInfo",
                json!({"dailyRebootTime": asked, "singleRebootTime": asked}),
                json!({"dailyRebootTime": told, "singleRebootTime": asked}),
            ),
            [
                format!("/dailyRebootTime {expected}"),
                "/singleRebootTime inSync".to_owned()
            ],
            "{told}"
        );
    }
}

#[test]
fn sources_and_secrets_are_not_reported_by_design_and_never_shown() {
    let asked = json!({"connectionString": "hunter2-hunter2", "apps": {"a": {
        "pkgFamilyName": "a_1", "version": "1.0.0.0", "appxSource": "c\\a.appx", "startup": "none"
    }}});
    let told = json!({"apps": {"a": {"pkgFamilyName": "a_1", "version": "1.0.0.0", "name": "A", "startup": "none"}}});
    let found = drift(&twin_of("uwpApps", asked.clone(), told.clone()));
    assert!(!found.differs, "{found:?}");
    assert!(
        !serde_json::to_string(&found)
            .expect("JSON")
            .contains("hunter2")
    );
    let rows = rows("uwpApps", asked, told);
    assert!(
        rows.contains(&"/connectionString notReported (never reported, by design)".to_owned()),
        "{rows:?}"
    );
    assert!(
        rows.contains(&"/apps/a/appxSource notReported (never reported, by design)".to_owned()),
        "{rows:?}"
    );
}

#[test]
fn certificates_correlate_by_thumbprint_and_a_store_that_shows_another_one_is_no_drift() {
    let upper = "0123456789ABCDEF0123456789ABCDEF01234567";
    let wanted = json!({"state": "installed", "fileName": "a\\b"});
    assert_eq!(
        rows(
            "certificates",
            json!({
                "certificateStore_My_System": {upper: wanted},
                "rootCATrustedCertificates_CA": {upper: wanted},
                "rootCATrustedCertificates_Root": {upper: {"state": "uninstalled"}},
            }),
            json!({
                "rootCATrustedCertificates_CA": {upper.to_lowercase(): ""},
                "certificateStore_My_System": {},
                "rootCATrustedCertificates_Root": {},
            }),
        ),
        [
            format!(
                "/certificateStore_My_System/{upper} unknown (a defect of the agent: it reports something else here)"
            ),
            format!(
                "/rootCATrustedCertificates_CA/{upper} inSync (the device only reports that it is there)"
            ),
            format!("/rootCATrustedCertificates_Root/{upper} inSync (gone, as desired)"),
        ]
    );
}

#[test]
fn the_mode_of_reporting_decides_what_absence_means() {
    for (mode, expected) in [
        (
            "none",
            "/activeHoursStart notReported (the reporting mode asks for no report)",
        ),
        (
            "detailed",
            "/activeHoursStart notReported (the group is reported without it, for 2 h 0 min)",
        ),
    ] {
        let meta = json!({"deploymentId": "d1", "serviceInterfaceVersion": "1.0.0", "reportingMode": mode});
        let rows = rows(
            "windowsUpdate",
            json!({"activeHoursStart": 8, "__meta": meta}),
            json!({}),
        );
        assert_eq!(rows, [expected]);
    }
}

#[test]
fn a_collector_that_asks_for_no_report_is_silent_by_request() {
    let collector = |mode: &str| {
        json!({"started": true, "logFileFolder": "", "logFileName": "", "traceLogFileMode": "circular",
               "logFileSizeLimitMB": 4, "providers": {}, "__meta": {"reportingMode": mode}})
    };
    let rows = rows(
        "eventTracingCollectors",
        json!({"quiet": collector("none"), "short": collector("minimal")}),
        json!({"short": ""}),
    );
    assert_eq!(
        rows,
        [
            "/quiet notReported (the reporting mode asks for no report)",
            "/short inSync (the device only reports that it is there)",
        ]
    );
}

#[test]
fn an_error_stands_at_its_property_in_words() {
    let (_, mut told) = metas();
    told["deploymentStatus"] = "failed".into();
    let error = |code: i64| json!({"subsystem": "DeviceAgent", "context": "x", "code": code, "message": "", "parameters": {}});
    let rows = rows(
        "rebootInfo",
        json!({"singleRebootTime": "soon", "dailyRebootTime": ""}),
        json!({"singleRebootTime": "", "dailyRebootTime": "", "__meta": told, "__errors": {"singleRebootTime": error(1006)}}),
    );
    assert_eq!(rows[0], "/dailyRebootTime inSync");
    assert!(
        rows[1].starts_with("/singleRebootTime failed (error 1006 of `singleRebootTime`: "),
        "{rows:?}"
    );
}

#[test]
fn the_draft_ignores_a_group_without_versions_and_the_device_one_that_it_does_not_list() {
    let draft = json!({"deviceId": "d", "properties": {
        "desired": {"__portalSchemas": {"wifi": {"maxInputVersion": "1.0", "outputVersion": "1.0"}},
                    "rebootInfo": {"singleRebootTime": ""}, "$version": 2},
        "reported": {"__deviceSchemas": {"wifi": {"type": "raw", "tags": "", "maxInputVersion": "1.0", "outputVersion": "1.0"}},
                     "rebootInfo": {"singleRebootTime": "x"}, "$version": 2}
    }});
    let found = drift(&draft.to_string());
    let group = found
        .groups
        .iter()
        .find(|g| g.group == "rebootInfo")
        .expect("there");
    assert_eq!(group.state, DriftState::Ignored, "{group:?}");

    let (asked, told) = metas();
    let ga = json!({"deviceId": "d", "properties": {
        "desired": {"camera": {"zoom": 2, "__meta": asked}, "$version": 2},
        "reported": {"__deviceSchemas": {"rebootInfo": {"type": "raw", "tags": "dm", "interfaceVersion": "1.0.0"}, "__meta": told},
                     "$version": 2}
    }});
    let found = drift(&ga.to_string());
    let group = found
        .groups
        .iter()
        .find(|g| g.group == "camera")
        .expect("there");
    assert_eq!(group.note, "the device lists no such group");
}

#[test]
fn a_name_that_another_product_has_too_is_not_held_against_the_agents_schema() {
    let rows = drift(
        &json!({"deviceId": "d", "properties": {
            "desired": {"deviceInfo": {"owner": "line 4"}, "$version": 2},
            "reported": {"deviceInfo": {"owner": "line 4", "model": "x"}, "$version": 2}
        }})
        .to_string(),
    );
    let states: Vec<_> = rows.groups[0].rows.iter().map(|r| r.state).collect();
    assert_eq!(states, [DriftState::InSync, DriftState::ReportedOnly]);
}

#[test]
fn a_length_of_time_is_read_as_people_write_it() {
    for text in ["10m", "1h 30m", "2d", "90s", "5min", "0m"] {
        assert!(text.parse::<Patience>().is_ok(), "{text}");
    }
    for text in [
        "",
        "10",
        "h",
        "-1h",
        "1w",
        "99999999999999999999h",
        "9223372036854775807d",
    ] {
        assert!(text.parse::<Patience>().is_err(), "{text}");
    }
}

#[test]
fn only_what_differs_is_told_unless_everything_is_wanted() {
    let text = twin_of(
        "windowsUpdate",
        json!({"activeHoursStart": 8, "activeHoursEnd": 17}),
        json!({"activeHoursStart": 8, "activeHoursEnd": 18}),
    );
    let doc = Document::read_str(&text).expect("small");
    let units = Units::of(&doc);
    let twin = units.twin(0).expect("a twin");
    let groups = Groups::of(&twin);
    let found = of_twin(
        &twin,
        &groups,
        Catalogue::built_in(),
        (Clock::default(), &DriftSettings::default()),
        Wanted::Differences,
    );
    let group = &found.groups[0];
    assert_eq!(group.rows.len(), 1);
    assert_eq!(group.counts.len(), 2, "{:?}", group.counts);
    assert_eq!(group.rows[0].path, "/activeHoursEnd");
}

/// Twins of the fixtures, each as it is and with one thing after another changed in it.
fn fixtures() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../fixtures/twins");
    let files = std::fs::read_dir(folder).expect("the fixtures");
    let texts = files
        .flatten()
        .filter_map(|f| std::fs::read_to_string(f.path()).ok());
    let mut twins = Vec::new();
    for text in texts.filter(|text| text.len() < 12_000) {
        for (old, new) in [
            (": 1", ": 2"),
            ("\"succeeded\"", "\"failed\""),
            ("\"", "'"),
            ("2026", "2031"),
            ("e", "E"),
        ] {
            let middle = text.floor_char_boundary(text.len() / 2);
            let (before, after) = text.split_at(middle);
            twins.push(format!("{before}{}", after.replacen(old, new, 3)));
        }
        twins.push(text);
    }
    twins
}

#[test]
fn what_differs_is_the_same_with_and_without_the_rest() {
    let mut differing = 0;
    for text in fixtures() {
        let doc = Document::read_str(&text).expect("small");
        let units = Units::of(&doc);
        for twin in (0..units.len()).filter_map(|n| units.twin(n)) {
            let groups = Groups::of(&twin);
            let [mut all, differences] = [Wanted::Everything, Wanted::Differences].map(|wanted| {
                of_twin(
                    &twin,
                    &groups,
                    Catalogue::built_in(),
                    (Clock::default(), &DriftSettings::default()),
                    wanted,
                )
            });
            for group in &mut all.groups {
                group.rows.retain(|row| row.differs);
                differing += group.rows.len();
            }
            assert_eq!(all, differences, "{text}");
        }
    }
    assert!(differing > 100, "{differing} properties differ");
}

#[test]
fn a_certificate_is_gone_as_desired_only_where_the_device_has_reported_any() {
    let (asked, told) = metas();
    let thumbprint = "a".repeat(40);
    let desired = json!({"certificates": {"__meta": asked, "rootCATrustedCertificates_Root": {thumbprint: {"state": "uninstalled"}}}});
    for (reported, expected) in [
        (
            json!({"certificates": {"__meta": told.clone(), "rootCATrustedCertificates_Root": {}}}),
            DriftState::InSync,
        ),
        (
            json!({"rebootInfo": {"__meta": told}}),
            DriftState::NotReported,
        ),
    ] {
        let twin =
            json!({"deviceId": "d", "properties": {"desired": desired, "reported": reported}});
        let found = drift(&twin.to_string());
        let group = found.groups.iter().find(|g| g.group == "certificates");
        let rows = &group.expect("the group").rows;
        let row = rows.iter().find(|row| row.path.contains("aaaa"));
        assert_eq!(row.expect("the certificate").state, expected, "{rows:?}");
    }
}

#[test]
fn refreshing_is_a_word_of_agents_only() {
    let text = r#"{"deviceId":"d","properties":{"desired":{"mode":"refreshing"},"reported":{"mode":"refreshing"}}}"#;
    let found = drift(text);
    assert!(!found.differs, "{found:?}");
}
