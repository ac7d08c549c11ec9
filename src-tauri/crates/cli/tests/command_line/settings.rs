//! Settings of a folder: found, refused, applied; what they hide is counted in every form.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::bench::{Run, command, ended, fed, file, folder, root, twinscope};

/// A twin with an error and a note in desired, and nothing else.
const TWIN: &str = "{\"deviceId\":\"pump-1\",\"tags\":{\"site\":null},\n\"properties\":{\"desired\":{\"rebootInfo\":{},\"a\":{\"b\":1,}},\"reported\":{}}}";

fn site(settings: &str) -> TempDir {
    let folder = folder();
    file(&folder, "pump.json", TWIN);
    file(&folder, "twinscope.json", settings);
    folder
}

fn check(folder: &TempDir, arguments: &[&str]) -> Run {
    let mut command = command();
    command
        .current_dir(folder.path())
        .arg("check")
        .args(arguments);
    ended(&mut command)
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("the output is JSON")
}

fn rules_of(folder: &TempDir) -> Vec<String> {
    let report = parsed(&check(folder, &["--no-config", "--format", "json", "."]).out);
    let findings = report["inputs"][0]["findings"].as_array().expect("a list");
    let names = findings
        .iter()
        .map(|f| f["rule"].as_str().expect("a name").to_owned());
    names.collect()
}

#[test]
fn what_is_hidden_is_counted_and_makes_no_exit_code() {
    let site = site(r#"{"severities":{"trailing-comma":"off"},"ignores":[{"path":"/**"}]}"#);
    let all = rules_of(&site).len();
    assert!(all > 1);
    let run = check(&site, &["."]);
    assert_eq!(run.code, Some(0), "{}", run.out);
    assert!(
        run.out
            .ends_with(&format!("no findings, {all} hidden by twinscope.json\n")),
        "{}",
        run.out
    );
    assert_eq!(check(&site, &["--no-config", "."]).code, Some(1));
}

#[test]
fn what_is_hidden_is_listed_on_request() {
    let site = site(
        r#"{"ignores":[{"rule":"trailing-comma","device":"pump-*","reason":"the tool writes it"}]}"#,
    );
    let quiet = check(&site, &["."]);
    assert!(!quiet.out.contains("trailing-comma"), "{}", quiet.out);
    let run = check(&site, &["--show-hidden", "."]);
    assert!(
        run.out.contains("pump.json:2:") && run.out.contains("hidden error[trailing-comma]"),
        "{}",
        run.out
    );
    assert!(run.out.contains("hides  the tool writes it"), "{}", run.out);
    let markdown = check(&site, &["--show-hidden", "--format", "markdown", "."]);
    assert!(
        markdown.out.contains("- hidden: error `trailing-comma`"),
        "{}",
        markdown.out
    );
}

#[test]
fn severities_decide_the_exit_code() {
    let site = site(r#"{"severities":{"trailing-comma":"info"}}"#);
    assert_eq!(check(&site, &["."]).code, Some(0));
    file(
        &site,
        "other.json",
        r#"{"severities":{"dialect-undeclared":"error","trailing-comma":"off"}}"#,
    );
    let named = check(&site, &["--config", "other.json", "pump.json"]);
    assert_eq!(named.code, Some(1), "{}", named.out);
}

#[test]
fn settings_are_found_above_and_standard_input_has_those_of_the_working_folder() {
    let site = site(r#"{"ignores":[{"rule":"trailing-comma"}]}"#);
    std::fs::create_dir(site.path().join("line")).expect("made");
    std::fs::write(site.path().join("line/pump.json"), TWIN).expect("written");
    let run = check(&site, &["line"]);
    assert!(
        run.out.contains("1 hidden by twinscope.json"),
        "{}",
        run.out
    );
    let here = fed(&["check", "-"], TWIN.as_bytes());
    assert_eq!(here.code, Some(1), "{}", here.out);
}

#[test]
fn an_ignore_that_matches_nothing_is_reported_after_a_whole_check() {
    let site =
        site("{\"ignores\": [\n  {\"rule\": \"trailing-comma\"},\n  {\"rule\": \"comment\"}\n]}");
    let whole = check(&site, &["--fail-on", "warning", "."]);
    assert!(
        whole.out.contains(
            "twinscope.json:3:3 warning[ignore-unmatched] this ignore matches nothing: comment\n"
        ),
        "{}",
        whole.out
    );
    assert_eq!(whole.code, Some(1));
    file(&site, "other.json", "{}");
    let part = check(&site, &["pump.json"]);
    assert!(!part.out.contains("ignore-unmatched"), "{}", part.out);
    let all = check(&site, &["pump.json", "other.json"]);
    assert!(all.out.contains("ignore-unmatched"), "{}", all.out);
    let unread = check(&site, &[".", "missing.json"]);
    assert!(!unread.out.contains("ignore-unmatched"), "{}", unread.out);
}

#[test]
fn wrong_settings_are_refused_with_place_and_way_out() {
    let site = site("{\"severities\": {\"trailing-coma\": \"of\"},\n \"ignore\": []}");
    for format in ["human", "json", "sarif"] {
        let run = check(&site, &["--format", format, "."]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{format}");
        let lines: Vec<_> = run.err.lines().collect();
        assert_eq!(
            lines,
            [
                "error: twinscope.json:1:17: no rule is named `trailing-coma`; did you mean `trailing-comma`?",
                "error: twinscope.json:1:34: `of` is no severity; did you mean `off`?",
                "error: twinscope.json:2:2: no setting is named `ignore`; did you mean `ignores`?",
            ]
        );
    }
    let missing = check(&site, &["--config", "nowhere.json", "."]);
    assert_eq!(missing.code, Some(2));
    assert!(
        missing.err.starts_with("error: nowhere.json: "),
        "{}",
        missing.err
    );
}

#[test]
fn two_settings_are_refused_with_the_way_out() {
    let top = folder();
    for name in ["a", "b"] {
        let below = top.path().join(name);
        std::fs::create_dir(&below).expect("made");
        std::fs::write(below.join("twinscope.json"), "{}").expect("written");
    }
    let run = check(&top, &["a", "b"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("--config") && run.err.contains("--no-config"),
        "{}",
        run.err
    );
}

fn valid(kind: &str, document: &Value) -> bool {
    let path = root().join(format!("src-tauri/crates/cli/schemas/{kind}.schema.json"));
    let schema = parsed(&std::fs::read_to_string(path).expect("readable"));
    jsonschema::draft202012::new(&schema)
        .expect("the schema is one")
        .is_valid(document)
}

const SETTINGS: &str =
    r#"{"ignores":[{"rule":"trailing-comma","reason":"known"},{"rule":"comment"}]}"#;

#[test]
fn json_has_what_is_hidden_and_fits_the_published_schema() {
    let site = site(SETTINGS);
    let report = parsed(&check(&site, &["--format", "json", "."]).out);
    assert!(valid("report", &report), "{report}");
    let hidden = &report["inputs"][0]["hidden"][0];
    assert_eq!(
        [
            &hidden["why"],
            &hidden["ignore"],
            &hidden["because"],
            &hidden["finding"]["rule"]
        ],
        [
            &json!("ignored"),
            &json!(0),
            &json!("known"),
            &json!("trailing-comma")
        ]
    );
    assert_eq!(report["summary"]["hidden"], 1);
    assert_eq!(report["summary"]["errors"], 0);
    assert_eq!(report["settings"]["source"], "twinscope.json");
    assert_eq!(report["settings"]["ignores"][0]["matched"], 1);
    assert_eq!(
        report["settings"]["findings"][0]["rule"],
        "ignore-unmatched"
    );
    let lines = check(&site, &["--format", "ndjson", "."]).out;
    let last = parsed(lines.lines().last().expect("a line"));
    assert_eq!(last["settings"], report["settings"]);
}

#[test]
fn sarif_suppresses_what_is_hidden() {
    let site = site(SETTINGS);
    let log = parsed(&check(&site, &["--format", "sarif", "."]).out);
    let results = log["runs"][0]["results"].as_array().expect("a list");
    for result in results {
        let suppressions = result["suppressions"].as_array().expect("on every result");
        assert_eq!(
            suppressions.len() == 1,
            result["ruleId"] == "trailing-comma",
            "{result}"
        );
    }
    assert!(results.iter().any(|r| r["ruleId"] == "ignore-unmatched"));
    let without = parsed(&check(&site, &["--no-config", "--format", "sarif", "."]).out);
    assert_eq!(without["runs"][0]["results"][0].get("suppressions"), None);
}

#[test]
fn junit_skips_what_is_hidden() {
    let site = site(SETTINGS);
    let xml = check(&site, &["--format", "junit", "."]).out;
    assert!(
        xml.contains("failures=\"0\" errors=\"0\" skipped=\"1\""),
        "{xml}"
    );
    assert!(xml.contains("<skipped message=\"known\"/>"), "{xml}");
    assert!(
        xml.contains("<testsuite name=\"twinscope.json\" tests=\"1\""),
        "{xml}"
    );
}

#[test]
fn rules_are_listed_with_the_severities_of_the_settings() {
    let site = site(r#"{"severities":{"trailing-comma":"off","dialect-undeclared":"error"}}"#);
    let run = |arguments: &[&str]| {
        let mut command = command();
        command
            .current_dir(site.path())
            .arg("rules")
            .args(arguments);
        ended(&mut command).out
    };
    let human = run(&[]);
    let line = human
        .lines()
        .find(|l| l.contains("  trailing-comma  "))
        .expect("listed");
    assert!(line.starts_with("  off "), "{line}");
    assert!(
        human.ends_with("severities of 2 rules are those of twinscope.json\n"),
        "{human}"
    );
    let listed = parsed(&run(&["--format", "json"]));
    let rule = listed.as_array().expect("a list").iter();
    let rule = rule
        .clone()
        .find(|r| r["rule"] == "trailing-comma")
        .expect("listed");
    assert_eq!(
        [&rule["severity"], &rule["chosen"]],
        [&json!("error"), &json!("off")]
    );
    assert!(!run(&["--no-config"]).contains("twinscope.json"));
}

#[test]
fn the_published_schema_of_the_settings_takes_what_is_taken() {
    for (text, good) in [
        ("{}", true),
        (SETTINGS, true),
        (
            r#"{"severities":{"comment":"off"},"packs":[],"$schema":"x"}"#,
            true,
        ),
        (r#"{"ignores":[{}]}"#, false),
        (r#"{"ignores":[{"path":"tags"}]}"#, false),
        (r#"{"ignores":[{"path":""}]}"#, false),
        (r#"{"severities":{"comment":"of"}}"#, false),
        (r#"{"pack":[]}"#, false),
    ] {
        assert_eq!(valid("settings", &parsed(text)), good, "schema: {text}");
        let site = site(text);
        let refused = check(&site, &["pump.json"]).code == Some(2);
        assert_eq!(!refused, good, "twinscope: {text}");
    }
}

#[test]
fn the_settings_of_a_folder_are_no_twin() {
    let site = site("{}");
    let run = check(&site, &["."]);
    assert!(run.out.contains("1 twin looked at"), "{}", run.out);
    assert_eq!(
        twinscope(&["check", "--no-config", "--config", "x", "y"]).code,
        Some(2)
    );
}

/// A folder with a twin, settings and the pack they name; the twin's only group is one of the pack.
fn site_with_a_pack(settings: &str) -> TempDir {
    let site = folder();
    file(&site, "twinscope.json", settings);
    let pack = site.path().join("our-groups").display().to_string();
    let run = twinscope(&["schema", "new", &pack, "--group", "fan"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let sample = site.path().join("our-groups/samples/twin.json");
    std::fs::copy(sample, site.path().join("pump.json")).expect("copied");
    site
}

fn at(folder: &TempDir, arguments: &[&str]) -> Run {
    let mut command = command();
    command.current_dir(folder.path()).args(arguments);
    ended(&mut command)
}

#[test]
fn every_command_about_twins_knows_the_packs_of_the_settings() {
    let site = site_with_a_pack(r#"{"packs":["our-groups"]}"#);
    let questions: [(&[&str], &str); 2] = [
        (&["groups", "pump.json", "--group", "fan"], "our-groups"),
        (
            &["migrate", "pump.json", "--group", "fan"],
            "no other version",
        ),
    ];
    for (question, known) in questions {
        let with = at(&site, question);
        assert!(
            with.out.contains(known),
            "{question:?}: {}{}",
            with.out,
            with.err
        );
        let without = at(&site, &[question, &["--no-config"]].concat());
        assert_ne!(with.out, without.out, "{question:?}");
        let named = at(&site, &[question, &["--config", "twinscope.json"]].concat());
        assert_eq!(with.out, named.out, "{question:?}");
    }
}

#[test]
fn a_pack_of_the_settings_that_cannot_be_used_is_told_by_every_command() {
    let site = site_with_a_pack(r#"{"packs":["moved-away"]}"#);
    for question in [
        &["versions", "pump.json"][..],
        &["groups", "pump.json"],
        &["migrate", "pump.json"],
        &["drift", "pump.json"],
        &["discover", "--group", "fan", "pump.json"],
        &["check", "pump.json"],
    ] {
        let run = at(&site, question);
        assert_eq!(run.code, Some(2), "{question:?}: {}", run.out);
        assert!(run.err.contains("moved-away"), "{question:?}: {}", run.err);
        let run = at(&site, &[question, &["--no-config"]].concat());
        assert_eq!(run.err, "", "{question:?}");
    }
    file(&site, "twinscope.json", "{\"pakcs\": []}");
    let run = at(&site, &["versions", "pump.json"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("did you mean `packs`?"), "{}", run.err);
}

#[test]
fn the_folder_of_a_chosen_pack_holds_no_twins() {
    let site = site_with_a_pack(r#"{"packs":["our-groups"],"ignores":[{"rule":"comment"}]}"#);
    let report = parsed(&at(&site, &["check", "--format", "json", "."]).out);
    let inputs = report["inputs"].as_array().expect("a list");
    assert_eq!(inputs.len(), 1, "{report}");
    // everything but the pack was looked at, so it is known that the ignore matches nothing
    let told = &report["settings"]["findings"][0]["rule"];
    assert_eq!(told, "ignore-unmatched", "{report}");
    let sample = at(&site, &["check", "our-groups/samples"]);
    assert!(
        sample.out.contains("our-groups/samples/twin.json"),
        "{}",
        sample.out
    );
    let unknown = at(&site, &["check", "--no-config", "--format", "json", "."]);
    let all = parsed(&unknown.out)["inputs"].as_array().map(Vec::len);
    assert!(all > Some(1), "{all:?}");
}

#[test]
fn settings_further_down_are_not_applied_and_named() {
    let site = site("{}");
    for name in ["a", "b"] {
        let below = site.path().join(name);
        std::fs::create_dir(&below).expect("made");
        std::fs::write(below.join("pump.json"), TWIN).expect("written");
    }
    let off = r#"{"severities":{"trailing-comma":"off"}}"#;
    std::fs::write(site.path().join("a/twinscope.json"), off).expect("written");
    let run = check(&site, &["."]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert_eq!(
        run.err,
        "note: ./a/twinscope.json is not applied: one run has one file of settings; check ./a alone, \
         or name the file with --config\n"
    );
    assert_eq!(check(&site, &["b"]).err, "");
    assert_eq!(check(&site, &["*.json"]).err, "");
    assert!(
        check(&site, &["**/*.json"])
            .err
            .contains("a/twinscope.json")
    );
    assert_eq!(check(&site, &["a"]).err, "");
    for chosen in [&["--no-config"][..], &["--config", "twinscope.json"]] {
        assert_eq!(check(&site, &[&["."], chosen].concat()).err, "");
    }
    std::fs::remove_file(site.path().join("twinscope.json")).expect("removed");
    assert!(
        check(&site, &["."])
            .err
            .starts_with("note: ./a/twinscope.json")
    );
}
