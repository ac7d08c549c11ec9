//! What people read: findings, pages, tables, colours.

use crate::bench::{command, ended, fed, file, folder, twinscope};

#[test]
fn a_finding_says_where_what_why_and_do() {
    let run = twinscope(&["check", "fixtures/cli/error.json"]);
    let lines: Vec<_> = run.out.lines().collect();
    assert!(
        lines[0].starts_with("fixtures/cli/error.json pump-17 (device twin"),
        "{}",
        lines[0]
    );
    assert_eq!(
        lines[2],
        "fixtures/cli/error.json:5:31 error[trailing-comma] a comma stands before a closing bracket"
    );
    assert_eq!(lines[3], "     5 | \"desired\": { \"$version\": 2, },");
    assert_eq!(lines[4], "       |                           ^");
    assert_eq!(lines[5], "    at  /properties/desired");
    assert!(
        lines[6].starts_with("   why  JSON allows a comma only between"),
        "{}",
        lines[6]
    );
    assert_eq!(lines[7], "    do  Remove the comma.");
    assert_eq!(lines.last(), Some(&"1 twin looked at: 1 error"));
}

#[test]
fn a_clean_twin_is_one_line_and_a_quiet_check_says_nothing_about_it() {
    let run = twinscope(&["check", "fixtures/cli/clean.json"]);
    let lines: Vec<_> = run.out.lines().collect();
    assert!(
        lines[0].starts_with("fixtures/cli/clean.json") && lines[0].ends_with(": no findings"),
        "{}",
        lines[0]
    );
    assert_eq!(lines[1..], ["1 twin looked at: no findings"]);
    assert_eq!(
        twinscope(&["check", "--quiet", "fixtures/cli/clean.json"]).out,
        ""
    );
    let run = twinscope(&[
        "check",
        "-q",
        "fixtures/cli/clean.json",
        "fixtures/cli/error.json",
    ]);
    assert!(
        run.out.contains("error[trailing-comma]") && !run.out.contains("looked at"),
        "{}",
        run.out
    );
}

#[test]
fn colour_follows_the_terminal_and_the_users_wish() {
    let coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = command();
        command
            .args(["check", "fixtures/cli/error.json"])
            .args(arguments)
            .envs(variables.iter().copied());
        ended(&mut command).out.contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]), "a pipe is no terminal");
    assert!(coloured(&["--color", "always"], &[]));
    assert!(
        coloured(&["--color", "always"], &[("NO_COLOR", "1")]),
        "the argument is nearer than the variable"
    );
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(
        &[],
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]
    ));
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    for format in ["json", "ndjson", "sarif", "markdown", "junit"] {
        assert!(
            !coloured(&["--color", "always", "--format", format], &[]),
            "{format} is for programs"
        );
    }
}

#[test]
fn text_of_a_twin_cannot_move_the_cursor() {
    let twin =
        "{\"deviceId\":\"a\\u001b[2J\",\"properties\":{\"desired\":{\"b\u{1b}[31m\u{202e}c\":1,}}}";
    for format in ["human", "markdown"] {
        let run = fed(&["check", "--format", format, "-"], twin.as_bytes());
        assert!(run.out.contains("trailing-comma"), "{}", run.out);
        assert!(
            !run.out.contains(['\u{1b}', '\u{202e}']),
            "{format}: {:?}",
            run.out
        );
    }
}

#[test]
fn a_rule_has_its_page_and_a_misspelt_one_a_suggestion() {
    let run = twinscope(&["explain", "trailing-comma"]);
    assert_eq!(run.code, Some(0));
    assert!(run.out.starts_with("# trailing-comma\n"), "{}", run.out);
    assert!(
        run.out.contains("\n## Why\n") && run.out.contains("\n## Do\n"),
        "{}",
        run.out
    );
    let run = twinscope(&["explain", "traling-coma"]);
    assert_eq!(
        run.err,
        "error: no rule is named `traling-coma`; did you mean `trailing-comma`?\n"
    );
    let run = twinscope(&["explain", "qqq"]);
    assert_eq!(
        run.err,
        "error: no rule is named `qqq`; `twinscope rules` lists all\n"
    );
}

#[test]
fn all_rules_are_listed_and_each_has_a_page() {
    let rules: serde_json::Value =
        serde_json::from_str(&twinscope(&["rules", "--format", "json"]).out)
            .expect("the list is JSON");
    let rules = rules.as_array().expect("the list is an array");
    assert!(rules.len() >= 45, "{}", rules.len());
    let human = twinscope(&["rules"]).out;
    for rule in rules {
        let name = rule["rule"].as_str().expect("a name");
        assert!(
            human.contains(&format!("  {name} ")),
            "{name} is not listed for people"
        );
        let page = twinscope(&["explain", name]);
        assert!(
            page.code == Some(0) && page.out.starts_with(&format!("# {name}\n")),
            "{name}"
        );
        assert!(
            !rule["summary"].as_str().expect("a sentence").is_empty(),
            "{name}"
        );
    }
}

#[test]
fn the_negotiation_table_has_both_directions_and_other_profiles() {
    let out = twinscope(&["versions", "fixtures/cli/versions.json"]).out;
    let row = out
        .lines()
        .find(|l| l.starts_with("rebootInfo "))
        .expect("a row of the group");
    assert_eq!(
        row,
        "rebootInfo  \"3.0\"          \"3.0\"         \"1.0\"         \"1.0\"          error (A7)  ok (B4)"
    );
    assert!(out.contains("\nrebootInfo: error by draft ("), "{out}");
    assert!(out.contains("  desired by gen1: ok "), "{out}");
    let out = twinscope(&[
        "versions",
        "--profile",
        "gen1",
        "fixtures/cli/versions.json",
    ])
    .out;
    assert!(out.contains("\nrebootInfo: ok by gen1 ("), "{out}");
}

#[test]
fn the_negotiation_table_is_json_too() {
    let run = twinscope(&["versions", "--format", "json", "fixtures/cli/versions.json"]);
    let tables: serde_json::Value = serde_json::from_str(&run.out).expect("the tables are JSON");
    let row = &tables[0]["rows"][0];
    assert_eq!(
        (&row["group"], &row["overall"]),
        (&"rebootInfo".into(), &"error".into())
    );
    assert_eq!(
        row["desired"].as_array().map(Vec::len),
        Some(4),
        "every profile has its verdict"
    );
}

#[test]
fn a_profile_changes_the_verdict_of_a_check() {
    let rules = |arguments: &[&str]| {
        twinscope(&[&["check", "fixtures/cli/versions.json"], arguments].concat()).out
    };
    assert!(rules(&[]).contains("error[desired-version-too-new]"));
    assert!(!rules(&["--profile", "gen1"]).contains("desired-version-too-new"));
}

#[test]
fn devices_are_discovered_by_group_and_version() {
    let run = twinscope(&[
        "discover",
        "--group",
        "rebootInfo",
        "--version",
        "1.0",
        "fixtures/cli/versions.json",
    ]);
    assert_eq!(run.code, Some(0));
    assert!(run.out.starts_with("SELECT * FROM devices WHERE properties.reported.__deviceSchemas.rebootInfo.outputVersion = '1.0'\n"), "{}", run.out);
    assert!(
        run.out
            .contains("1 of 1 twins match\n  pump-17  1.0  fixtures/cli/versions.json\n"),
        "{}",
        run.out
    );
    let run = twinscope(&[
        "discover",
        "--format",
        "json",
        "--group",
        "rebootInfo",
        "--version",
        "2.0",
        "fixtures/cli/versions.json",
    ]);
    let answer: serde_json::Value = serde_json::from_str(&run.out).expect("the answer is JSON");
    assert_eq!(
        (&answer["asked"], &answer["devices"][0]["matching"]),
        (&1.into(), &false.into())
    );
}

#[test]
fn no_secret_is_shown_in_any_format() {
    // put together here, so that no secret stands in this file
    let key = ["kX9vQ2mT7pLw3RzB8nYc", "5HdJ1sFg6AeU4oVi0KqN="].concat();
    let twin = format!(
        "{{\"deviceId\":\"a\",\"properties\":{{\"desired\":{{\"primaryKey\":\"{key}\",,\"c\":\"HostName=h;SharedAccessKey={key}\"\"}},\"reported\":{{\"u\":\"https://h/?sv=1&sig={key}\",}}}}}}"
    );
    let folder = folder();
    let path = file(&folder, "twin.json", &twin);
    for format in ["human", "json", "ndjson", "sarif", "markdown", "junit"] {
        let run = twinscope(&["check", "--format", format, &path]);
        assert!(run.out.contains("trailing-comma"), "{format}: {}", run.out);
        assert!(
            !run.out.contains(&key[..8]) && !run.err.contains(&key[..8]),
            "{format}: {}",
            run.out
        );
    }
    let human = twinscope(&["check", &path]).out;
    assert!(
        human.contains(&"•".repeat(key.len())),
        "the lines are shown, masked: {human}"
    );
}
