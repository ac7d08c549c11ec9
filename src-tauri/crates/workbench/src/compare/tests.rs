//! Two twins compared: what is told, what is left out, and what the patches are worth.

use diagnose::Units;
use twin::Document;

use super::*;

const OLD: &str = r#"{"deviceId":"d","etag":"AAAAAAAAAAE=","version":5,"properties":{
    "desired":{"g":{"a":1,"b":"3.0.0","password":"hunter2"},"h":{"x":1},
      "$metadata":{"g":{"$lastUpdatedVersion":3},"h":{"$lastUpdatedVersion":4}},"$version":4},
    "reported":{"g":{"a":1,"__meta":{"time":"2026-05-01T10:00:00"}},"$version":2}}}"#;
const NEW: &str = r#"{"deviceId":"d","etag":"AAAAAAAAAAI=","version":6,"properties":{
    "desired":{"h":{"x":1.0},"g":{"a":2,"b":"3.1.0","password":"hunter3"},
      "$metadata":{"g":{"$lastUpdatedVersion":5},"h":{"$lastUpdatedVersion":5}},"$version":5},
    "reported":{"g":{"a":1,"__meta":{"time":"2026-05-01T11:00:00"}},"$version":3}}}"#;

fn compared(old: &str, new: &str, wanted: Wanted) -> Compared {
    let docs = [old, new].map(|text| Document::read_str(text).expect("small"));
    let units = [&docs[0], &docs[1]].map(Units::of);
    let twins = [&units[0], &units[1]].map(|units| units.twin(0).expect("a twin"));
    let names = ["old".into(), "new".into()];
    of_two(&twins[0], &twins[1], names, (wanted, Catalogue::built_in()))
}

#[test]
fn counters_stamps_and_times_are_left_out_and_counted() {
    let found = compared(OLD, NEW, Wanted::Meant);
    let paths: Vec<_> = found
        .changes
        .iter()
        .map(|c| (c.change, c.path.as_str()))
        .collect();
    assert_eq!(
        paths,
        [
            ("edited", "/properties/desired/g/a"),
            ("edited", "/properties/desired/g/b"),
            ("edited", "/properties/desired/g/password"),
        ]
    );
    assert_eq!(found.hidden, 7);
    assert!(found.differs);
    assert_eq!(compared(OLD, NEW, Wanted::Everything).changes.len(), 11);
    assert!(!compared(OLD, OLD, Wanted::Everything).differs);
}

#[test]
fn the_groups_to_be_applied_again_are_named_and_those_only_touched() {
    let found = compared(OLD, NEW, Wanted::Meant);
    let notes = notes(&found);
    for note in [
        "desired: $version 4 → 5.",
        "desired: to be applied again: g.",
        "desired: touched, same value: h.",
    ] {
        assert!(
            notes.iter().any(|n| n == note),
            "{note} is not in {notes:?}"
        );
    }
}

#[test]
fn no_form_shows_a_secret_and_the_masked_are_counted() {
    let found = compared(OLD, NEW, Wanted::Everything);
    assert_eq!(found.masked, 1);
    let json = serde_json::to_string(&found).expect("JSON");
    let all = [
        json,
        found.json_patch.clone(),
        found.merge_patch.clone(),
        markdown(std::slice::from_ref(&found)),
        html(std::slice::from_ref(&found)),
    ];
    for text in all {
        assert!(!text.contains("hunter"), "{text}");
    }
}

#[test]
fn patches_leave_out_what_the_list_leaves_out() {
    let found = compared(OLD, NEW, Wanted::Meant);
    assert!(!found.json_patch.contains("$version") && !found.merge_patch.contains("etag"));
    let merge: serde_json::Value = serde_json::from_str(&found.merge_patch).expect("JSON");
    assert_eq!(merge["properties"]["desired"]["g"]["a"], 2);
    let patch: serde_json::Value = serde_json::from_str(&found.json_patch).expect("JSON");
    assert_eq!(patch.as_array().map(Vec::len), Some(3));
}

#[test]
fn pages_mark_the_part_that_differs_and_keep_markup_out() {
    let found = compared(
        r#"{"tags":{"a":"<b>|`3.0.0"}}"#,
        r#"{"tags":{"a":"<b>|`3.1.0"}}"#,
        Wanted::Meant,
    );
    let page = html(std::slice::from_ref(&found));
    assert!(page.contains("&lt;b&gt;|`3.<del>0</del>.0"), "{page}");
    let ticket = markdown(&[found]);
    assert!(ticket.contains(r#"`` "<b>\|`3.0.0" ``"#), "{ticket}");
}

#[test]
fn a_null_that_no_merge_patch_can_make_is_named() {
    let found = compared(
        r#"{"tags":{"a":1}}"#,
        r#"{"tags":{"a":null}}"#,
        Wanted::Meant,
    );
    assert_eq!(found.inexpressible, ["/tags/a"]);
}

#[test]
fn what_only_looks_like_a_counter_is_told() {
    let twin = |desired: &str, reported: &str, tags: &str| {
        format!(
            r#"{{"deviceId":"d","etag":"AAAAAAAAAAE=","tags":{tags},"properties":{{"desired":{desired},"reported":{reported}}}}}"#
        )
    };
    for (old, new, expected) in [
        (
            twin(
                r#"{"camera":{"deviceId":"cam1","version":"1.2"}}"#,
                "{}",
                "{}",
            ),
            twin(
                r#"{"camera":{"deviceId":"cam1","version":"1.3"}}"#,
                "{}",
                "{}",
            ),
            ("edited", "/properties/desired/camera/version"),
        ),
        (
            twin(r#"{"ota":{"properties":{},"version":7}}"#, "{}", "{}"),
            twin(r#"{"ota":{"properties":{},"version":8}}"#, "{}", "{}"),
            ("edited", "/properties/desired/ota/version"),
        ),
        // it is gone, and did not move into a stamp of the agent
        (
            twin(
                "{}",
                r#"{"g":{"lastRun":"2026-05-01T10:00:00","__meta":{"a":1}}}"#,
                "{}",
            ),
            twin(
                "{}",
                r#"{"g":{"__meta":{"a":1,"time":"2026-05-01T10:00:00"}}}"#,
                "{}",
            ),
            ("removed", "/properties/reported/g/lastRun"),
        ),
        (
            twin("{}", "{}", r#"{"saved":"AAAAAAAAAAE="}"#).replacen(
                "AAAAAAAAAAE=",
                "AAAAAAAAAAC=",
                1,
            ),
            twin("{}", "{}", "{}"),
            ("removed", "/tags/saved"),
        ),
    ] {
        let found = compared(&old, &new, Wanted::Meant);
        let paths: Vec<_> = found
            .changes
            .iter()
            .map(|c| (c.change, c.path.as_str()))
            .collect();
        assert_eq!(paths, [expected]);
        assert!(
            found.differs && found.json_patch.contains(expected.1),
            "{}",
            found.json_patch
        );
    }
}

/// A twin of the released agent: restarts, certificates and a collector's provider.
fn known(time: &str, daily: &str, thumbprint: &str, guid: &str, revision: u32) -> String {
    let meta = r#""__meta":{"deploymentId":"d1","serviceInterfaceVersion":"1.0.0"}"#;
    format!(
        r#"{{"deviceId":"d","etag":"AAAAAAAAAAE=","properties":{{"desired":{{
        "rebootInfo":{{{meta},"singleRebootTime":"{time}","dailyRebootTime":"{daily}"}},
        "certificates":{{{meta},"certificateStore_My_System":{{"{thumbprint}":{{"state":"installed","fileName":"a\\b"}}}}}},
        "eventTracingCollectors":{{{meta},"boot":{{"{guid}":{{"traceLevel":"verbose","keywords":"","enabled":true}}}}}},
        "$metadata":{{"rebootInfo":{{"$lastUpdatedVersion":{revision}}}}},"$version":{revision}}},"reported":{{}}}}}}"#
    )
}

const UPPER: &str = "0123456789ABCDEF0123456789ABCDEF01234567";

#[test]
fn what_means_the_same_in_another_spelling_is_no_difference_and_counted() {
    let old = known(
        "2026-06-01T03:00:00Z",
        "2026-06-01T03:00:00Z",
        UPPER,
        "3A",
        4,
    );
    let new = known(
        "2026-06-01T05:00:00+02:00",
        "2026-07-01T03:00:00Z",
        &UPPER.to_lowercase(),
        "3A",
        5,
    );
    let found = compared(&old, &new, Wanted::Meant);
    assert!(!found.differs, "{:?}", found.changes);
    assert!(found.changes.is_empty());
    assert_eq!(found.respelled, 3);
    let notes = notes(&found);
    for note in [
        "3 values are written in another way and mean the same.",
        "desired: touched, same value: rebootInfo.",
    ] {
        assert!(notes.iter().any(|n| n == note), "{notes:?}");
    }
    let told = compared(&old, &new, Wanted::Everything);
    let respelled = told.changes.iter().filter(|c| c.change == "respelled");
    let paths: Vec<_> = respelled.map(|c| (&*c.path, c.from.as_deref())).collect();
    let store = "/properties/desired/certificates/certificateStore_My_System";
    let (lower, upper) = (
        format!("{store}/{}", UPPER.to_lowercase()),
        format!("{store}/{UPPER}"),
    );
    assert_eq!(
        paths,
        [
            ("/properties/desired/rebootInfo/singleRebootTime", None),
            ("/properties/desired/rebootInfo/dailyRebootTime", None),
            (&*lower, Some(&*upper)),
        ]
    );
}

#[test]
fn patches_lead_to_the_other_spelling() {
    let old = known("2026-06-01T03:00:00Z", "", UPPER, "3A", 4);
    let new = known(
        "2026-06-01T05:00:00+02:00",
        "",
        &UPPER.to_lowercase(),
        "3A",
        4,
    );
    let found = compared(&old, &new, Wanted::Meant);
    assert!(!found.differs && found.operations == 2);
    for patch in [&found.json_patch, &found.merge_patch] {
        assert!(patch.contains("05:00:00+02:00"), "{patch}");
        assert!(patch.contains(&UPPER.to_lowercase()), "{patch}");
    }
    let docs = [&*old, &*new].map(|text| Document::read_str(text).expect("small"));
    let units = [&docs[0], &docs[1]].map(Units::of);
    let twins = [&units[0], &units[1]].map(|units| units.twin(0).expect("a twin"));
    assert_eq!(check(&twins[0], &twins[1], Wanted::Meant), Ok(()));
}

#[test]
fn each_section_of_the_older_agent_has_a_revision_of_its_own() {
    let twin = |time: &str, revision: u32| {
        format!(
            r#"{{"deviceId":"d","properties":{{"desired":{{"windows":{{"rebootInfo":{{"singleRebootTime":"{time}"}},"timeInfo":{{"ntpServer":"a"}}}},
            "$metadata":{{"windows":{{"$lastUpdatedVersion":{revision},"rebootInfo":{{"$lastUpdatedVersion":{revision}}},"timeInfo":{{"$lastUpdatedVersion":3}}}}}},
            "$version":{revision}}},"reported":{{}}}}}}"#
        )
    };
    let found = compared(
        &twin("2026-06-01T03:00:00Z", 4),
        &twin("2026-06-02T03:00:00Z", 5),
        Wanted::Meant,
    );
    let groups = &found.sections[0].groups;
    let told: Vec<_> = groups.iter().map(|g| (&*g.group, g.step)).collect();
    assert_eq!(told, [("windows.rebootInfo", "changed")]);
    assert_eq!(
        (groups[0].old_revision, groups[0].new_revision),
        (Some(4), Some(5))
    );
    let notes = notes(&found);
    let applied = "desired: to be applied again: windows.rebootInfo.";
    assert!(notes.iter().any(|n| n == applied), "{notes:?}");
}
