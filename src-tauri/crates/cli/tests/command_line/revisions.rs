//! What `revisions` tells of one snapshot, alone and beside what was handled, and how it ends.

use serde_json::Value;

use crate::bench::{fed, file, folder, twinscope};

/// The example of the paper on versions: A at 3 and B at 4, then B at 5.
const NOW: &str = r#"{"deviceId":"pump-1","properties":{"desired":{"A":{"p":1},"B":{"p":1,"q":2},
    "$metadata":{"$lastUpdated":"2026-05-01T10:00:00Z","$lastUpdatedVersion":5,
      "A":{"$lastUpdated":"2026-05-01T08:00:00Z","$lastUpdatedVersion":3},
      "B":{"$lastUpdated":"2026-05-01T10:00:00Z","$lastUpdatedVersion":5,
        "p":{"$lastUpdatedVersion":4},"q":{"$lastUpdatedVersion":5}}},
    "$version":5},"reported":{"$version":1}}}"#;

#[test]
fn every_group_has_its_revision() {
    let folder = folder();
    let twin = file(&folder, "twin.json", NOW);
    let run = twinscope(&["revisions", &twin]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let lines: Vec<_> = run.out.lines().collect();
    assert!(lines[0].starts_with("pump-1 ("), "{}", run.out);
    assert_eq!(lines[1], "desired at $version 5");
    let heads: Vec<_> = lines[2].split_whitespace().collect();
    assert_eq!(heads, ["group", "revision", "written", "ago"]);
    assert!(lines[3].starts_with("  A      3         2026-05-01T08:00:00  "));
    assert!(lines[4].starts_with("  B      5         2026-05-01T10:00:00  "));
    assert_eq!(lines.len(), 5);
}

#[test]
fn what_was_written_since_it_was_handled_is_due() {
    let run = fed(&["revisions", "-", "--handled", "A@3,B@4"], NOW.as_bytes());
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let lines: Vec<_> = run.out.lines().collect();
    assert!(lines[3].ends_with("  3        no, handled"), "{}", run.out);
    assert!(
        lines[4].ends_with("  4        yes, written since: q"),
        "{}",
        run.out
    );
    let run = fed(
        &["revisions", "-", "--handled", "A@3", "--handled", "B@5"],
        NOW.as_bytes(),
    );
    assert_eq!(run.code, Some(0), "{}", run.out);
}

#[test]
fn programs_get_the_same() {
    let all = ["revisions", "-", "--format", "json", "--handled", "B@7,C@1"];
    let run = fed(&all, NOW.as_bytes());
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let found: Value = serde_json::from_str(&run.out).expect("JSON");
    let (twin, groups) = (&found[0], &found[0]["groups"]);
    assert_eq!(
        (&twin["name"], &twin["version"]),
        (&"pump-1".into(), &5.into())
    );
    assert_eq!(twin["gone"], serde_json::json!(["C"]));
    assert_eq!(groups[0]["apply"]["because"], "new");
    assert_eq!(groups[1]["apply"]["because"], "older");
    assert_eq!(
        (&groups[1]["revision"], &groups[1]["handled"]),
        (&5.into(), &7.into())
    );
    let run = fed(&all[..4], NOW.as_bytes());
    let found: Value = serde_json::from_str(&run.out).expect("JSON");
    assert!(found[0]["groups"][0]["apply"].is_null(), "{found}");
}

#[test]
fn each_section_of_the_older_agent_is_due_by_itself() {
    let twin = r#"{"deviceId":"d","properties":{"desired":{"windows":{"rebootInfo":{"singleRebootTime":""},"timeInfo":{"ntpServer":"a"}},
        "$metadata":{"windows":{"$lastUpdatedVersion":5,"rebootInfo":{"$lastUpdatedVersion":5},"timeInfo":{"$lastUpdatedVersion":3}}},
        "$version":5},"reported":{}}}"#;
    let handled = "windows.rebootInfo@4,windows.timeInfo@3";
    let run = fed(&["revisions", "-", "--handled", handled], twin.as_bytes());
    assert_eq!(run.code, Some(1), "{}", run.err);
    let of = |group: &str| {
        run.out
            .lines()
            .find(|l| l.contains(group))
            .map(str::to_owned)
    };
    let [reboot, time] = ["windows.rebootInfo", "windows.timeInfo"].map(|g| of(g).expect("a line"));
    assert!(
        reboot.ends_with("yes, written since: singleRebootTime"),
        "{reboot}"
    );
    assert!(time.ends_with("no, handled"), "{time}");
}

#[test]
fn what_has_no_revisions_or_is_no_twin_is_told() {
    let bare = r#"{"deviceId":"d","properties":{"desired":{"g":{"a":1}},"reported":{}}}"#;
    let run = fed(&["revisions", "-", "--handled", "g@1"], bare.as_bytes());
    assert_eq!(run.code, Some(1));
    assert!(
        run.out.contains("no $metadata") && run.out.contains("no revision to tell by: a"),
        "{}",
        run.out
    );
    let run = fed(&["revisions", "-"], b"<html>");
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("no twin"), "{}", run.err);
    let run = twinscope(&["revisions", "none.json"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    let run = fed(
        &["revisions", "-", "--handled", "rebootInfo"],
        NOW.as_bytes(),
    );
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("write rebootInfo@3"), "{}", run.err);
}
