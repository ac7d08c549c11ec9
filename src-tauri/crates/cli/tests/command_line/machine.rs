//! What programs read: every form is valid as its standard has it, over every fixture.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Value, json};

use crate::bench::{fed, file, folder, root, twinscope};

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("the output is JSON")
}

fn schema() -> Value {
    parsed(&twinscope(&["schema", "report"]).out)
}

fn assert_valid(schema: &Value, document: &Value) {
    let validator = jsonschema::draft202012::new(schema).expect("the schema is one");
    let faults: Vec<_> = validator
        .iter_errors(document)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_published_schema_is_a_schema() {
    assert!(jsonschema::draft202012::meta::is_valid(&schema()));
}

#[test]
fn the_json_of_every_fixture_fits_the_published_schema() {
    let run = twinscope(&["check", "--format", "json", "fixtures", "missing.json"]);
    let report = parsed(&run.out);
    assert_valid(&schema(), &report);
    assert_eq!(
        report["problems"],
        json!([{"source": "missing.json", "code": "notFound", "detail": "No such file or directory (os error 2)"}])
    );
    let inputs = report["inputs"].as_array().expect("a list");
    let count = |severity: &str| {
        let findings = inputs
            .iter()
            .flat_map(|i| i["findings"].as_array().expect("a list"));
        json!(findings.filter(|f| f["severity"] == severity).count())
    };
    let summary = &report["summary"];
    assert!(inputs.len() > 100, "{}", inputs.len());
    assert_eq!(summary["inputs"], json!(inputs.len()));
    assert_eq!(
        [&summary["errors"], &summary["warnings"], &summary["infos"]],
        [&count("error"), &count("warning"), &count("info")]
    );
}

#[test]
fn a_report_with_a_further_member_does_not_fit_the_schema() {
    let validator = jsonschema::draft202012::new(&schema()).expect("the schema is one");
    let mut report =
        parsed(&twinscope(&["check", "--format", "json", "fixtures/cli/error.json"]).out);
    assert!(validator.is_valid(&report));
    report["inputs"][0]["findings"][0]["further"] = json!(1);
    assert!(!validator.is_valid(&report));
}

#[test]
fn every_line_of_ndjson_fits_the_published_schema() {
    let mut of_a_line = schema();
    let defs = of_a_line["$defs"].take();
    let of_a_line = json!({ "$ref": "#/$defs/line", "$defs": defs });
    let run = twinscope(&[
        "check",
        "--format",
        "ndjson",
        "fixtures/cli",
        "missing.json",
    ]);
    let lines: Vec<_> = run.out.lines().map(parsed).collect();
    assert_eq!(lines.len(), 8, "seven inputs, and one that is not there");
    for line in &lines {
        assert_valid(&of_a_line, line);
    }
    assert_eq!(lines[7]["problem"]["source"], "missing.json");
}

#[test]
fn files_of_the_agent_are_told_from_twins_and_linted() {
    let check = |name: &str| {
        let run = twinscope(&[
            "check",
            "--format",
            "json",
            &format!("fixtures/twins/{name}.json"),
        ]);
        (run.code, parsed(&run.out)["inputs"][0].take())
    };
    let (code, input) = check("agent-configuration-of-the-bench");
    assert_eq!(
        (code, &input["kind"]),
        (Some(1), &json!("agent-configuration"))
    );
    // its `moduleId` is a setting that nobody reads
    assert_eq!(input.get("moduleId"), None);
    let found = |rule: &str| {
        let findings = input["findings"].as_array().expect("a list");
        findings.iter().any(|f| f["rule"] == rule)
    };
    assert!(found("agent-module-id-unread") && found("agent-setting-type"));
    let (_, input) = check("plugin-manifest-of-the-documents");
    assert_eq!(input["kind"], "plugin-manifest");
    for healthy in ["healthy-agent-configuration", "healthy-plugin-manifest"] {
        assert_eq!(check(healthy).0, Some(0), "{healthy}");
    }
}

#[test]
fn the_json_shape_is_the_documented_one() {
    let report = parsed(&twinscope(&["check", "--format", "json", "fixtures/cli/error.json"]).out);
    let input = &report["inputs"][0];
    assert_eq!(input["source"], "fixtures/cli/error.json");
    assert_eq!(input["kind"], "service-twin");
    let finding = &input["findings"][0];
    for (member, value) in [
        ("rule", json!("trailing-comma")),
        ("severity", json!("error")),
        ("confidence", json!("certain")),
        ("pointer", json!("/properties/desired")),
        ("line", json!(5)),
        ("column", json!(31)),
        ("repair", json!("")),
        ("advice", json!("Remove the comma.")),
    ] {
        assert_eq!(finding[member], value, "{member}");
    }
    assert_eq!(
        report["summary"],
        json!({"inputs": 1, "problems": 0, "errors": 1, "warnings": 0, "infos": 0, "hidden": 0})
    );
}

#[test]
fn sarif_of_every_fixture_has_what_code_scanning_needs() {
    let run = twinscope(&["check", "--format", "sarif", "fixtures", "missing.json"]);
    let log = parsed(&run.out);
    let scan = &log["runs"][0];
    assert_eq!(
        (&log["version"], &scan["columnKind"]),
        (&json!("2.1.0"), &json!("unicodeCodePoints"))
    );
    let rules = scan["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = scan["results"].as_array().expect("results");
    assert!(results.len() > 100, "{}", results.len());
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index of a rule");
        let rule = &rules[usize::try_from(index).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().expect("a level")));
        assert!(
            !result["message"]["text"]
                .as_str()
                .expect("a text")
                .is_empty()
        );
        let location = &result["locations"][0]["physicalLocation"];
        let uri = location["artifactLocation"]["uri"]
            .as_str()
            .expect("a place");
        assert!(!uri.contains([' ', '@', ':', '\\']), "{uri}");
        assert!(root().join(decoded(uri)).is_file(), "{uri}");
        let at = |name: &str| location["region"][name].as_u64().expect("a number");
        assert!(at("startLine") >= 1 && at("startColumn") >= 1);
        assert!(
            (at("startLine"), at("startColumn")) <= (at("endLine"), at("endColumn")),
            "{result}"
        );
        assert_eq!(
            result["partialFingerprints"]["ruleAndPointer/v1"]
                .as_str()
                .map(str::len),
            Some(16)
        );
    }
    let told = &scan["invocations"][0];
    assert_eq!(told["executionSuccessful"], json!(false));
    assert_eq!(
        told["toolExecutionNotifications"].as_array().map(Vec::len),
        Some(1)
    );
}

#[test]
fn sarif_fingerprints_outlive_other_lines_and_are_unique_within_a_twin() {
    let prints = |text: String| -> Vec<Value> {
        let log = parsed(&fed(&["check", "--format", "sarif", "-"], text.as_bytes()).out);
        let results = log["runs"][0]["results"]
            .as_array()
            .expect("results")
            .iter();
        results
            .map(|r| r["partialFingerprints"]["ruleAndPointer/v1"].clone())
            .collect()
    };
    let twin = "{\"deviceId\":\"a\",\"properties\":{\"desired\":{\"b\":[1,],\"c\":[1,2,],}}}";
    let before = prints(twin.to_owned());
    assert!(before.len() >= 3);
    assert_eq!(before, prints(format!("\n\n{twin}")));
    let unique: std::collections::BTreeSet<String> = before.iter().map(Value::to_string).collect();
    assert_eq!(unique.len(), before.len());
}

#[test]
fn a_sarif_fix_mends_the_file() {
    let log = parsed(&twinscope(&["check", "--format", "sarif", "fixtures/cli/error.json"]).out);
    let fix = &log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    let at = |name: &str| {
        usize::try_from(fix["deletedRegion"][name].as_u64().expect("a number")).expect("small")
    };
    assert_eq!(at("startLine"), at("endLine"));
    let text = std::fs::read_to_string(root().join("fixtures/cli/error.json"))
        .expect("the fixture is there");
    assert!(serde_json::from_str::<Value>(&text).is_err());
    let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
    lines[at("startLine") - 1].replace_range(at("startColumn") - 1..at("endColumn") - 1, "");
    parsed(&lines.join("\n"));
}

#[test]
fn sarif_places_are_encoded() {
    let folder = folder();
    let path = file(&folder, "a b#größe%.json", "{\"desired\":{},}");
    let log = parsed(&twinscope(&["check", "--format", "sarif", &path]).out);
    let uri = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        ["uri"];
    let uri = uri.as_str().expect("a place");
    assert!(
        uri.starts_with("file:///") && uri.ends_with("/a%20b%23gr%C3%B6%C3%9Fe%25.json"),
        "{uri}"
    );
}

/// Reads a percent-encoded reference.
fn decoded(uri: &str) -> String {
    let mut parts = uri.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).expect("two digits"));
        bytes.extend(part[2..].bytes());
    }
    String::from_utf8(bytes).expect("the path is UTF-8")
}

fn attributes(element: &BytesStart<'_>) -> BTreeMap<String, String> {
    let all = element.attributes().map(|a| {
        let a = a.expect("an attribute is well-formed");
        let value = a
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .expect("a value is well-formed");
        (a.key.as_ref().to_owned(), value.into_owned())
    });
    all.collect()
}

/// Reads strictly; returns every element with its attributes.
fn elements(xml: &str) -> Vec<(String, BTreeMap<String, String>)> {
    assert!(
        !xml.chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\t')),
        "a character that XML cannot hold"
    );
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut all = Vec::new();
    loop {
        match reader.read_event().expect("the report is well-formed") {
            Event::Eof => return all,
            Event::Start(e) | Event::Empty(e) => {
                all.push((e.name().as_ref().to_owned(), attributes(&e)));
            }
            _ => {}
        }
    }
}

#[test]
fn junit_of_every_fixture_is_well_formed_and_counts_right() {
    let run = twinscope(&[
        "check",
        "--format",
        "junit",
        "--fail-on",
        "warning",
        "fixtures",
        "missing.json",
    ]);
    let all = elements(&run.out);
    let suites = all.split(|(name, _)| name == "testsuite").skip(1);
    let heads: Vec<_> = all
        .iter()
        .filter(|(name, _)| name == "testsuite")
        .map(|(_, a)| a)
        .collect();
    assert!(heads.len() > 100, "{}", heads.len());
    for (head, cases) in heads.iter().zip(suites) {
        let count = |what: &str| {
            cases
                .iter()
                .filter(|(name, _)| name == what)
                .count()
                .to_string()
        };
        let told = ["tests", "failures", "errors"].map(|name| head[name].clone());
        assert_eq!(
            told,
            [count("testcase"), count("failure"), count("error")],
            "{}",
            head["name"]
        );
    }
    assert_eq!(heads.last().map(|h| h["errors"].as_str()), Some("1"));
}

#[test]
fn junit_holds_any_text() {
    let twin =
        "{\"deviceId\":\"<a & \\\"b\\\">\",\"properties\":{\"desired\":{\"k\u{1}\u{ffff}<&\":1,}}}";
    let run = fed(&["check", "--format", "junit", "-"], twin.as_bytes());
    let all = elements(&run.out);
    let case = all
        .iter()
        .find(|(name, _)| name == "testcase")
        .expect("a case");
    assert_eq!(case.1["classname"], "<a & \"b\">");
}

#[test]
fn markdown_has_a_heading_a_twin_and_names_what_failed() {
    let run = twinscope(&[
        "check",
        "--format",
        "markdown",
        "fixtures/cli/error.json",
        "missing.json",
    ]);
    assert!(
        run.out
            .starts_with("## pump-17\n\n- source: `fixtures/cli/error.json`\n"),
        "{}",
        run.out
    );
    assert!(
        run.out
            .contains("\n### error: a comma stands before a closing bracket\n"),
        "{}",
        run.out
    );
    assert!(
        run.out
            .contains("## Could not be looked at\n\n- `missing.json`: No such file"),
        "{}",
        run.out
    );
}
