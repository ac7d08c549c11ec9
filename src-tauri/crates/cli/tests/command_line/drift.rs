//! What `drift` tells, in words and as JSON, and how it ends.

use serde_json::Value;

use crate::bench::{fed, twinscope};

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
