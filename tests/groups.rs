//! The fixtures of configuration groups through the whole engine: each value of a group stands in a
//! twin of its dialect, and the rules are asked about the twin.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use diagnose::{CATALOGUE, Category, Circumstances, Finding, Severity, Units};
use serde_json::{Value as Json, json};
use twin::Document;

/// The time every fixture is looked at.
const NOW: &str = "2026-03-01T12:00:00Z";

/// One value of a group, and the twin around it.
struct Wrapped {
    path: PathBuf,
    fixture: Json,
    twin: Json,
    /// Path of the group in the twin.
    place: String,
}

/// The values of groups in a section of a twin, with a start of their name.
fn wrapped(start: &str) -> Vec<Wrapped> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/groups");
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("fixtures") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                open.push(path);
            } else if name.starts_with(start) {
                let text = fs::read_to_string(&path).expect("a fixture");
                let fixture: Json = serde_json::from_str(&text).expect("JSON");
                found.extend(wrap(path, fixture));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Puts a complete value of desired or reported into a twin with what its dialect needs.
fn wrap(path: PathBuf, fixture: Json) -> Option<Wrapped> {
    let part = |up: usize| {
        let folder = path.ancestors().nth(up).and_then(Path::file_name);
        folder.expect("a folder").to_string_lossy().into_owned()
    };
    let (dialect, group) = (part(2), part(1));
    let direction = fixture["direction"]
        .as_str()
        .expect("a direction")
        .to_owned();
    let is_section = matches!(direction.as_str(), "desired" | "reported");
    if !is_section || fixture["form"] != "complete" {
        return None;
    }
    let (mut desired, mut reported) = (json!({}), json!({}));
    around(&dialect, &group, &mut desired, &mut reported);
    let section = if direction == "desired" {
        &mut desired
    } else {
        &mut reported
    };
    let place = if dialect == "gen1" {
        section["windows"][&group] = fixture["value"].clone();
        format!("/properties/{direction}/windows/{group}")
    } else {
        section[&group] = fixture["value"].clone();
        format!("/properties/{direction}/{group}")
    };
    let properties = json!({ "desired": desired, "reported": reported });
    let twin = json!({ "deviceId": "line-3", "properties": properties });
    Some(Wrapped {
        path,
        fixture,
        twin,
        place,
    })
}

/// What tells an agent, or the documents, that a group is written in their dialect.
fn around(dialect: &str, group: &str, desired: &mut Json, reported: &mut Json) {
    let entry = match dialect {
        "gen1" => {
            reported["windows"]["remoteWipe"] = json!({ "response": "scheduled" });
            // the account from which the older agent fetches what certificates name
            if group == "certificates" {
                desired["windows"]["externalStorage"] = json!({ "connectionString": "***" });
            }
            return;
        }
        "draft" => {
            let versions = json!({ "maxInputVersion": "1.0", "outputVersion": "1.0" });
            desired["__portalSchemas"] = json!({ group: versions.clone() });
            versions
        }
        "ga" => json!({ "interfaceVersion": "1.0.0" }),
        _ => json!({ "maxInputVersion": 1, "outputVersion": 1 }),
    };
    let described = |name: &str| {
        let mut described = entry.clone();
        described["type"] = json!("raw");
        described["tags"] = json!("dm");
        (name.to_owned(), described)
    };
    let mut schemas: serde_json::Map<_, _> = [described(group)].into_iter().collect();
    if dialect == "staging" {
        schemas.extend([described("uwpApps")]);
    }
    reported["__deviceSchemas"] = Json::Object(schemas);
}

fn findings(twin: &Json) -> Vec<Finding> {
    let text = serde_json::to_vec_pretty(twin).expect("JSON");
    let doc = Document::read(text).expect("small");
    let units = Units::of(&doc);
    let circumstances = Circumstances {
        now: Some(NOW.parse().expect("a time")),
        ..Circumstances::default()
    };
    let twin = units.twin(0).expect("a twin");
    units.diagnose(CATALOGUE, 0, &twin, &circumstances, None)
}

fn is_schema_rule(finding: &Finding) -> bool {
    let rule = diagnose::rule(finding.rule).expect("a rule");
    rule.category == Category::Schema
}

fn shown(case: &Wrapped, finding: &Finding) -> String {
    let Finding {
        severity,
        rule,
        place,
        message,
        ..
    } = finding;
    format!(
        "{}: {severity} {rule} {} | {message}\n",
        case.path.display(),
        place.path
    )
}

#[test]
fn a_value_that_fits_gives_no_error_and_no_warning_of_the_schema() {
    let cases = wrapped("valid-");
    assert!(cases.len() > 250, "{} values", cases.len());
    let mut wrong = String::new();
    for case in &cases {
        let all = findings(&case.twin);
        let told = all
            .iter()
            .filter(|f| is_schema_rule(f) && f.severity != Severity::Info);
        wrong.extend(told.map(|f| shown(case, f)));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Rules that speak of a fault which the schema names, besides those of the schema's category.
const OTHERS: [&str; 3] = [
    "property-alias",
    "defect-uninitialised-number",
    "reporting-mode-unknown",
];

/// Rules of the schema's category that look at several values: they may speak at the same place.
const ACROSS: [&str; 4] = [
    "app-id-differs",
    "several-foreground-apps",
    "storage-account-missing",
    "schema-version-unknown",
];

/// What is wrong at a place: with its value, its name, what it lacks.
fn classes(case: &Wrapped) -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut classes: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for violation in case.fixture["violations"].as_array().into_iter().flatten() {
        let path = violation["path"].as_str().expect("a path");
        let class = match violation["keyword"].as_str().expect("a keyword") {
            "required" => "lacks",
            "dependentRequired" => "lacks a part",
            "propertyNames" => "has a strange name in it",
            "unknown" => "is unknown",
            _ => "has a strange value",
        };
        classes.entry(path.to_owned()).or_default().insert(class);
    }
    classes
}

/// True for what rules of their own speak about, whatever its schema says.
fn is_told_elsewhere(case: &Wrapped, path: &str) -> bool {
    let meta = ["/__meta", "/__errors", "/lastChange"];
    let is_meta = meta.iter().any(|node| path.starts_with(node));
    let is_whole = case.place.ends_with("/__summary")
        || case.place.ends_with("/__portalSchemas")
        || case.place.ends_with("reported/__deviceSchemas");
    let lacks_meta = path.is_empty() && case.path.to_string_lossy().contains("without-meta");
    is_meta || is_whole || lacks_meta
}

#[test]
fn what_does_not_fit_is_told_by_exactly_one_rule() {
    let mut wrong = String::new();
    for case in wrapped("invalid-") {
        let all = findings(&case.twin);
        let told = all.iter().filter(|f| {
            !ACROSS.contains(&f.rule) && (is_schema_rule(f) || OTHERS.contains(&f.rule))
        });
        let told: Vec<_> = told.collect();
        for (path, classes) in classes(&case) {
            if is_told_elsewhere(&case, &path) {
                continue;
            }
            let place = format!("{}{path}", case.place);
            // a name is told where it stands, not where the map does
            let is_at = |f: &&&Finding| {
                let at = f.place.path.to_string();
                at == place && f.rule != "property-name-malformed"
                    || f.rule == "property-name-malformed" && at.starts_with(&format!("{place}/"))
            };
            let here: Vec<_> = told.iter().filter(is_at).collect();
            if here.len() != classes.len() {
                let _ = writeln!(wrong, "{} {place}: {classes:?}", case.path.display());
                wrong.extend(here.iter().map(|f| format!("    {}", shown(&case, f))));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
