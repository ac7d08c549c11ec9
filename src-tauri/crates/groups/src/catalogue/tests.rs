//! The embedded catalogue holds together, and says of its fixtures what they say themselves.
#![expect(
    clippy::disallowed_methods,
    reason = "tests read the fixtures from their folder"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Plain;
use twin::Document;

use super::*;

#[test]
fn every_file_is_found_by_its_path_and_says_it_is_there() {
    for (path, text) in EMBEDDED {
        if let Some(key) = Key::parse(path) {
            assert_eq!(&key.expect(path).path(), path);
        }
        let parsed: Plain = serde_json::from_str(text).expect(path);
        assert_eq!(parsed["$id"], format!("{BASE}{path}"), "{path}");
    }
}

#[test]
fn every_schema_compiles_in_both_forms() {
    for schema in Catalogue::built_in().iter() {
        for form in [Form::Complete, Form::Delta] {
            let compiled = schema.compile(form);
            compiled.unwrap_or_else(|e| panic!("{}: {e}", schema.path));
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    for schema in Catalogue::built_in().iter() {
        let property = schema.property();
        assert!(!property.title.is_empty(), "{} has no title", schema.path);
        for (name, member) in &property.members {
            assert!(
                !member.description.is_empty(),
                "{}: {name} has no description",
                schema.path
            );
        }
    }
}

#[test]
fn every_example_has_the_form_that_its_property_needs() {
    let mut open: Vec<_> = Catalogue::built_in()
        .iter()
        .map(|s| s.property().clone())
        .collect();
    let mut seen = 0;
    while let Some(property) = open.pop() {
        if let Some(form) = &property.pattern {
            let form = regex::Regex::new(form).expect("a pattern");
            for example in &property.examples {
                let text: String = serde_json::from_str(example).expect("text");
                assert!(form.is_match(&text), "{}: {text}", property.title);
                seen += 1;
            }
        }
        open.extend(property.members.values().cloned());
        open.extend(property.patterns.iter().map(|(_, inner)| inner.clone()));
        if let Rest::Each(each) = &property.rest {
            open.push(each.clone());
        }
    }
    assert!(seen > 20, "{seen} examples");
}

/// Fixtures of the catalogue: `<dialect>/<group>/{valid,invalid}-*.json`.
fn fixtures() -> Vec<(PathBuf, Plain)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/groups");
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("fixtures") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = fs::read_to_string(&path).expect("a fixture");
                found.push((path, serde_json::from_str(&text).expect("JSON")));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn judged(path: &Path, fixture: &Plain) -> BTreeSet<(String, String)> {
    let part = |up: usize| {
        let folder = path.ancestors().nth(up).and_then(Path::file_name);
        folder
            .and_then(|n| n.to_str())
            .expect("a folder")
            .to_owned()
    };
    let version = fixture["version"]
        .as_str()
        .map_or_else(String::new, |v| format!("-{v}"));
    let name = format!(
        "{}/{}/{}{version}.json",
        part(2),
        part(1),
        fixture["direction"].as_str().expect("a direction")
    );
    let schema = Catalogue::built_in().iter().find(|s| s.path == name);
    let schema = schema.unwrap_or_else(|| panic!("{}: no schema {name}", path.display()));
    let form = match fixture["form"].as_str() {
        Some("delta") => Form::Delta,
        _ => Form::Complete,
    };
    let doc = Document::read(fixture["value"].to_string().into_bytes()).expect("small");
    let root = doc.root().expect("a value");
    let violations = schema.validate(root, form);
    violations
        .iter()
        .map(|v| (place(v).path().to_string(), v.keyword().to_owned()))
        .collect()
}

/// JSON Schema knows a name by the object it stands in.
fn place<'d>(violation: &Violation<'d>) -> twin::Value<'d> {
    match violation.fault {
        Fault::Name => violation.at.parent().unwrap_or(violation.at),
        _ => violation.at,
    }
}

#[test]
fn the_catalogue_says_of_every_fixture_what_the_fixture_says() {
    let all = fixtures();
    assert!(all.len() > 500, "{} fixtures", all.len());
    let mut wrong = Vec::new();
    for (path, fixture) in &all {
        let list = fixture["violations"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let text = |v: &Plain, name: &str| v[name].as_str().unwrap_or_default().to_owned();
        let expected: BTreeSet<_> = list
            .iter()
            .map(|v| (text(v, "path"), text(v, "keyword")))
            .collect();
        let judged = judged(path, fixture);
        if judged != expected {
            let extra: Vec<_> = judged.difference(&expected).collect();
            let lacking: Vec<_> = expected.difference(&judged).collect();
            wrong.push(format!(
                "{}: too many {extra:?}, too few {lacking:?}",
                path.display()
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        all.len(),
        wrong.join("\n")
    );
}

#[test]
fn what_failed_calls_answer_is_found_from_the_schema_of_the_answer() {
    let all = Catalogue::built_in().iter();
    let failures = all.filter_map(|s| Some((s, s.failure()?)));
    let mut count = 0;
    for (schema, failure) in failures {
        assert_eq!(schema.key.flow, Flow::Output, "{}", schema.path);
        assert_eq!(failure.path, "shared/method-error.json");
        assert!(failure.compile(Form::Delta).is_ok());
        count += 1;
    }
    assert!(count > 20, "{count}");
}

#[test]
fn the_limits_of_32_bits_are_held_and_not_shown() {
    let reads = |path| {
        let schema = Catalogue::built_in().iter().find(|s| s.path == path);
        schema.expect(path).property().clone()
    };
    let update = reads("ga/windowsUpdate/desired-1.0.0.json");
    let hour = &update.members["activeHoursStart"];
    assert_eq!(hour.minimum.as_deref(), Some("0"));
    assert_eq!(hour.maximum.as_deref(), Some("23"));
    let bias = reads("ga/timeInfo/desired-1.0.0.json").members["timeZoneBias"].clone();
    assert_eq!((&bias.minimum, &bias.maximum), (&None, &None));
}
