//! Status, errors and summaries as devices of each dialect write them.

use super::*;
use crate::testing::{twin, with_groups};

fn status_of(group: &str) -> Option<Status> {
    with_groups(&twin("", &format!("\"rebootInfo\":{group}")), |groups| {
        of(&groups.all[0]).map(|(status, _)| status)
    })
}

#[test]
fn the_status_is_found_in_every_dialect() {
    for (group, status) in [
        (
            r#"{"__meta":{"deploymentStatus":"pending"}}"#,
            Some(Status::Pending),
        ),
        (
            r#"{"__meta":{"deploymentStatus":"notStarted"}}"#,
            Some(Status::NotStarted),
        ),
        (
            r#"{"__meta_2":{"state":"succeeded"}}"#,
            Some(Status::Succeeded),
        ),
        (r#"{"__meta":{"status":"failed"}}"#, Some(Status::Failed)),
        (
            r#"{"__meta":{"state":"nonCompliant"}}"#,
            Some(Status::Failed),
        ),
        (
            r#"{"lastChange":{"state":"committed"}}"#,
            Some(Status::Succeeded),
        ),
        (
            r#"{"__meta":{"deploymentStatus":"Pending"}}"#,
            Some(Status::Unknown("Pending".into())),
        ),
        (
            r#"{"__meta":{"deploymentStatus":""}}"#,
            Some(Status::Unknown(String::new())),
        ),
        (
            r#"{"__meta":{"deploymentStatus":3}}"#,
            Some(Status::Unknown("3".into())),
        ),
        (r#"{"__meta":{}}"#, None),
        (r#""Refreshing""#, None),
    ] {
        assert_eq!(status_of(group), status, "{group}");
    }
}

#[test]
fn errors_are_read_whatever_they_are() {
    let reported = r#""rebootInfo":{"__errors_2":{
        "rebootInfo":{"subsystem":"DeviceAgentPlugin","context":"rebootInfo","code":2019,"message":"m","parameters":{}},
        "dailyRebootTime_3":{"context_4":"set","code":"123"},
        "odd":7}}"#;
    with_groups(&twin("", reported), |groups| {
        let errors: Vec<_> = errors(&groups.all[0]).collect();
        let operations: Vec<_> = errors.iter().map(|e| e.operation.as_ref()).collect();
        assert_eq!(operations, ["rebootInfo", "dailyRebootTime", "odd"]);
        assert_eq!(errors[0].code, Some(2019));
        assert_eq!(errors[0].subsystem.as_deref(), Some("DeviceAgentPlugin"));
        assert!(
            errors[0]
                .meaning()
                .is_some_and(|code| code.words.contains("interface version"))
        );
        assert_eq!(errors[1].context.as_deref(), Some("set"));
        assert_eq!((errors[1].code, errors[2].code), (None, None));
    });
}

#[test]
fn lists_of_groups_are_taken_apart_in_both_syntaxes() {
    let told = |text: &str| -> Vec<String> {
        let one = |n: &Named| format!("{}[{}]", n.group, n.instances.join(","));
        names(text).iter().map(one).collect()
    };
    assert_eq!(told("rebootInfo;timeInfo"), ["rebootInfo[]", "timeInfo[]"]);
    assert_eq!(
        told("apps:appXYZ;appABC|windowsUpdate"),
        ["apps[appXYZ,appABC]", "windowsUpdate[]"]
    );
    assert_eq!(told(" a ; ;b;"), ["a[]", "b[]"]);
    assert_eq!(told(""), Vec::<String>::new());
    assert_eq!(told("|:|"), ["[]"]);
}

#[test]
fn the_summary_is_read() {
    let reported = r#""__summary":{"failedCount":1,"failedGroups":"a","pendingCount":"2","pendingGroups":3,"time":"t"}"#;
    with_groups(&twin("", reported), |groups| {
        let summary = Summary::of(groups.summary.expect("it is there"));
        assert_eq!(
            (summary.failed_count, summary.pending_count),
            (Some(1), None)
        );
        assert_eq!(summary.failed_groups[0].group, "a");
        assert!(summary.pending_groups.is_empty() && summary.time.is_some());
    });
}

#[test]
fn a_code_is_left_over_only_where_the_message_speaks_of_a_version() {
    let entry = |subsystem: &str, code: i64, message: &str| {
        format!(
            r#""g":{{"__errors":{{"g":{{"subsystem":"{subsystem}","context":"g","code":{code},"message":"{message}","parameters":{{}}}}}}}}"#
        )
    };
    for (subsystem, code, message, is_leftover, is_known) in [
        ("DeviceAgentPlugin", 183, "Version not found", true, false),
        (
            "DeviceAgentPlugin",
            -2_147_024_891,
            "Version format is incorrect",
            true,
            true,
        ),
        // a plug-in that counts its own errors
        (
            "DeviceAgentPlugin",
            2,
            "the pump stands still",
            false,
            false,
        ),
        (
            "DeviceAgentPlugin",
            -2_147_024_891,
            "the pump stands still",
            false,
            true,
        ),
        (
            "DeviceAgentPlugin",
            2019,
            "the version is not supported",
            false,
            true,
        ),
        ("Windows", 2, "the version is not supported", false, true),
    ] {
        with_groups(&twin("", &entry(subsystem, code, message)), |groups| {
            let error = errors(&groups.all[0]).next().expect("an error");
            assert_eq!(
                (error.is_leftover(), error.meaning().is_some()),
                (is_leftover, is_known),
                "{subsystem} {code} {message}"
            );
        });
    }
}
