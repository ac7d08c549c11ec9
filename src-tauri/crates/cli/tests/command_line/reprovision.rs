//! `twinscope reprovision`: what it is given, every form of the answer, and how it ends.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::bench::{Run, fed, file, folder, twinscope};

const KEY: &str = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=";

/// Files of a device that sits on hub `a`, while its enrollment names hub `b`.
struct Given {
    _folder: TempDir,
    arguments: Vec<String>,
}

fn given(policy: Value, device: Value) -> Given {
    let enrollment = json!({
        "registrationId": "pump-7",
        "allocationPolicy": "static",
        "iotHubHostName": "b.example",
        "reprovisionPolicy": policy,
        "initialTwin": { "tags": { "site": "west" }, "properties": { "desired": { "interval": 60 } } },
        "attestation": { "type": "symmetricKey", "symmetricKey": { "primaryKey": KEY, "secondaryKey": null } },
    });
    with(&enrollment.to_string(), &device.to_string())
}

fn with(enrollment: &str, device: &str) -> Given {
    let hubs = json!([
        {
            "hostName": "a.example",
            "assigned": true,
            "twin": {
                "deviceId": "pump-7",
                "tags": { "site": "east" },
                "properties": {
                    "desired": { "interval": 30, "password": "hunter2", "$version": 4 },
                    "reported": { "interval": 30, "$version": 9 },
                },
            },
            "modules": ["edgeAgent"],
        },
        { "hostName": "b.example" },
    ]);
    let folder = folder();
    let files = [
        ("--enrollment", "enrollment.json", enrollment.to_owned()),
        ("--device", "device.json", device.to_owned()),
        ("--hubs", "hubs.json", hubs.to_string()),
    ];
    let arguments = files
        .into_iter()
        .flat_map(|(name, path, text)| [name.to_owned(), file(&folder, path, text)]);
    Given {
        arguments: arguments.collect(),
        _folder: folder,
    }
}

fn new_device() -> Value {
    json!({ "registrationId": "pump-7", "apiVersion": "2021-06-01" })
}

impl Given {
    fn run(&self, command: &str, more: &[&str]) -> Run {
        let mut all = vec!["reprovision", command];
        all.extend(self.arguments.iter().map(String::as_str));
        all.extend(more);
        twinscope(&all)
    }

    fn json(&self, more: &[&str]) -> Value {
        let more = [&["--format", "json"], more].concat();
        serde_json::from_str(&self.run("simulate", &more).out).expect("the answer is JSON")
    }
}

fn migrate() -> Value {
    json!({ "updateHubAssignment": true, "migrateDeviceData": true })
}

fn reset() -> Value {
    json!({ "updateHubAssignment": true, "migrateDeviceData": false })
}

#[test]
fn a_simulation_says_where_the_device_goes_why_and_what_is_lost() {
    let run = given(reset(), new_device()).run("simulate", &[]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    for expected in [
        "pump-7: reset\nThe device moves from a.example to b.example and starts from the initial configuration.\n",
        "Yes: Re-provision and reset to initial config",
        "  assigned   The device is told b.example and connects there.\n  substatus deviceDataReset\n",
        "  Modules do not move; `edgeAgent` and their twins are gone.\n",
        "  edited   /tags/site                     east > west\n",
    ] {
        assert!(run.out.contains(expected), "{expected}\n{}", run.out);
    }
}

#[test]
fn programs_get_documents_and_no_secret() {
    let told = given(migrate(), new_device()).json(&[]);
    assert_eq!(told["outcome"], "migrated");
    assert_eq!(told["assignedHub"], "b.example");
    assert_eq!(told["previousHub"], "a.example");
    assert_eq!(told["statuses"], json!(["assigning", "assigned"]));
    assert_eq!(told["registrationState"]["substatus"], "deviceDataMigrated");
    let nodes: Vec<_> = told["path"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|s| &s["node"])
        .collect();
    assert_eq!(nodes, ["contact", "has-policy", "by-policy"]);
    assert_eq!(told["hubs"][0]["after"], Value::Null);
    let twin = &told["hubs"][1]["after"]["twin"];
    assert_eq!(
        twin["properties"]["reported"],
        json!({ "interval": 30, "$version": 9 })
    );
    assert_eq!(twin["tags"]["site"], "east");
    let text = told.to_string();
    assert!(!text.contains("hunter2") && !text.contains(KEY), "{text}");
}

#[test]
fn without_a_policy_the_version_decides_and_an_unknown_one_is_never_silently_new() {
    for (device, end, hub) in [
        (
            json!({ "registrationId": "pump-7", "apiVersion": "2018-04-01" }),
            "sticks",
            "a.example",
        ),
        (
            json!({ "registrationId": "pump-7", "apiVersion": "2018-04-02" }),
            "moves",
            "b.example",
        ),
        (
            json!({ "registrationId": "pump-7", "sdk": { "language": "java", "version": "1.13.0" } }),
            "sticks",
            "a.example",
        ),
        (
            json!({ "registrationId": "pump-7", "sdk": { "language": "java", "version": "1.13.1" } }),
            "moves",
            "b.example",
        ),
    ] {
        let told = given(Value::Null, device.clone()).json(&[]);
        let path = told["path"].as_array().expect("there is a way");
        assert_eq!(
            path.last().map(|step| &step["node"]),
            Some(&json!(end)),
            "{device}"
        );
        assert_eq!(told["assignedHub"], hub, "{device}");
    }
    let unknown = given(
        Value::Null,
        json!({ "registrationId": "pump-7", "apiVersion": "soon" }),
    );
    let told = unknown.json(&[]);
    assert_eq!(
        (&told["outcome"], &told["assumptions"][0]["name"]),
        (&json!("stuck"), &json!("unknown-version"))
    );
    assert_eq!(told["findings"][0]["rule"], "device-version-invalid");
    assert_eq!(unknown.run("simulate", &[]).code, Some(1));
    assert_eq!(
        unknown.json(&["--assume", "unknown-version=new"])["outcome"],
        "migrated"
    );
}

#[test]
fn a_finding_names_file_line_and_column_and_the_answer_comes_all_the_same() {
    let enrollment = "{\n  \"iotHubHostName\": \"b.example\",\n  \"reprovisionPolicy\": {\n    \"updateHubAssigment\": false,\n  }\n}";
    let run = with(enrollment, &new_device().to_string()).run("simulate", &[]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.starts_with("pump-7: migrated\n"), "{}", run.out);
    for expected in [
        "enrollment.json:1:1 error[enrollment-without-id]",
        "enrollment.json:4:5 error[policy-unknown-field] nobody reads `updateHubAssigment`",
        "enrollment.json:4:32 warning[reprovision-not-json]",
    ] {
        assert!(run.out.contains(expected), "{expected}\n{}", run.out);
    }
}

#[test]
fn the_matrix_has_every_policy_for_old_and_new_devices() {
    let given = given(reset(), new_device());
    let run = given.run("matrix", &["--format", "json"]);
    let told: Value = serde_json::from_str(&run.out).expect("the answer is JSON");
    let cells = told["cells"].as_array().expect("there are cells");
    assert_eq!(cells.len(), 10);
    let current: Vec<_> = cells
        .iter()
        .filter(|cell| cell["current"] == true)
        .collect();
    assert_eq!(current.len(), 1);
    assert_eq!(
        (&current[0]["policy"], &current[0]["age"]),
        (&json!("reset"), &json!("new"))
    );
    let people = given.run("matrix", &[]);
    assert!(people.out.contains("* reset > b.example"), "{}", people.out);
}

/// A device that stays on its hub, with the reset policy.
fn reset_in_place() -> Given {
    let enrollment = json!({
        "registrationId": "pump-7",
        "allocationPolicy": "static",
        "iotHubHostName": "a.example",
        "reprovisionPolicy": reset(),
    });
    with(&enrollment.to_string(), &new_device().to_string())
}

#[test]
fn a_cell_of_the_matrix_names_the_assumptions_it_rests_on() {
    let given = reset_in_place();
    let run = given.run("matrix", &["--format", "json"]);
    let told: Value = serde_json::from_str(&run.out).expect("the answer is JSON");
    for cell in told["cells"].as_array().expect("there are cells") {
        let names: Vec<_> = cell["restsOn"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|on| &on["name"])
            .collect();
        let wanted = match cell["policy"] == "reset" {
            true => vec!["same-hub-reset"],
            false => vec![],
        };
        assert_eq!(names, wanted, "{cell}");
        let is_unnamed = cell["policy"] == "unnamed";
        let concluded = cell["inferences"].to_string();
        assert_eq!(concluded.contains("unnamed-policy-is-never"), is_unnamed);
    }
    let people = given.run("matrix", &[]).out;
    assert!(
        people.contains("* reset-in-place > a.example [1]")
            && people.contains("\n  [1] same-hub-reset=resets: "),
        "{people}"
    );
    let kept = given
        .run("matrix", &["--assume", "same-hub-reset=keeps"])
        .out;
    assert!(kept.contains("] same-hub-reset=keeps: "), "{kept}");
}

#[test]
fn drawings_name_the_assumptions_that_the_answer_rests_on() {
    let given = reset_in_place();
    for format in ["svg", "mermaid"] {
        let drawn = given.run("simulate", &["--format", format]).out;
        assert!(drawn.contains("same-hub-reset=resets"), "{drawn}");
        let other = with(
            "{\"registrationId\": \"pump-7\", \"iotHubHostName\": \"b.example\", \"allocationPolicy\": \"static\"}",
            &new_device().to_string(),
        );
        let drawn = other.run("simulate", &["--format", format]).out;
        assert!(!drawn.contains("same-hub-reset"), "{drawn}");
        assert!(drawn.contains("versions-migrate"), "{drawn}");
    }
}

#[test]
fn the_matrix_tells_what_is_wrong_with_what_it_was_given_and_ends_with_1() {
    let broken = "{\n  \"iotHubHostName\": \"c.example\",\n  \"allocationPolicy\": \"static\",\n  \"reprovisionPolicy\": {\n    \"updateHubAssigment\": false\n  }\n}";
    let given = with(broken, &new_device().to_string());
    let run = given.run("matrix", &[]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    for expected in [
        "enrollment.json:1:1 error[enrollment-without-id]",
        "enrollment.json:5:5 error[policy-unknown-field]",
        "error[hub-not-linked]",
        "     do  ",
    ] {
        assert!(run.out.contains(expected), "{expected}\n{}", run.out);
    }
    let run = given.run("matrix", &["--format", "json"]);
    let told: Value = serde_json::from_str(&run.out).expect("the answer is JSON");
    assert_eq!(run.code, Some(1));
    assert_eq!(told["findings"][0]["rule"], "enrollment-without-id");
}

#[test]
fn the_flowchart_can_be_kept_as_a_drawing() {
    let given = given(migrate(), new_device());
    let svg = given.run("simulate", &["--format", "svg"]).out;
    let mut reader = quick_xml::Reader::from_str(&svg);
    while reader.read_event().expect("the drawing is XML") != quick_xml::events::Event::Eof {}
    assert_eq!(
        svg.matches("class=\"taken\"").count(),
        5,
        "three nodes and two edges"
    );
    let mermaid = given.run("simulate", &["--format", "mermaid"]).out;
    assert!(
        mermaid.contains("has-policy ==>|Yes| by-policy"),
        "{mermaid}"
    );
    let page = given.run("simulate", &["--format", "markdown"]).out;
    assert!(
        page.starts_with("# Reprovisioning of pump-7\n") && page.contains("```mermaid"),
        "{page}"
    );
}

#[test]
fn stories_are_listed_and_played_and_files_like_them() {
    let listed = twinscope(&["reprovision", "sequence"]);
    assert!(listed.out.contains("quarantine  "), "{}", listed.out);
    let played = twinscope(&["reprovision", "sequence", "quarantine", "--format", "json"]);
    let told: Value = serde_json::from_str(&played.out).expect("the answer is JSON");
    let steps = told["steps"].as_array().expect("there are steps");
    assert_eq!(
        steps.last().map(|s| &s["simulation"]["outcome"]),
        Some(&json!("migrated"))
    );
    let lost = twinscope(&["reprovision", "sequence", "no-such-story"]);
    assert_eq!(lost.code, Some(2));
    assert!(
        lost.err.contains("built in are") && lost.err.contains("quarantine"),
        "{}",
        lost.err
    );
}

#[test]
fn a_fleet_is_counted_told_and_exported() {
    let table = "id,sdk,version,apiVersion,enrollment\n\
                 pump-1,c,1.2.8,,none\n\
                 pump-2,,,2019-03-31,none\n\
                 \"=cmd()\",,,2017-11-15,reset\n\
                 ,,,2019-03-31,\n\
                 pump-5,,,soon,\n";
    let run = fed(&["reprovision", "fleet", "-"], table.as_bytes());
    assert_eq!(
        (run.code, run.err.as_str()),
        (Some(1), "error: -:5: no id\n")
    );
    assert!(
        run.out
            .starts_with("4 devices\n  1 sticks\n  1 moves\n  1 resets\n  1 unknown\n"),
        "{}",
        run.out
    );
    let rows = fed(
        &["reprovision", "fleet", "-", "--format", "csv"],
        table.as_bytes(),
    );
    let lines: Vec<_> = rows.out.lines().collect();
    assert_eq!(
        lines,
        [
            "line,id,enrollment,verdict,decidedBy,doubt",
            "2,pump-1,none,sticks,sdk-version,",
            "3,pump-2,none,moves,api-version,",
            "4,'=cmd(),reset,resets,policy,",
            "6,pump-5,,unknown,,`soon` is no API version",
        ]
    );
    let lines =
        "{\"registrationId\":\"pump-1\",\"apiVersion\":\"2017-11-15\"}\nnot json\n{\"id\":2}\n";
    let told = fed(
        &["reprovision", "fleet", "-", "--format", "ndjson"],
        lines.as_bytes(),
    );
    assert_eq!(told.out.lines().count(), 2, "{}", told.out);
    assert!(told.err.starts_with("error: -:2: not JSON"), "{}", told.err);
    for hostile in ["", "name,colour\n1,red\n", "[1]"] {
        assert_eq!(
            fed(&["reprovision", "fleet", "-"], hostile.as_bytes()).code,
            Some(2),
            "{hostile}"
        );
    }
}

#[test]
fn a_fleet_is_decided_about_with_the_assumptions_that_were_given() {
    let table = "id,apiVersion,enrollment\npump-1,soon,none\npump-2,2019-03-31,reset\n";
    for (assumed, verdict) in [("old", "sticks"), ("new", "moves")] {
        let switch = format!("unknown-version={assumed}");
        let asked = ["reprovision", "fleet", "-", "--assume", &switch];
        let rows = fed(
            &[&asked[..], &["--format", "csv"]].concat(),
            table.as_bytes(),
        );
        assert_eq!(rows.code, Some(0), "{}", rows.out);
        assert!(
            rows.out
                .contains(&format!("2,pump-1,none,{verdict},{switch},")),
            "{}",
            rows.out
        );
        let run = fed(&asked, table.as_bytes());
        for expected in [&format!("\n  {switch}: "), "\n  same-hub-reset=resets: "] {
            assert!(run.out.contains(expected), "{expected}\n{}", run.out);
        }
    }
    let open = fed(&["reprovision", "fleet", "-"], table.as_bytes());
    assert_eq!(open.code, Some(1));
    assert!(open.out.contains("1 unknown"), "{}", open.out);
    assert!(!open.out.contains("unknown-version="), "{}", open.out);
}

#[test]
fn a_story_in_which_a_request_finds_an_error_ends_with_1() {
    let story = json!({
        "title": "t",
        "description": "d",
        "enrollment": { "registrationId": "a", "allocationPolicy": "static", "iotHubHostName": "gone.example" },
        "device": { "registrationId": "a", "apiVersion": "2021-06-01" },
        "hubs": [{ "hostName": "here.example" }],
        "steps": [{ "title": "It asks" }],
    });
    let folder = folder();
    let path = file(&folder, "story.json", story.to_string());
    let run = twinscope(&["reprovision", "sequence", &path]);
    assert!(run.out.contains("error[hub-not-linked]"), "{}", run.out);
    assert_eq!(run.code, Some(1), "{}", run.out);
}

#[test]
fn the_table_of_versions_can_be_given_back_altered() {
    let table = twinscope(&["reprovision", "versions", "--format", "json"]).out;
    let altered = table.replace(
        "\"lastBefore\": \"2018-04-01\"",
        "\"lastBefore\": \"2022-01-01\"",
    );
    assert_ne!(table, altered);
    let folder = folder();
    let versions = file(&folder, "versions.json", altered);
    let given = given(Value::Null, new_device());
    assert_eq!(given.json(&[])["outcome"], "migrated");
    assert_eq!(given.json(&["--versions", &versions])["outcome"], "stuck");
}

#[test]
fn what_cannot_be_looked_at_ends_with_2_and_says_why() {
    let given = given(migrate(), new_device());
    let run = given.run("simulate", &["--assume", "moon-phase=full"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err
            .contains("`moon-phase=full` is no assumption; there are same-hub-reset=resets"),
        "{}",
        run.err
    );
    let run = given.run("simulate", &["--record", "no-such-file.json"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("no-such-file.json"), "{}", run.err);
}
