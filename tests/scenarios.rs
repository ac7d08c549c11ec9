//! Cases in the form of DMValidator through the whole engine: each is diagnosed as its dialect says, as
//! it stands and wrapped as a twin. The folder below `fixtures/scenarios` names the dialect; the
//! snapshot beside a file says for each case which groups were seen, which schema is in force, what the
//! versions come to and what is found.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use diagnose::{CATALOGUE, Circumstances, Finding, Units};
use groups::catalogue::Catalogue;
use groups::{Dialect, Direction, Group, Groups};
use serde_json::{Value as Json, json};
use twin::{Document, Twin};

/// The time every fixture is looked at.
const NOW: &str = "2026-03-01T12:00:00Z";

fn files() -> Vec<(Dialect, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/scenarios");
    let mut found = Vec::new();
    for dialect in Dialect::ALL
        .into_iter()
        .filter(|d| *d != Dialect::Undeclared)
    {
        let folder = root.join(dialect.name());
        let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", dialect.name()));
        let files = entries.map(|e| e.expect("an entry").path());
        let cases = files.filter(|p| p.extension().is_some_and(|e| e == "json"));
        found.extend(cases.map(|path| (dialect, path)));
    }
    found.sort();
    found
}

fn read(path: &Path) -> Document {
    Document::read(fs::read(path).expect("readable")).expect("small")
}

fn findings(units: &Units<'_>, at: usize, twin: &Twin<'_>) -> Vec<Finding> {
    let circumstances = Circumstances {
        now: Some(NOW.parse().expect("a time")),
        ..Circumstances::default()
    };
    units.diagnose(CATALOGUE, at, twin, &circumstances, None)
}

/// Says of one side of a group which schema it is held against.
fn side(group: &Group<'_>, groups: &Groups<'_>, direction: Direction) -> Option<String> {
    group.node(direction)?;
    let choice = Catalogue::built_in().in_force(group, groups, direction);
    Some(choice.map_or_else(
        || "no schema".to_owned(),
        |c| format!("{} ({c})", c.schema.path),
    ))
}

fn told(units: &Units<'_>, at: usize) -> String {
    let twin = units.twin(at).expect("a case");
    let groups = Groups::of(&twin);
    let mut text = format!("{}: {}\n", twin.root.path(), twin.recognition.because);
    for group in &groups {
        let verdict = groups::default_negotiation(group, &groups).overall.name();
        let _ = writeln!(
            text,
            "  {} [{}] versions: {verdict}",
            group.name,
            group.dialect.name()
        );
        for (direction, name) in [
            (Direction::Desired, "desired"),
            (Direction::Reported, "reported"),
        ] {
            if let Some(schema) = side(group, &groups, direction) {
                let _ = writeln!(text, "    {name}: {schema}");
            }
        }
    }
    for f in findings(units, at, &twin) {
        let _ = writeln!(
            text,
            "  {} {} {} | {}",
            f.severity, f.rule, f.place.path, f.message
        );
    }
    text
}

#[test]
fn every_case_is_diagnosed_as_its_dialect_says() {
    for (_, path) in files() {
        let doc = read(&path);
        let units = Units::of(&doc);
        let all: String = (0..units.len()).map(|at| told(&units, at)).collect();
        let stem = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        insta::with_settings!({
            snapshot_path => path.parent().expect("a folder"),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(stem, all);
        });
    }
}

#[test]
fn every_group_of_a_case_is_told_to_be_of_the_folders_dialect() {
    let mut seen = BTreeSet::new();
    for (dialect, path) in files() {
        let doc = read(&path);
        let units = Units::of(&doc);
        for at in 0..units.len() {
            let twin = units.twin(at).expect("a case");
            for group in &Groups::of(&twin) {
                assert_eq!(group.dialect, dialect, "{}: {}", path.display(), group.name);
                seen.insert((dialect, group.name.clone()));
            }
        }
    }
    // every group that the released agent brings, and each dialect at least twice
    for name in groups::names::GROUPS
        .iter()
        .filter(|n| **n != "DirectRebootInfo")
    {
        assert!(seen.contains(&(Dialect::Ga, (*name).to_owned())), "{name}");
    }
    for dialect in Dialect::ALL
        .into_iter()
        .filter(|d| *d != Dialect::Undeclared)
    {
        assert!(
            seen.iter().filter(|(d, _)| *d == dialect).count() > 1,
            "{}",
            dialect.name()
        );
    }
}

/// The twin that a case stands for: what is to be ignored is not there.
fn wrap(case: &Json) -> Option<Json> {
    (case["type"] == "deviceTwin").then(|| {
        let properties = json!({
            "desired": written(&case["input"]["properties"]["desired"]),
            "reported": written(&case["output"]["present"]["properties"]["reported"]),
        });
        json!({ "deviceId": "line-4", "properties": properties })
    })
}

fn written(value: &Json) -> Json {
    match value {
        Json::Object(members) => {
            let kept = members.iter().filter(|(_, v)| **v != "<ignore>");
            kept.map(|(k, v)| (k.clone(), written(v))).collect()
        }
        other => other.clone(),
    }
}

/// What only a complete document can lack; a case is a patch.
const OF_COMPLETE_ONES: [&str; 3] = [
    "property-missing",
    "sub-group-incomplete",
    "certificate-file-missing",
];
/// What the case itself is; and its storage account, a placeholder there and here.
const OF_CASES: [&str; 1] = ["placeholder-text"];

fn rules(findings: &[Finding]) -> BTreeSet<(&'static str, Option<String>)> {
    let all = findings
        .iter()
        .filter(|f| !OF_COMPLETE_ONES.contains(&f.rule) && !OF_CASES.contains(&f.rule));
    all.map(|f| (f.rule, f.group.clone())).collect()
}

#[test]
fn a_case_and_the_twin_it_stands_for_are_told_the_same() {
    for (_, path) in files() {
        let doc = read(&path);
        let units = Units::of(&doc);
        let json: Json = serde_json::from_slice(&fs::read(&path).expect("readable")).expect("JSON");
        let cases = json["scenario"].as_array().expect("cases");
        assert_eq!(units.len(), cases.len(), "{}", path.display());
        for (at, case) in cases.iter().enumerate() {
            let Some(wrapped) = wrap(case) else { continue };
            let text = serde_json::to_vec_pretty(&wrapped).expect("JSON");
            let doc = Document::read(text).expect("small");
            let whole = Units::of(&doc);
            let of_case = findings(&units, at, &units.twin(at).expect("a case"));
            let of_twin = findings(&whole, 0, &whole.twin(0).expect("a twin"));
            assert_eq!(rules(&of_case), rules(&of_twin), "{} {at}", path.display());
        }
    }
}
