//! What becomes of a group at its counterparts, by fixtures: one file a crossing.
#![expect(
    clippy::disallowed_methods,
    reason = "tests read the fixtures from their folder"
)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value as Plain, json};
use twin::Document;

use super::*;
use crate::catalogue::{Catalogue, Flow};
use crate::version::Version;

fn folder(below: &str) -> Vec<(PathBuf, Plain)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures");
    let mut found = Vec::new();
    let mut open = vec![root.join(below)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of fixtures") {
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

fn schema(path: &str) -> Arc<Schema> {
    let found = Catalogue::built_in().iter().find(|s| s.path == path);
    found.unwrap_or_else(|| panic!("no schema {path}")).clone()
}

fn written<'w>(group: &'w str, value: Value<'w>, from: &'w Arc<Schema>) -> Written<'w> {
    Written {
        group,
        value,
        form: Form::Complete,
        schema: Some(from),
        declared: None,
    }
}

fn crossed(group: &str, value: &Plain, from: &Arc<Schema>, to: &Arc<Schema>) -> Crossing {
    let doc = Document::read(value.to_string().into_bytes()).expect("small");
    let root = doc.root().expect("a value");
    between(&written(group, root, from), to)
}

/// One row as a fixture says it: fate, where from, where to, the new value, how much it weighs.
fn line(row: &Row) -> String {
    let place = |place: &Option<String>| place.clone().unwrap_or_else(|| "-".to_owned());
    let new = row.new_value.as_ref().map(|v| format!(" {v}"));
    let weight = row.breaks.map(|w| format!(" ({w:?})").to_lowercase());
    let (fate, from, to) = (row.fate.name(), place(&row.from), place(&row.to));
    format!(
        "{fate} {from} > {to}{}{}",
        new.unwrap_or_default(),
        weight.unwrap_or_default()
    )
}

#[test]
fn every_crossing_is_what_its_fixture_says() {
    let all = folder("migrate");
    assert!(all.len() >= 16, "{} fixtures", all.len());
    let mut wrong = Vec::new();
    for (path, fixture) in all {
        let text = |name: &str| fixture[name].as_str().expect(name).to_owned();
        let (from, to) = (schema(&text("from")), schema(&text("to")));
        let crossing = crossed(&text("group"), &fixture["value"], &from, &to);
        let copy = crossing.document(Purpose::Copy);
        let document: Plain = copy.map_or(Plain::Null, |d| serde_json::from_str(&d).expect("JSON"));
        let rows: Vec<_> = crossing.rows.iter().map(line).collect();
        if document != fixture["document"] || json!(rows) != fixture["rows"] {
            let is = json!({ "document": document, "rows": rows });
            wrong.push(format!("{}: {is:#}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A fixture of the catalogue beside its schema.
fn catalogued() -> impl Iterator<Item = (PathBuf, String, Plain, Arc<Schema>)> {
    folder("groups").into_iter().filter_map(|(path, fixture)| {
        let name = |up: usize| {
            let part = path.ancestors().nth(up)?.file_name()?;
            part.to_str().map(str::to_owned)
        };
        let version = fixture["version"].as_str().map(|v| format!("-{v}"));
        let (dialect, group) = (name(2)?, name(1)?);
        let direction = fixture["direction"].as_str()?;
        let key = format!(
            "{dialect}/{group}/{direction}{}.json",
            version.unwrap_or_default()
        );
        let is_section = matches!(direction, "desired" | "reported");
        let is_whole = fixture["form"] == "complete";
        (is_section && is_whole).then(|| {
            let group = if dialect == "gen1" {
                format!("windows.{group}")
            } else {
                group
            };
            (path.clone(), group, fixture["value"].clone(), schema(&key))
        })
    })
}

#[test]
fn a_counterpart_of_the_same_version_reads_everything_as_it_is() {
    let mut looked = 0;
    for (path, group, value, schema) in catalogued() {
        let is_valid = path
            .file_name()
            .is_some_and(|n| n.to_string_lossy().starts_with("valid-"));
        if schema.key.dialect == Dialect::Gen1 || !is_valid {
            continue;
        }
        looked += 1;
        let crossing = crossed(&group, &value, &schema, &schema);
        assert_eq!(crossing.reading, Reading::AsItStands);
        assert_eq!(crossing.document(Purpose::Copy), None);
        assert!(!crossing.is_refused(), "{}", path.display());
        let other = crossing
            .rows
            .iter()
            .find(|row| !matches!(row.fate, Fate::Kept | Fate::Ignored) && row.breaks.is_none());
        assert!(other.is_none(), "{}: {other:?}", path.display());
    }
    assert!(looked > 100, "{looked}");
}

#[test]
fn every_group_crosses_to_every_counterpart_with_a_sentence_a_row() {
    let mut crossings = 0;
    for (path, group, value, from) in catalogued() {
        let is = (from.key.dialect, from.key.version);
        for counterpart in counterparts(Catalogue::built_in(), &group, is) {
            let Some(to) = counterpart.schema(from.key.flow) else {
                continue;
            };
            crossings += 1;
            let crossing = crossed(&group, &value, &from, to);
            for row in &crossing.rows {
                let is_sentence = row
                    .sentence
                    .starts_with(|c: char| c.is_uppercase() || c == '`')
                    && row.sentence.ends_with('.');
                assert!(is_sentence, "{}: {row:?}", path.display());
                assert!(
                    row.from.is_some() || row.to.is_some(),
                    "{} to {}: {row:?}",
                    path.display(),
                    to.path
                );
            }
            let counted: usize = crossing.counts.iter().map(|(_, count)| count).sum();
            assert_eq!(counted, crossing.rows.len() + crossing.further);
            if let Some(text) = crossing.document(Purpose::Show) {
                serde_json::from_str::<Plain>(&text).expect("a document is JSON");
            }
        }
    }
    assert!(crossings > 1_000, "{crossings}");
}

#[test]
fn a_valid_section_of_the_older_agent_becomes_a_group_that_the_released_agent_takes() {
    let mut refused = Vec::new();
    for (path, group, value, from) in catalogued() {
        let is_valid = path
            .file_name()
            .is_some_and(|n| n.to_string_lossy().starts_with("valid-"));
        if from.key.dialect != Dialect::Gen1 || from.key.flow != Flow::Desired || !is_valid {
            continue;
        }
        for counterpart in counterparts(Catalogue::built_in(), &group, (Dialect::Gen1, None)) {
            let Some(to) = &counterpart.desired else {
                continue;
            };
            let crossing = crossed(&group, &value, &from, to);
            let hard = crossing
                .rows
                .iter()
                .filter(|r| r.breaks == Some(Weight::Error));
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            refused.extend(hard.map(|row| format!("{group} {name}: {}", line(row))));
        }
    }
    refused.sort();
    assert_eq!(refused, KNOWN_REFUSALS);
}

/// What the released agent wants and the older one does not say; each is told as a row.
const KNOWN_REFUSALS: &[&str] = &[
    "windows.timeInfo valid-zone-without-daylight-time: missing - > /timeZoneDaylightName (error)",
    "windows.timeInfo valid-zone-without-daylight-time: missing - > /timeZoneStandardName (error)",
];

#[test]
fn counterparts_are_listed_by_age_under_the_name_they_have_there() {
    let names = |group: &str, dialect, version| {
        let all = counterparts(Catalogue::built_in(), group, (dialect, version));
        let name = |c: &Counterpart| format!("{:?} {} {}", c.age, c.name(), c.group);
        all.iter().map(name).collect::<Vec<_>>()
    };
    let one = Some(Version::new(1, 0));
    assert_eq!(
        names("rebootInfo", Dialect::Staging, one),
        [
            "Older draft rebootInfo",
            "Older preview@1 rebootInfo",
            "Same staging@1 rebootInfo",
            "Newer ga@1.0.0 rebootInfo",
        ]
    );
    assert_eq!(
        names("rebootCmd", Dialect::Preview, one),
        [
            "Same preview@1 rebootCmd",
            "Newer staging@1 StartRebootCmd",
            "Newer ga@1.0.0 StartRebootCmd",
        ]
    );
    assert_eq!(
        names("StartRebootCmd", Dialect::Ga, one)[0],
        "Older preview@1 rebootCmd"
    );
    assert_eq!(
        names("windows.apps", Dialect::Gen1, None),
        ["Newer ga@1.0.0 uwpApps"]
    );
    assert_eq!(
        names("timeSettings", Dialect::Draft, None)[1],
        "Newer preview@1 timeInfo"
    );
    assert!(names("windows.wifi", Dialect::Gen1, None).is_empty());
    assert!(names("camera", Dialect::Ga, one).is_empty());
}

#[test]
fn a_section_without_successor_says_why() {
    for section in ["wifi", "windows.timeService", "dmAppStoreUpdate"] {
        assert!(no_successor(section).is_some(), "{section}");
    }
    for section in ["windows.rebootInfo", "apps"] {
        assert_eq!(no_successor(section), None, "{section}");
    }
}

/// A pack with three versions of one group.
fn pack() -> Catalogue {
    Catalogue::of_texts(&[
        (
            "ga/pump/desired-1.0.0.json",
            r#"{"type":"object","required":["__meta"],"properties":{
                "__meta":{"type":"object","properties":{"serviceInterfaceVersion":{"type":"string"}}},
                "speed":{"title":"Speed","type":"integer","minimum":0,"maximum":100}}}"#,
        ),
        (
            "ga/pump/desired-1.1.0.json",
            r#"{"type":"object","required":["__meta"],"properties":{
                "__meta":{"type":"object","properties":{"serviceInterfaceVersion":{"type":"string"}}},
                "speed":{"title":"Speed","type":"integer","minimum":0,"maximum":50},
                "ramp":{"title":"Ramp","type":"integer","default":3}}}"#,
        ),
        (
            "ga/pump/desired-2.0.0.json",
            r#"{"type":"object","required":["__meta","mode"],"properties":{
                "__meta":{"type":"object","properties":{"serviceInterfaceVersion":{"type":"string"}}},
                "speed":{"title":"Speed","type":"string"},
                "mode":{"title":"Mode","enum":["on","off"]}}}"#,
        ),
    ])
}

fn rows_of(value: &Plain, from: &str, to: &str) -> (Reading, Vec<String>) {
    let pack = pack();
    let find = |path: &str| pack.iter().find(|s| s.path == path).expect(path).clone();
    let (from, to) = (find(from), find(to));
    let crossing = crossed("pump", value, &from, &to);
    (crossing.reading, crossing.rows.iter().map(line).collect())
}

#[test]
fn an_older_minor_passes_over_what_came_later_and_a_newer_one_knows_more() {
    let (one, more) = ("ga/pump/desired-1.0.0.json", "ga/pump/desired-1.1.0.json");
    let value = json!({"speed": 80, "ramp": 3, "__meta": {"serviceInterfaceVersion": "1.1.0"}});
    let (reading, rows) = rows_of(&value, more, one);
    assert_eq!(reading, Reading::AsItStands);
    assert_eq!(
        rows,
        [
            "kept /__meta/serviceInterfaceVersion > /__meta/serviceInterfaceVersion",
            "ignored /ramp > -",
            "kept /speed > /speed",
        ]
    );
    let value = json!({"speed": 80, "__meta": {"serviceInterfaceVersion": "1.0.0"}});
    assert_eq!(
        rows_of(&value, one, more).1,
        [
            "kept /__meta/serviceInterfaceVersion > /__meta/serviceInterfaceVersion",
            "narrower /speed > /speed (error)",
            "new - > /ramp",
        ]
    );
    let value = json!({"speed": 40, "__meta": {"serviceInterfaceVersion": "1.0.0"}});
    assert_eq!(rows_of(&value, one, more).1[1], "narrower /speed > /speed");
}

#[test]
fn another_major_is_written_anew_and_says_its_version() {
    let (one, two) = ("ga/pump/desired-1.0.0.json", "ga/pump/desired-2.0.0.json");
    let value = json!({"speed": 80, "__meta": {"serviceInterfaceVersion": "1.0.0"}});
    let (reading, rows) = rows_of(&value, one, two);
    assert_eq!(reading, Reading::WrittenAnew);
    assert_eq!(
        rows,
        [
            "reworded /__meta/serviceInterfaceVersion > /__meta/serviceInterfaceVersion \"2.0.0\"",
            "reworded /speed > /speed \"80\"",
            "missing - > /mode (error)",
        ]
    );
}

#[test]
fn a_major_that_no_schema_knows_is_read_by_nobody_as_it_stands() {
    let doc = Document::read_str(r#"{"speed": 8, "__meta": {"serviceInterfaceVersion": "3.0.0"}}"#);
    let doc = doc.expect("read");
    let pack = pack();
    let two = pack.iter().last().expect("a schema").clone();
    let third = Written {
        declared: Some(Version::new(3, 0)),
        ..written("pump", doc.root().expect("a value"), &two)
    };
    assert_eq!(between(&third, &two).reading, Reading::WrittenAnew);
}

#[test]
fn a_secret_is_masked_where_it_is_shown_and_named_where_it_is_copied() {
    let secret = ["AccountKey=", "c3dvcmRmaXNo"].concat();
    let value = json!({
        "connectionString": format!("AccountName=a;{secret}"),
        "note": format!("x {secret}"),
        "__meta": {"serviceInterfaceVersion": "1.0.0"}
    });
    for to in [
        "staging/uwpApps/desired-1.json",
        "ga/uwpApps/desired-1.0.0.json",
    ] {
        let crossing = crossed(
            "uwpApps",
            &value,
            &schema("ga/uwpApps/desired-1.0.0.json"),
            &schema(to),
        );
        let mut told = format!("{:?}", crossing.rows);
        told += &crossing.document(Purpose::Show).unwrap_or_default();
        let copy = crossing.document(Purpose::Copy).unwrap_or_default();
        assert!(
            !told.contains("c3dvcm") && !copy.contains("c3dvcm"),
            "{told} {copy}"
        );
        assert!(told.contains('\u{2022}'), "{told}");
        assert!(
            copy.is_empty() || copy.contains("<storage connection string>"),
            "{copy}"
        );
    }
}

#[test]
fn a_list_of_ten_thousand_is_told_in_a_bounded_number_of_rows() {
    let app = json!({"pkgFamilyName": "a_1234567890abc", "version": "1.0.0.0", "odd": 1});
    let apps: serde_json::Map<_, _> = (0..10_000)
        .map(|n| (format!("app{n}"), app.clone()))
        .collect();
    let value = json!({"apps": apps, "__meta": {"serviceInterfaceVersion": "1.0.0"}});
    let crossing = crossed(
        "uwpApps",
        &value,
        &schema("ga/uwpApps/desired-1.0.0.json"),
        &schema("staging/uwpApps/desired-1.json"),
    );
    assert_eq!(crossing.rows.len(), ROWS_KEPT);
    assert_eq!(crossing.count(Fate::Dropped), 10_001);
    assert_eq!(crossing.count(Fate::Kept), 20_000);
}

#[test]
fn deep_nesting_and_odd_values_cost_no_stack() {
    let text = format!(
        "{{\"apps\": {}{}}}",
        "{\"a\": ".repeat(900),
        "1".to_owned() + &"}".repeat(900)
    );
    let doc = Document::read_str(&text).expect("read");
    let root = doc.root().expect("a value");
    let ga = schema("ga/uwpApps/desired-1.0.0.json");
    let crossing = between(
        &written("uwpApps", root, &ga),
        &schema("staging/uwpApps/desired-1.json"),
    );
    assert!(crossing.document(Purpose::Copy).is_some());
    for odd in ["null", "\"Refreshing\"", "[1, 2]", "7", "{}"] {
        let doc = Document::read_str(odd).expect("read");
        let root = doc.root().expect("a value");
        let crossing = between(&written("uwpApps", root, &ga), &ga);
        assert!(crossing.rows.len() < 9, "{odd}");
    }
}
