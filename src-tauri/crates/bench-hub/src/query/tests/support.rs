//! The queries that support engineers really use.

use serde_json::{Value, json};

use super::fleet::fleet;
use super::{found, over};

#[test]
fn the_usual_filters_find_what_they_are_meant_for() {
    for (condition, devices) in [
        ("deviceId='b'", "b"),
        ("deviceId='B'", ""),
        ("connectionState='Disconnected'", "b c e"),
        ("status='disabled'", "c"),
        ("tags.site='A'", "a b"),
        ("properties.desired.fw != properties.reported.fw", "b d"),
        ("properties.desired.fw = properties.reported.fw", "a"),
        ("NOT IS_DEFINED(properties.reported.fw)", "c"),
        ("is_defined(properties.reported.fw)", "a b d e"),
        ("lastActivityTime < '2024-01-01'", "b c"),
        ("lastActivityTime >= '2024-01-01'", "a d"),
        ("tags.site = 'A' AND properties.reported.battery >= 60", "a"),
        ("deviceId IN ['a', 'c', 'z']", "a c"),
        ("deviceId NIN ['a', 'c', 'z']", "b d e"),
        (
            "status = 'enabled' AND connectionState = 'Disconnected'",
            "b e",
        ),
        (
            "properties.reported.$version > properties.desired.$version",
            "a e",
        ),
        ("capabilities.iotEdge = false", "a"),
        ("STARTSWITH(properties.reported.fw, '1.')", "a b"),
    ] {
        let text = format!("SELECT * FROM devices WHERE {condition}");
        assert_eq!(found(&fleet(), &text), devices, "{condition}");
    }
}

#[test]
fn versions_of_firmware_are_counted() {
    let text = "SELECT properties.reported.fw AS fw, COUNT() AS n FROM devices GROUP BY properties.reported.fw";
    let expected = [
        json!({"fw": "1.2.0", "n": 1}),
        json!({"fw": "1.1.0", "n": 1}),
        json!({"n": 1}),
        json!({"fw": "2", "n": 1}),
        json!({"fw": {"main": "1.0", "radio": "3"}, "n": 1}),
    ];
    assert_eq!(over(&fleet(), text).rows, expected);
}

#[test]
fn devices_are_counted() {
    for (text, n) in [
        ("SELECT COUNT() AS n FROM devices", 5),
        ("SELECT COUNT(*) AS n FROM devices", 5),
        (
            "SELECT count() as n FROM devices WHERE tags.site = 'nowhere'",
            0,
        ),
    ] {
        assert_eq!(over(&fleet(), text).rows, [json!({"n": n})], "{text}");
    }
}

#[test]
fn modules_of_a_device_are_found() {
    let modules = [
        json!({"deviceId": "x", "moduleId": "$edgeAgent"}),
        json!({"deviceId": "y", "moduleId": "$edgeAgent"}),
        json!({"deviceId": "x", "moduleId": "camera"}),
    ];
    let rows = over(&modules, "SELECT * FROM devices.modules WHERE deviceId='x'").rows;
    assert_eq!(rows, [modules[0].clone(), modules[2].clone()]);
    let rows = over(
        &modules,
        "SELECT moduleId FROM devices.modules WHERE devices.modules.deviceId = 'y'",
    )
    .rows;
    assert_eq!(rows, [json!({"moduleId": "$edgeAgent"})]);
}

#[test]
fn jobs_of_a_device_are_found() {
    let jobs = [
        json!({"deviceId": "x", "jobId": "1", "status": "completed", "createdDateTimeUtc": "2026-05-01T07:00:00Z"}),
        json!({"deviceId": "x", "jobId": "2", "status": "failed"}),
    ];
    let text = "SELECT * FROM devices.jobs WHERE devices.jobs.deviceId = 'x' AND devices.jobs.STATUS = 'completed' \
                AND devices.jobs.createdDateTimeUtc > '2026-01-01'";
    assert_eq!(over(&jobs, text).rows, jobs[..1]);
}

#[test]
fn columns_are_named_after_the_last_name_of_their_path() {
    let rows = over(
        &fleet(),
        "SELECT DeviceId, tags.site, properties.reported.battery AS charge FROM devices",
    )
    .rows;
    let expected = [
        json!({"deviceId": "a", "site": "A", "charge": 90}),
        json!({"deviceId": "b", "site": "A", "charge": 12.5}),
        json!({"deviceId": "c", "site": "B"}),
        json!({"deviceId": "d", "site": "b", "charge": 12}),
        json!({"deviceId": "e"}),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn times_of_the_hub_compare_as_times() {
    for (condition, devices) in [
        // .5 is later than .1234567, as letters "Z" is later than both
        (
            "properties.reported.$metadata.$lastUpdated > '2026-05-01T07:00:00.1234567Z'",
            "a",
        ),
        (
            "properties.reported.$metadata.$lastUpdated > '2026-05-01T07:00:00Z'",
            "a",
        ),
        (
            "properties.desired.$metadata.fw.$lastUpdated = '2026-04-01T12:00:00+02:00'",
            "a",
        ),
        ("lastActivityTime = '2024-01-01'", "d"),
        ("'2024-01-01T00:00:00.000' = LastActivityTime", "d"),
        (
            "lastActivityTime IN ['2024-01-01', '2026-05-01T09:00:00.1234567+02:00']",
            "a d",
        ),
        (
            "lastActivityTime NIN ['2024-01-01', '2026-05-01T09:00:00.1234567+02:00']",
            "b c",
        ),
        (
            "lastActivityTime < '9999-12-31T23:59:59.9999999Z'",
            "a b c d",
        ),
        ("lastActivityTime = '0001-01-01T00:00:00'", "c"),
        // letters, where one of the two is no time
        ("lastActivityTime < 'never'", "a b c d"),
        ("lastActivityTime > 5", ""),
    ] {
        let text = format!("SELECT * FROM devices WHERE {condition}");
        assert_eq!(found(&fleet(), &text), devices, "{condition}");
    }
}

#[test]
fn other_times_compare_as_letters() {
    let twin = json!({"deviceId": "a", "tags": {"lastActivityTime": "2024-01-01T00:00:00Z"}});
    let twins: [Value; 1] = [twin];
    assert_eq!(
        found(
            &twins,
            "SELECT * FROM devices WHERE tags.lastActivityTime = '2024-01-01'"
        ),
        ""
    );
    assert_eq!(
        found(
            &twins,
            "SELECT * FROM devices WHERE tags.lastActivityTime > '2024-01-01'"
        ),
        "a"
    );
}

#[test]
fn a_time_is_the_same_in_every_form() {
    for (written, asked_for) in [
        ("2026-05-01T07:00:00Z", "2026-05-01T07:00:00.0000000Z"),
        ("2026-05-01T07:00:00Z", "2026-05-01T07:00:00"),
        ("2026-05-01T07:00:00Z", "2026-05-01 07:00:00Z"),
        ("2026-05-01T07:00:00Z", "2026-05-01T07:00Z"),
        ("2026-05-01T07:00:00Z", "2026-05-01T09:30:00+02:30"),
        ("2026-05-01T00:00:00", "2026-05-01"),
        ("0001-01-01T00:00:00", "0001-01-01T00:00:00Z"),
        // later than any time stamp
        (
            "9999-12-31T23:59:59.9999999Z",
            "9999-12-31T23:59:59.9999999",
        ),
    ] {
        let twins = [json!({"deviceId": "a", "statusUpdateTime": written})];
        for condition in [format!("= '{asked_for}'"), format!("IN ['{asked_for}']")] {
            let text = format!("SELECT * FROM devices WHERE statusUpdateTime {condition}");
            assert_eq!(found(&twins, &text), "a", "{written} {condition}");
        }
    }
}
