//! What `diff` and `blame` tell, in every form, and how they end.

use serde_json::Value;

use crate::bench::{command, ended, fed, file, folder, twinscope};

const OLD: &str = "fixtures/cli/before.json";
const NEW: &str = "fixtures/cli/after.json";

#[test]
fn people_see_each_change_and_what_is_left_out() {
    let run = twinscope(&["diff", OLD, NEW]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(
        lines,
        [
            "fixtures/cli/before.json \u{2192} fixtures/cli/after.json",
            "~ /tags/site  \"plant-1\" \u{2192} \"plant-2\"",
            "~ /properties/desired/rebootInfo/singleRebootTime  \"2026-04-10T17:00:00Z\" \u{2192} \"2026-04-11T17:00:00Z\"",
            "+ /properties/desired/windowsTelemetry  2 members",
            "- /properties/reported/rebootInfo/dailyRebootTime  \"\"",
            "16 changes of counters, stamps and times are left out.",
            "desired: $version 4 \u{2192} 6.",
            "desired: to be applied again: rebootInfo, windowsTelemetry.",
            "reported: $version 7 \u{2192} 8.",
        ],
        "{}",
        run.out
    );
}

#[test]
fn the_same_file_twice_ends_with_0() {
    let run = twinscope(&["diff", OLD, OLD]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(run.out.ends_with("no difference\n"), "{}", run.out);
}

#[test]
fn a_json_patch_and_a_merge_patch_are_json_and_nothing_else() {
    let run = twinscope(&["diff", "--format", "jsonpatch", OLD, NEW]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let patch: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(patch[0]["op"], "replace");
    assert_eq!(patch[0]["path"], "/tags/site");
    assert_eq!(patch.as_array().map(Vec::len), Some(4));
    let run = twinscope(&["diff", "--format", "mergepatch", OLD, NEW]);
    let patch: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(patch["tags"]["site"], "plant-2");
    assert!(patch["properties"]["reported"]["rebootInfo"]["dailyRebootTime"].is_null());
}

#[test]
fn a_merge_patch_that_cannot_say_it_says_so() {
    let folder = folder();
    let path = folder.path().join("null.json");
    std::fs::write(&path, r#"{"tags":{"a":null},"properties":{}}"#).expect("written");
    let run = fed(
        &[
            "diff",
            "--format",
            "mergepatch",
            "-",
            &path.to_string_lossy(),
        ],
        br#"{"tags":{"a":1},"properties":{}}"#,
    );
    assert_eq!(run.code, Some(1));
    assert!(
        run.err.contains("cannot set null at /tags/a"),
        "{}",
        run.err
    );
}

#[test]
fn secrets_are_masked_in_every_form_and_it_is_said() {
    let folder = folder();
    let path = folder.path().join("new.json");
    std::fs::write(&path, r#"{"tags":{"password":"hunter3"},"properties":{}}"#).expect("written");
    for format in [
        "human",
        "json",
        "jsonpatch",
        "mergepatch",
        "markdown",
        "html",
    ] {
        let run = fed(
            &["diff", "--format", format, "-", &path.to_string_lossy()],
            br#"{"tags":{"password":"hunter2"},"properties":{}}"#,
        );
        assert_eq!(run.code, Some(1), "{format}: {}", run.err);
        assert!(!run.out.contains("hunter"), "{format}: {}", run.out);
        if format.ends_with("patch") {
            assert!(
                run.err.contains("secrets are masked in the patch (1)"),
                "{}",
                run.err
            );
        }
    }
}

#[test]
fn pages_stand_alone() {
    let page = twinscope(&["diff", "--format", "html", OLD, NEW]).out;
    assert!(page.starts_with("<!doctype html>"), "{page}");
    assert!(!page.contains("http"), "nothing is fetched: {page}");
    let ticket = twinscope(&["diff", "--format", "markdown", OLD, NEW]).out;
    assert!(
        ticket.contains("| edited | `/tags/site` | `\"plant-1\"` | `\"plant-2\"` |"),
        "{ticket}"
    );
}

#[test]
fn what_cannot_be_compared_ends_with_2() {
    for (arguments, said) in [
        (
            vec!["diff", "fixtures/none.json", OLD],
            "fixtures/none.json",
        ),
        (
            vec!["diff", "-", "-"],
            "standard input can be read once only",
        ),
    ] {
        let run = twinscope(&arguments);
        assert_eq!(run.code, Some(2), "{}", run.out);
        assert!(run.err.contains(said), "{}", run.err);
    }
}

#[test]
fn blame_says_who_wrote_what_and_when() {
    let run = twinscope(&["blame", NEW]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let line = run
        .out
        .lines()
        .find(|l| l.contains("/rebootInfo/singleRebootTime"))
        .expect("a line");
    assert!(line.starts_with("  2026-03-02T08:00:00  "), "{line}");
    let words: Vec<_> = line.split_whitespace().skip(3).collect();
    assert_eq!(
        words[..4],
        [
            "6",
            "night-window",
            "reboot-v3",
            "/rebootInfo/singleRebootTime"
        ]
    );
    let json = twinscope(&["blame", "--format", "json", NEW]).out;
    let twins: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(twins[0]["sections"][0]["section"], "tags");
    assert_eq!(twins[0]["sections"][1]["lines"][0]["revision"], 6);
    let run = fed(
        &["blame", "-"],
        br#"{"desired":{"a":1,"$version":2},"reported":{"$version":1}}"#,
    );
    assert!(
        run.out.contains("no $metadata: only the service's view"),
        "{}",
        run.out
    );
}

#[test]
fn blame_asks_the_history_where_no_stamp_tells() {
    let folder = folder();
    let db = folder.path().join("history.db").display().to_string();
    let line = |seen: &str, a: u32, version: u32| {
        let twin = format!(
            r#"{{"deviceId":"pump-7","desired":{{"a":{a},"b":1,"$version":{version}}},"reported":{{"$version":1}}}}"#
        );
        serde_json::json!({"twinscopeHistory": 1, "device": "pump-7", "seen": seen, "twin": twin})
            .to_string()
    };
    let seen = [
        line("2026-02-01T00:00:00Z", 1, 4),
        line("2026-02-02T00:00:00Z", 2, 5),
    ];
    let export = file(&folder, "export.ndjson", seen.join("\n"));
    let imported = twinscope(&["history", "import", &export, "--file", &db]);
    assert_eq!(imported.code, Some(0), "{}", imported.err);
    let newest: Value = serde_json::from_str(&seen[1]).expect("JSON");
    let twin = file(
        &folder,
        "pump-7.json",
        newest["twin"].as_str().expect("text"),
    );
    let blame = |history: &str, more: &[&str]| {
        let mut command = command();
        command.args([&["blame", &twin], more].concat());
        ended(command.env("TWINSCOPE_HISTORY", history))
    };
    let run = blame(&db, &[]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let line = |property: &str| {
        run.out
            .lines()
            .find(|l| l.contains(property))
            .expect("a line")
    };
    assert!(
        line("/a 2").starts_with("  \u{2264}2026-02-02T00:00:00  "),
        "{}",
        run.out
    );
    assert!(
        line("/b 1").starts_with("  \u{2264}2026-02-01T00:00:00  "),
        "{}",
        run.out
    );
    assert!(line("/b 1").contains(" \u{2264}4 "), "{}", run.out);
    assert!(
        run.out.contains("from the history: no later than"),
        "{}",
        run.out
    );
    let twins: Value = serde_json::from_str(&blame(&db, &["--format", "json"]).out).expect("JSON");
    let lines = &twins[0]["sections"][0]["lines"];
    assert_eq!(lines[0]["history"]["snapshot"], 2);
    assert_eq!(lines[1]["history"]["noLaterThan"], "2026-02-01T00:00:00Z");
    assert_eq!(lines[1]["at"], Value::Null);
    let foreign = file(
        &folder,
        "notes.db",
        "no database at all, and of some length".repeat(40),
    );
    let run = blame(&foreign, &[]);
    assert_eq!(run.code, Some(0), "the stamps are told all the same");
    assert!(run.err.contains("the history is left out"), "{}", run.err);
    let run = blame("off", &[]);
    assert!(
        run.out.contains("no $metadata") && run.err.is_empty(),
        "{} {}",
        run.out,
        run.err
    );
}

/// Three files: what both come from, and two that parted.
fn parted(folder: &tempfile::TempDir) -> [String; 3] {
    let twin = |tags: &str, version: u32| {
        format!(
            r#"{{"deviceId":"d","version":{version},"tags":{{{tags}}},"properties":{{"desired":{{"$version":{version}}},"reported":{{}}}}}}"#
        )
    };
    [
        (
            "base.json",
            twin(r#""a":1,"b":1,"c":1,"password":"hunter1""#, 1),
        ),
        (
            "mine.json",
            twin(r#""a":2,"b":2,"c":2,"password":"hunter2""#, 2),
        ),
        (
            "theirs.json",
            twin(r#""a":3,"b":1,"c":2,"password":"hunter1","d":1"#, 3),
        ),
    ]
    .map(|(name, text)| file(folder, name, text))
}

#[test]
fn with_the_common_ancestor_it_is_told_who_changed_what_and_conflicts_are_named() {
    let folder = folder();
    let [base, mine, theirs] = parted(&folder);
    let run = twinscope(&["diff", &mine, &theirs, "--base", &base]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let lines: Vec<_> = run.out.lines().skip(1).collect();
    assert_eq!(
        lines[..5],
        [
            "! /tags/a  1 \u{2192} 2 | 3",
            "< /tags/b  1 \u{2192} 2",
            "= /tags/c  1 \u{2192} 2",
            "> /tags/d  - \u{2192} 1",
            "< /tags/password  \"\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\" \u{2192} \"\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\"",
        ],
        "{}",
        run.out
    );
    assert!(
        lines[5].starts_with("1 conflict, 1 changed alike in both, 2 changed in "),
        "{}",
        run.out
    );
    let json = twinscope(&["diff", &mine, &theirs, "--base", &base, "--format", "json"]);
    let found: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(found[0]["conflicts"], 1);
    assert_eq!(found[0]["places"][0]["who"], "conflict");
    assert_eq!(found[0]["places"][3]["base"], Value::Null);
    for (format, cell) in [
        ("markdown", "| **conflict** | `/tags/a` | `1` | `2` | `3` |"),
        (
            "html",
            "<tr><td>conflict<td><code>/tags/a</code><td><code>1</code>",
        ),
    ] {
        let run = twinscope(&["diff", &mine, &theirs, "--base", &base, "--format", format]);
        assert!(run.out.contains(cell), "{}", run.out);
        assert!(!run.out.contains("hunter"), "{}", run.out);
    }
}

#[test]
fn without_a_conflict_it_ends_with_0() {
    let folder = folder();
    let [base, mine, _] = parted(&folder);
    let run = twinscope(&["diff", &mine, &base, "--base", &base]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("< /tags/a  1 \u{2192} 2"), "{}", run.out);
    let same = twinscope(&["diff", &base, &base, "--base", &base]);
    assert_eq!(same.code, Some(0));
    assert!(
        same.out.ends_with("nobody changed anything\n"),
        "{}",
        same.out
    );
}

#[test]
fn a_common_ancestor_that_is_none_is_refused() {
    let folder = folder();
    let [base, mine, theirs] = parted(&folder);
    let fleet = r#"{"deviceId":"x","tags":{}}
{"deviceId":"y","tags":{}}"#;
    let other = file(&folder, "other.ndjson", fleet);
    for (arguments, said) in [
        (
            vec!["diff", &mine, &theirs, "--base", "none.json"],
            "none.json",
        ),
        (
            vec!["diff", &mine, "-", "--base", "-"],
            "can be read once only",
        ),
        (
            vec!["diff", &mine, &theirs, "--base", &other],
            "has no twin of a device that is in both",
        ),
        (
            vec![
                "diff",
                &mine,
                &theirs,
                "--base",
                &base,
                "--format",
                "jsonpatch",
            ],
            "leave --base out",
        ),
    ] {
        let run = twinscope(&arguments);
        assert_eq!(run.code, Some(2), "{}", run.out);
        assert!(run.err.contains(said), "{}", run.err);
    }
}

#[test]
fn a_patch_of_a_twin_among_others_is_about_the_twin() {
    let folder = folder();
    let old = file(&folder, "old.json", r#"[{"deviceId":"d","tags":{"a":1}}]"#);
    let new = file(&folder, "new.json", r#"{"deviceId":"d","tags":{"a":2}}"#);
    let run = twinscope(&["diff", "--format", "jsonpatch", &old, &new]);
    let patch: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(patch[0]["path"], "/tags/a", "{}", run.err);
}

#[test]
fn blame_lists_tags_and_says_that_they_never_have_stamps() {
    let run = twinscope(&["blame", NEW]);
    let lines: Vec<_> = run.out.lines().collect();
    let tags = lines.iter().position(|l| *l == "tags").expect("tags");
    assert_eq!(
        lines[tags + 1],
        "  tags never have stamps: the hub does not note when they are written"
    );
    let cells: Vec<_> = lines[tags + 3].split_whitespace().collect();
    assert_eq!(cells, ["-", "-", "-", "-", "-", "/site", "\"plant-2\""]);
    assert!(!run.out.contains("no $metadata"), "{}", run.out);
    // a device's own view has the deployment at least
    let run = fed(
        &["blame", "-"],
        br#"{"desired":{"rebootInfo":{"__meta":{"deploymentId":"reboot-v3"},"a":1},"$version":2},"reported":{"$version":1}}"#,
    );
    let line = run.out.lines().find(|l| l.contains("/rebootInfo/a"));
    let cells: Vec<_> = line.expect("a line").split_whitespace().collect();
    assert_eq!(
        cells,
        ["-", "-", "-", "-", "reboot-v3", "/rebootInfo/a", "1"]
    );
}

#[test]
fn one_change_that_is_left_out_is_one() {
    let folder = folder();
    let twin = |version: u32| {
        let text = format!("{{\"deviceId\":\"a\",\"tags\":{{}},\"version\":{version}}}");
        crate::bench::file(&folder, &format!("{version}.json"), text)
    };
    let run = twinscope(&["diff", &twin(1), &twin(2)]);
    assert!(
        run.out
            .ends_with("1 change of counters, stamps and times is left out.\n"),
        "{}",
        run.out
    );
}

#[test]
fn devices_that_only_one_of_two_files_has_are_named_and_differ() {
    let folder = folder();
    let twin = |id: &str, a: u32| {
        format!(
            r#"{{"deviceId":"{id}","tags":{{"a":{a}}},"properties":{{"desired":{{"$version":1}}}}}}"#
        )
    };
    let old = file(
        &folder,
        "old.ndjson",
        [twin("A", 1), twin("B", 1)].join("\n"),
    );
    let new = file(
        &folder,
        "new.ndjson",
        [twin("A", 1), twin("C", 1), twin("A", 2)].join("\n"),
    );
    let run = twinscope(&["diff", &old, &new]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    for note in [
        format!("B is in {old} only"),
        format!("C is in {new} only"),
        format!("A stands more often in {new} than in the other file"),
    ] {
        assert!(run.err.contains(&note), "{note}: {}", run.err);
    }
    let run = twinscope(&["diff", "--format", "jsonpatch", &old, &new]);
    assert_eq!(run.code, Some(2), "{}", run.out);
}

#[test]
fn two_devices_have_no_version_that_went_back_and_nobody_applies_a_report() {
    let folder = folder();
    let twin = |id: &str, version: u32| {
        format!(
            r#"{{"deviceId":"{id}","properties":{{"desired":{{"g":{version},"$version":{version}}},"reported":{{"g":{version},"$version":{version}}}}}}}"#
        )
    };
    let old = file(&folder, "old.json", twin("gw", 3));
    let run = twinscope(&["diff", &old, &file(&folder, "other.json", twin("gw2", 1))]);
    assert!(!run.out.contains("made anew"), "{}", run.out);
    let new = file(&folder, "new.json", twin("gw", 1));
    assert!(twinscope(&["diff", &old, &new]).out.contains("made anew"));
    let json = twinscope(&["diff", "--format", "json", &old, &new]);
    let found: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(found[0]["sections"][0]["groups"][0]["apply"], true);
    assert_eq!(found[0]["sections"][1]["groups"][0]["apply"], false);
}
