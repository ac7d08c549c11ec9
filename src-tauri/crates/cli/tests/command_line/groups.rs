//! What `groups` and `migrate` tell: tables for people, the same as JSON, and what cannot be told.

use serde_json::{Value, json};

use crate::bench::{fed, file, folder, twinscope};

const TWIN: &str = "fixtures/cli/groups.json";

fn json_of(arguments: &[&str]) -> Value {
    let run = twinscope(arguments);
    assert_eq!(run.code, Some(0), "{}", run.err);
    serde_json::from_str(&run.out).expect("the answer is JSON")
}

#[test]
fn every_group_is_a_line_with_its_schemas_and_how_its_sides_stand() {
    let run = twinscope(&["groups", TWIN]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(lines[0], "pump-17 (device twin)");
    assert!(
        lines[2].starts_with(
            "windowsUpdate                ga       succeeded  ga 1.0.0    ga 1.0.0     1 drifted, 1 unknown, 2 same  1 error"
        ),
        "{}",
        lines[2]
    );
    assert!(
        lines[3].starts_with("windows.windowsUpdatePolicy  gen1"),
        "{}",
        lines[3]
    );
}

#[test]
fn a_group_by_name_shows_every_property_with_its_findings_and_a_patch() {
    let out = twinscope(&["groups", "--group", "windowsUpdate", TWIN]).out;
    for line in [
        "windowsUpdate: Windows Update",
        "  desired   by ga 1.0.0: the version that is declared, 1.0.0",
        "activeHoursStart           \"8\"            9                      hours  drifted: the device reports success with another value",
        "    error[property-type] `activeHoursStart` is a string, and an integer is expected",
        "deferFeatureUpdatesPeriod  30             -                             unknown: `deferFeatureUpdatesPeriodInDays` is read",
        "  serviceInterfaceVersion  \"1.0.0\"        -                             never reported",
        "        \"deferFeatureUpdatesPeriod\": null,",
    ] {
        assert!(out.lines().any(|l| l == line), "{line} is not in\n{out}");
    }
    assert!(
        out.contains(" safe fixes, as a merge patch for the twin:\n"),
        "{out}"
    );
    assert!(!out.contains("pauseFeatureUpdates"), "{out}");
    let all = twinscope(&["groups", "--all", "--group", "windowsUpdate", TWIN]).out;
    assert!(all.contains("pauseFeatureUpdates "), "{all}");
    assert!(all.contains("not set"), "{all}");
}

#[test]
fn the_json_has_rows_texts_and_both_patches() {
    let tables = json_of(&[
        "groups",
        "--format",
        "json",
        "--group",
        "windowsUpdate",
        TWIN,
    ]);
    let group = &tables[0]["groups"][0];
    assert_eq!(
        group["desired"]["path"],
        "ga/windowsUpdate/desired-1.0.0.json"
    );
    let row = &group["rows"][0];
    assert_eq!(
        (&row["key"], &row["state"], &row["desired"]["text"]),
        (&json!("/activeHoursStart"), &json!("drifted"), &json!("8"))
    );
    assert_eq!(row["text"]["range"], "0 to 23");
    let mut rules = row["findings"].as_array().expect("findings").iter();
    assert!(rules.any(|f| f["rule"] == "property-type"), "{row}");
    let patch: Value =
        serde_json::from_str(group["fixes"]["mergePatch"].as_str().expect("text")).expect("JSON");
    assert_eq!(
        patch["properties"]["desired"]["windowsUpdate"]["activeHoursStart"],
        8
    );
    let operations: Value =
        serde_json::from_str(group["fixes"]["jsonPatch"].as_str().expect("text")).expect("JSON");
    let from = "/properties/desired/windowsUpdate/deferFeatureUpdatesPeriod";
    assert!(
        operations
            .as_array()
            .expect("a list")
            .contains(&json!({"op": "move", "from": from, "path": format!("{from}InDays")})),
        "{operations}"
    );
    let list = json_of(&["groups", "--format", "json", TWIN]);
    assert_eq!(list[0]["groups"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        list[0]["groups"][0].get("rows"),
        None,
        "rows are for a group that is named"
    );
}

#[test]
fn a_group_that_is_not_there_is_named_with_those_that_are() {
    let run = twinscope(&["groups", "--group", "windowUpdate", TWIN]);
    assert_eq!(run.code, Some(2));
    assert_eq!(
        run.err,
        "error: no group is named `windowUpdate`; there are `windowsUpdate`, `windows.windowsUpdatePolicy`, `windows.wifi`\n"
    );
    let run = twinscope(&["groups", "no-such-file.json"]);
    assert!(
        run.code == Some(2) && run.err.contains("no-such-file.json"),
        "{}",
        run.err
    );
    let run = twinscope(&["groups", "--all", TWIN]);
    assert!(
        run.code == Some(2) && run.err.contains("--group <NAME>"),
        "{}",
        run.err
    );
}

#[test]
fn a_counterpart_drops_renames_and_rewords_and_the_group_is_proposed_for_it() {
    let out = twinscope(&[
        "migrate",
        "--group",
        "windowsUpdate",
        "--to",
        "preview",
        TWIN,
    ])
    .out;
    for line in [
        "windowsUpdate: released agent, since April 2019, version 1.0.0",
        "* older  preview@1  windowsUpdate  desired: 1 dropped, 1 renamed, 1 reworded; reported: 1 dropped",
        "  desired: ga 1.0.0 to preview 1, written anew for the device",
        "    dropped   /__meta/serviceInterfaceVersion                                Nothing in the group says a version there.",
        "  proposed:",
        "            \"deferFeatureUpdatesPeriodInDays\": 30,",
    ] {
        assert!(out.lines().any(|l| l == line), "{line} is not in\n{out}");
    }
}

#[test]
fn a_section_of_the_older_agent_becomes_a_group_or_says_why_not() {
    let tables = json_of(&["migrate", "--format", "json", TWIN]);
    let groups = tables[0]["groups"].as_array().expect("groups");
    let named = |name: &str| groups.iter().find(|g| g["group"] == name).expect(name);
    let policy = named("windows.windowsUpdatePolicy");
    assert_eq!(policy["to"], "ga@1.0.0");
    let document = policy["sides"][0]["document"].as_str().expect("a document");
    let document: Value = serde_json::from_str(document).expect("JSON");
    assert_eq!(
        document["properties"]["desired"]["windowsUpdate"]["__meta"],
        json!({"serviceInterfaceVersion": "1.0.0", "reportingMode": "detailed"})
    );
    let none = named("windows.wifi")["none"].as_str().expect("a reason");
    assert!(none.contains("wireless"), "{none}");
    let human = twinscope(&["migrate", "--group", "windows.wifi", TWIN]).out;
    assert!(
        human.contains("  no counterpart: no later agent has a group for wireless"),
        "{human}"
    );
}

#[test]
fn a_counterpart_that_is_not_known_is_named_with_those_that_are() {
    let run = twinscope(&["migrate", "--group", "windowsUpdate", "--to", "3.0", TWIN]);
    assert_eq!(run.code, Some(2));
    assert_eq!(
        run.err,
        "error: `windowsUpdate` has no counterpart `3.0`; there are `draft`, `preview@1`, `staging@1`\n"
    );
}

#[test]
fn no_secret_is_shown_and_no_cursor_moved() {
    // put together here, so that no secret stands in this file
    let key = ["kX9vQ2mT7pLw3RzB8nYc", "5HdJ1sFg6AeU4oVi0KqN="].concat();
    let twin = format!(
        "{{\"deviceId\":\"a\\u001b[2J\",\"properties\":{{\"desired\":{{\"certificates\":{{\"connectionString\":\"AccountKey={key}\",\"note\\u001b[2J\":\"\\u202ex\",\"__meta\":{{\"serviceInterfaceVersion\":\"1.0.0\"}}}}}}}}}}"
    );
    let folder = folder();
    let path = file(&folder, "twin.json", &twin);
    for arguments in [
        &["groups", "--group", "certificates", "--all"][..],
        &["groups", "--format", "json", "--group", "certificates"],
        &["migrate", "--group", "certificates"],
        &["migrate", "--format", "json", "--group", "certificates"],
    ] {
        let run = twinscope(&[arguments, &[&path]].concat());
        assert!(
            run.out.contains("certificates"),
            "{arguments:?}: {}",
            run.err
        );
        assert!(!run.out.contains(&key[..8]), "{arguments:?}: {}", run.out);
        let is_for_people = !arguments.contains(&"json");
        assert!(
            !is_for_people || !run.out.contains(['\u{1b}', '\u{202e}']),
            "{arguments:?}: {:?}",
            run.out
        );
    }
}

#[test]
fn every_twin_of_a_collection_is_told() {
    let line = "{\"deviceId\":\"p\",\"properties\":{\"desired\":{\"rebootInfo\":{\"__meta\":{\"serviceInterfaceVersion\":\"1.0.0\"}}},\"reported\":{}}}\n";
    let run = fed(
        &["groups", "--format", "json", "-"],
        line.repeat(2).as_bytes(),
    );
    let tables: Value = serde_json::from_str(&run.out).expect("the answer is JSON");
    assert_eq!(tables.as_array().map(Vec::len), Some(2), "{}", run.out);
}
