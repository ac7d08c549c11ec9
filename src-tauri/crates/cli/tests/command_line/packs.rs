//! Packs in the terminal: written, checked, listed, shown, compared, and used.

use serde_json::{Value, json};

use crate::bench::{command, ended, folder, twinscope};

const PUMPS: &str = "fixtures/packs/pumps";

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("the output is JSON")
}

/// Rule and pointer of every finding of a check.
fn found(arguments: &[&str]) -> Vec<(String, String)> {
    let run = twinscope(&[&["check", "--format", "json"], arguments].concat());
    let report = parsed(&run.out);
    let findings = report["inputs"][0]["findings"].as_array().expect("a list");
    let text = |f: &Value, key: &str| f[key].as_str().expect("a text").to_owned();
    findings
        .iter()
        .map(|f| (text(f, "rule"), text(f, "pointer")))
        .collect()
}

#[test]
fn a_pack_makes_its_groups_known() {
    let twin = format!("{PUMPS}/samples/invalid-pump.json");
    let with = found(&["--pack", PUMPS, &twin]);
    let fault = |pointer: &str| ("property-type".to_owned(), pointer.to_owned());
    assert!(
        with.contains(&fault("/properties/desired/telemetry/interval")),
        "{with:?}"
    );
    assert!(
        with.contains(&fault("/properties/reported/pumpControl/hours")),
        "{with:?}"
    );
    let without = found(&[&twin]);
    assert!(
        without.iter().all(|(rule, _)| rule != "property-type"),
        "{without:?}"
    );
    for valid in ["valid-pump.json", "valid-plain-only.json"] {
        let run = twinscope(&[
            "check",
            "--pack",
            PUMPS,
            &format!("{PUMPS}/samples/{valid}"),
        ]);
        assert_eq!(run.code, Some(0));
        assert!(run.out.contains(": no findings"), "{}", run.out);
    }
}

#[test]
fn a_new_pack_works_the_first_time() {
    let folder = folder();
    let pack = folder.path().join("our-groups").display().to_string();
    let run = twinscope(&["schema", "new", &pack, "--group", "fan"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(
        run.out.contains("ga/fan/desired-1.0.0.json\n"),
        "{}",
        run.out
    );
    let run = twinscope(&["schema", "check", &pack]);
    assert_eq!(run.code, Some(0));
    assert_eq!(
        run.out,
        "our-groups: 2 schemas to be used, 0 errors, 0 warnings\n"
    );
    let twin = format!("{pack}/samples/twin.json");
    let run = twinscope(&["check", "--fail-on", "warning", "--pack", &pack, &twin]);
    assert_eq!(run.code, Some(0), "{}", run.out);
    let run = twinscope(&["schema", "new", &pack]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("not empty, and nothing is written over"),
        "{}",
        run.err
    );
    let other = folder.path().join("other").display().to_string();
    let run = twinscope(&[
        "schema",
        "new",
        &other,
        "--dialect",
        "draft",
        "--version",
        "1",
    ]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("the first one is 1.0"), "{}", run.err);
}

#[test]
fn every_command_of_a_new_packs_readme_works_as_it_stands() {
    let folder = folder();
    let pack = folder.path().join("our-groups");
    let shown = pack.display().to_string();
    twinscope(&["schema", "new", &shown, "--group", "fan"]);
    let schema = pack.join("ga/fan/desired-1.0.0.json");
    let newer = std::fs::read_to_string(&schema).expect("written");
    let newer = newer.replace(
        "\"required\": [\"__meta\"]",
        "\"required\": [\"__meta\", \"mode\"]",
    );
    std::fs::write(pack.join("ga/fan/desired-2.0.0.json"), newer).expect("written");
    let readme = std::fs::read_to_string(pack.join("README.md")).expect("written");
    let commands = readme
        .lines()
        .filter_map(|l| l.strip_prefix("    twinscope "));
    let mut run = 0;
    for line in commands {
        let line = line.split('#').next().unwrap_or(line);
        let line = line.replace("<the new file>", "ga/fan/desired-2.0.0.json");
        let mut command = command();
        command.current_dir(&pack).args(line.split_whitespace());
        let ended = ended(&mut command);
        assert_eq!(ended.code, Some(0), "{line}: {}{}", ended.out, ended.err);
        run += 1;
    }
    assert_eq!(run, 5);
}

#[test]
fn problems_stand_at_file_line_and_column() {
    let run = twinscope(&[
        "schema",
        "check",
        "fixtures/packs/broken-reference-to-broken",
    ]);
    assert_eq!(run.code, Some(1));
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(
        lines[..3],
        [
            "fixtures/packs/broken-reference-to-broken/plain/fan/desired.json:7:7 error[reference-to-broken] `shared/middle.json` has errors, so this schema is not used either",
            "  why  A schema is as good as its parts.",
            "   do  Mend the file that is referred to."
        ]
    );
    assert!(
        run.out.contains("not used: plain/fan/desired.json\n"),
        "{}",
        run.out
    );
    let run = twinscope(&[
        "schema",
        "check",
        "--format",
        "json",
        "fixtures/packs/broken-title-missing",
    ]);
    assert_eq!(run.code, Some(0), "a warning is no error");
    let answer = parsed(&run.out);
    assert_eq!(answer["pack"]["schemas"], json!(1));
    let problem = &answer["problems"][0];
    assert_eq!(
        (&problem["kind"], &problem["severity"], &problem["line"]),
        (&json!("title-missing"), &json!("warning"), &json!(1))
    );
    let run = twinscope(&["schema", "check", "fixtures/no-such-pack"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("fixtures/no-such-pack"), "{}", run.err);
    let run = twinscope(&["schema", "check", "fixtures/cli/clean.json"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err
            .contains("name the folder that has `pack.json` in it"),
        "{}",
        run.err
    );
}

#[test]
fn a_check_with_a_broken_pack_says_so_and_looks_at_everything_else() {
    let broken = "fixtures/packs/broken-not-json";
    let run = twinscope(&["check", "--pack", broken, "fixtures/cli/clean.json"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err
            .contains("not all of the pack `broken-not-json` is used: 4 files are not used"),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("plain/beyond/desired.json:4:18"),
        "{}",
        run.err
    );
    assert!(
        run.out
            .ends_with("1 twin looked at: no findings, 1 pack not used in full\n"),
        "{}",
        run.out
    );
    let run = twinscope(&[
        "check",
        "--format",
        "json",
        "--pack",
        broken,
        "--pack",
        "no-such-pack",
        "fixtures/cli/clean.json",
    ]);
    let report = parsed(&run.out);
    let codes: Vec<_> = report["problems"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|p| &p["code"])
        .collect();
    assert_eq!(codes, [&json!("notFound"), &json!("packFaulty")]);
    for command in [
        vec!["versions", "--pack", broken, "fixtures/cli/versions.json"],
        vec![
            "discover",
            "--pack",
            broken,
            "--group",
            "rebootInfo",
            "fixtures/cli/versions.json",
        ],
        vec!["schema", "list", "--pack", broken],
    ] {
        let run = twinscope(&command);
        assert_eq!(run.code, Some(2), "{command:?}");
        assert!(
            !run.out.is_empty() && run.err.contains("broken-not-json"),
            "{command:?}"
        );
    }
}

#[test]
fn versions_of_a_packs_group_are_in_the_table() {
    let twin = format!("{PUMPS}/samples/valid-pump.json");
    let out = twinscope(&["versions", "--pack", PUMPS, &twin]).out;
    assert!(out.contains("\npumpControl  \"1.0.0\""), "{out}");
    assert!(
        !out.contains("telemetry"),
        "a plain group has no versions: {out}"
    );
    let run = twinscope(&["discover", "--pack", PUMPS, "--group", "pumpControl", &twin]);
    assert!(run.out.contains("  pump-17  1.0.0"), "{}", run.out);
}

#[test]
fn schemas_are_listed_and_shown() {
    let run = twinscope(&["schema", "list", "--pack", PUMPS, "--dialect", "plain"]);
    assert_eq!(run.code, Some(0));
    assert_eq!(
        run.out,
        "plain/telemetry/desired  Telemetry  [pumps]\n\n1 schema; `twinscope schema show <key>` shows one\n"
    );
    let all = parsed(&twinscope(&["schema", "list", "--format", "json"]).out);
    let all = all.as_array().expect("a list");
    assert!(all.len() > 100 && all.iter().all(|s| s.get("pack").is_none()));
    let run = twinscope(&["schema", "list", "--dialect", "gb"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("`gb` is no dialect; there are gen1,"),
        "{}",
        run.err
    );
    let run = twinscope(&["schema", "show", "plain/telemetry/desired", "--pack", PUMPS]);
    assert_eq!(run.code, Some(0));
    let row = run
        .out
        .lines()
        .find(|l| l.starts_with("interval"))
        .expect("a row");
    assert_eq!(
        row.split_whitespace().collect::<Vec<_>>()[..4],
        ["interval", "integer", "seconds", "yes"]
    );
    assert!(row.ends_with("5 to 3600; 60 if absent"), "{row}");
    let run = twinscope(&[
        "schema",
        "show",
        "ga/rebootInfo/desired",
        "--format",
        "json",
    ]);
    assert_eq!(parsed(&run.out)["title"], json!("Scheduled restarts"));
    let run = twinscope(&["schema", "show", "ga/rebotInfo/desired"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("of the group `rebootInfo` there are"),
        "{}",
        run.err
    );
}

#[test]
fn every_schema_that_is_built_in_can_be_shown() {
    let all = parsed(&twinscope(&["schema", "list", "--format", "json"]).out);
    for dialect in ["gen1", "draft", "preview", "ga"] {
        let mut keys = all
            .as_array()
            .expect("a list")
            .iter()
            .map(|s| s["key"].as_str().expect("a key"));
        let key = keys.find(|key| key.starts_with(dialect)).expect("one");
        let run = twinscope(&["schema", "show", key]);
        assert_eq!(run.code, Some(0), "{key}: {}", run.err);
        assert!(run.out.starts_with(key), "{key}");
    }
}

#[test]
fn the_number_of_a_newer_version_is_judged() {
    let (old, new) = (
        "ga/pumpControl/desired-1.0.0",
        "ga/pumpControl/desired-1.1.0",
    );
    let run = twinscope(&["schema", "diff", old, new, "--pack", PUMPS]);
    assert_eq!(run.code, Some(0));
    assert!(
        run.out.contains("  minor  quiet  optional-added  new\n"),
        "{}",
        run.out
    );
    assert!(run.out.contains("\nnumber: 1.1.0 is right"), "{}", run.out);
    let folder = folder();
    let copy = |name: &str, change: (&str, &str)| {
        let text =
            std::fs::read_to_string(crate::bench::root().join(PUMPS).join(format!("{old}.json")));
        let text = text.expect("the schema").replace(change.0, change.1);
        let text = text.replace("/shared/pump.json#/$defs/", "/ga/pumpControl/part.json#/");
        let text = text.replace(
            "\"$ref\": \"/ga/pumpControl/part.json#/mode\"",
            "\"enum\": [\"off\"]",
        );
        let text = text.replace(
            "\"$ref\": \"/ga/pumpControl/part.json#/pressure\"",
            "\"type\": \"number\"",
        );
        let path = folder.path().join("ga/pumpControl");
        std::fs::create_dir_all(&path).expect("writable");
        let path = path.join(name);
        std::fs::write(&path, text).expect("writable");
        path.display().to_string()
    };
    let before = copy("desired-1.0.0.json", ("", ""));
    let after = copy(
        "desired-1.0.1.json",
        ("[\"__meta\", \"mode\"]", "[\"__meta\", \"pressure\"]"),
    );
    let run = twinscope(&["schema", "diff", &before, &after]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(run.out.contains("verdict: major"), "{}", run.out);
    assert!(run.out.contains("number: 1.0.1 is too low"), "{}", run.out);
    assert!(run.out.contains("it should be 2.0.0"), "{}", run.out);
    let answer = parsed(&twinscope(&["schema", "diff", &before, &after, "--format", "json"]).out);
    assert_eq!(answer["number"]["expected"], json!("2.0.0"));
    let run = twinscope(&["schema", "diff", "ga/rebootInfo/desired", "nothing.json"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("neither a file nor the key"),
        "{}",
        run.err
    );
}

#[test]
fn every_part_of_schema_has_help_with_examples() {
    for part in ["new", "check", "list", "show", "diff", "report"] {
        let run = twinscope(&["schema", part, "--help"]);
        assert_eq!(run.code, Some(0));
        let example = format!("Examples:\n  twinscope schema {part}");
        assert!(run.out.contains(&example), "{part}: {}", run.out);
    }
    let run = twinscope(&["schema"]);
    assert_eq!(
        run.code,
        Some(2),
        "the report's schema is `schema report` now"
    );
    assert!(run.err.contains("report"), "{}", run.err);
}
