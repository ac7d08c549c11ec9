//! What `drift` tells, in words and as JSON, and how it ends.

use serde_json::Value;

use crate::bench::{fed, file, folder, twinscope};

const FAILED: &str = "fixtures/twins/failed-version.json";
const HEALTHY: &str = "fixtures/twins/healthy-rebootinfo.json";
const SECRET: &[u8] =
    br#"{"deviceId":"d","properties":{"desired":{"a":{"connectionString":"hunter2-hunter2"}},
    "reported":{"a":{"connectionString":"hunter3-hunter3"}}}}"#;

#[test]
fn a_twin_without_drift_ends_with_0_and_says_what_is_only_reported() {
    let run = twinscope(&["drift", HEALTHY]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(
        lines,
        [
            "pump-17 (device twin)",
            "rebootInfo: in sync (2 in sync, 1 reported only)",
            "reported, and nobody asks for it: __deviceSchemas, __summary",
        ]
    );
    let all = twinscope(&["drift", "--all", HEALTHY]);
    assert!(
        all.out.contains("  /lastBootTime      reported only  - → "),
        "{}",
        all.out
    );
}

#[test]
fn drift_ends_with_1_and_says_why() {
    let run = twinscope(&["drift", FAILED]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    assert!(
        run.out
            .contains("rebootInfo: failed, error 2019 of `rebootInfo`: "),
        "{}",
        run.out
    );
}

#[test]
fn the_json_says_what_the_words_say() {
    let run = twinscope(&["drift", "--format", "json", FAILED]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let twins: Value = serde_json::from_str(&run.out).expect("JSON");
    let group = &twins[0]["groups"][0];
    assert_eq!(group["state"], "failed");
    assert_eq!(group["rows"][0]["code"], "2019");
    assert_eq!(group["rows"][0]["path"], "/singleRebootTime");
    assert_eq!(twins[0]["differs"], true);
}

#[test]
fn a_secret_that_differs_is_told_and_not_shown() {
    for format in ["human", "json"] {
        let run = fed(&["drift", "--format", format, "-"], SECRET);
        assert_eq!(run.code, Some(1), "{}", run.err);
        assert!(run.out.contains("connectionString"), "{}", run.out);
        assert!(!run.out.contains("hunter"), "{}", run.out);
    }
}

#[test]
fn what_cannot_be_looked_at_ends_with_2() {
    assert_eq!(twinscope(&["drift", "fixtures/none.json"]).code, Some(2));
    let run = twinscope(&["drift", "--stuck-after", "soon", HEALTHY]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("write 10m, 1h 30m or 2d"), "{}", run.err);
}

const DRIFTED: &str = r#"{"deviceId":"pump-1","properties":{
    "desired":{"g":{"a":1,"b":1},"h":{"x":1}},"reported":{"g":{"a":2,"b":1},"h":{"x":2}}}}"#;

#[test]
fn what_the_settings_hide_is_counted_and_makes_no_exit_code() {
    let folder = folder();
    let twin = file(&folder, "pump.json", DRIFTED);
    let settings =
        r#"{"drift":{"ignores":[{"path":"/g/a","reason":"set by hand"},{"path":"/h"}]}}"#;
    file(&folder, "twinscope.json", settings);
    let run = twinscope(&["drift", &twin]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(run.err, "");
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(
        lines[1],
        "g: in sync, but for what is hidden (1 in sync, 1 hidden)"
    );
    assert!(
        lines.last().expect("a line").starts_with("2 hidden by "),
        "{}",
        run.out
    );
    assert!(!run.out.contains("set by hand"), "{}", run.out);
    let listed = twinscope(&["drift", "--show-hidden", &twin]);
    assert!(
        listed
            .out
            .contains("  /a  different  1 \u{2192} 2  hidden, set by hand"),
        "{}",
        listed.out
    );
    let plain = twinscope(&["drift", "--no-config", &twin]);
    assert_eq!(plain.code, Some(1), "{}", plain.out);
    assert!(!plain.out.contains("hidden"), "{}", plain.out);
    let json = twinscope(&["drift", "--format", "json", &twin]);
    assert_eq!(json.code, Some(0));
    let twins: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(
        (&twins[0]["hidden"], &twins[0]["differs"]),
        (&2.into(), &false.into())
    );
    let row = &twins[0]["groups"][0]["rows"][0];
    assert_eq!(row["hidden"], "set by hand");
    assert_eq!(
        (&row["state"], &row["differs"]),
        (&"unknown".into(), &false.into())
    );
}

#[test]
fn an_ignore_of_drift_that_hides_nothing_is_told_by_drift_and_by_check() {
    let folder = folder();
    let twin = file(&folder, "pump.json", DRIFTED);
    let settings = "{\"drift\":{\"ignores\":[{\"path\":\"/g/a\"},\n{\"path\":\"/g/b\"}]}}";
    file(&folder, "twinscope.json", settings);
    let run = twinscope(&["drift", &twin]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let told = "twinscope.json:2: this ignore matches nothing: drift at /g/b\n";
    assert!(run.err.ends_with(told), "{}", run.err);
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    let check = twinscope(&["check", &folder.path().to_string_lossy()]);
    assert!(check.out.contains("ignore-unmatched"), "{}", check.out);
    assert!(check.out.contains("drift at /g/b"), "{}", check.out);
    assert!(
        !check.out.contains("matches nothing: drift at /g/a"),
        "{}",
        check.out
    );
    // of one twin among several nobody knows
    file(&folder, "other.json", DRIFTED.replace("pump-1", "pump-2"));
    assert_eq!(twinscope(&["drift", &twin]).err, "");
}

#[test]
fn the_settings_say_how_long_a_change_may_be_pending_and_an_argument_says_it_better() {
    let folder = folder();
    let stamps = |at: &str| format!(r#"{{"$lastUpdated":"{at}","g":{{"$lastUpdated":"{at}"}}}}"#);
    let text = format!(
        r#"{{"deviceId":"d","properties":{{"desired":{{"g":{{"a":1}},"$metadata":{}}},"reported":{{"g":{{"a":2}},"$metadata":{}}}}}}}"#,
        stamps("2026-02-01T00:00:00Z"),
        stamps("2026-01-01T00:00:00Z")
    );
    let twin = file(&folder, "d.json", text);
    let is_stuck = |arguments: &[&str]| {
        let run = twinscope(&[&["drift", &*twin], arguments].concat());
        assert_eq!(run.code, Some(1), "{}", run.err);
        run.out.contains("longer than it should take")
    };
    assert!(is_stuck(&[]), "an hour is the usual time");
    file(
        &folder,
        "twinscope.json",
        r#"{"drift":{"stuckAfter":"90000d"}}"#,
    );
    assert!(!is_stuck(&[]));
    assert!(is_stuck(&["--stuck-after", "2h"]));
    assert!(is_stuck(&["--no-config"]));
    file(
        &folder,
        "twinscope.json",
        r#"{"drift":{"stuckAfter":"soon"}}"#,
    );
    let run = twinscope(&["drift", &twin]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("`soon` is no length of time"),
        "{}",
        run.err
    );
}

#[test]
fn nothing_is_in_sync_where_nothing_is_desired() {
    let of = |reported: &str| {
        let twin = format!(
            r#"{{"deviceId":"d","properties":{{"desired":{{"g":null}},"reported":{reported}}}}}"#
        );
        fed(&["drift", "-"], twin.as_bytes())
    };
    let (deleted, reported) = (of("{}"), of(r#"{"g":{"a":1}}"#));
    assert_eq!((deleted.code, reported.code), (Some(0), Some(0)));
    assert!(
        deleted
            .out
            .contains("g: ignored, null deletes it, and it is not reported"),
        "{}",
        deleted.out
    );
    assert!(
        reported
            .out
            .ends_with("reported, and nobody asks for it: g\n"),
        "{}",
        reported.out
    );
    let null = fed(&["drift", "-"], b"null");
    assert_eq!(null.code, Some(2));
    assert!(null.err.contains("no twin in it"), "{}", null.err);
    for run in [deleted, reported, null] {
        assert!(!run.out.contains("in sync"), "{}", run.out);
    }
}
