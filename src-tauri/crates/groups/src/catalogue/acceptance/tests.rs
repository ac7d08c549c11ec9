//! The quick answer never contradicts `jsonschema`, and is hardly ever missing where a value fits.
#![expect(
    clippy::disallowed_methods,
    reason = "tests read the fixtures from their folder"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value as Plain, json};
use twin::Document;

use super::Answer;
use super::mutants::Mutants;
use crate::catalogue::documents::{Documents, Form, Location};
use crate::catalogue::key::Key;
use crate::catalogue::written::Habits;
use crate::catalogue::{Catalogue, Flow, Schema, unknown};

/// How often each answer was given.
#[derive(Debug, Default)]
struct Tally {
    yes: usize,
    no: usize,
    unsure: usize,
}

impl Tally {
    fn all(&self) -> usize {
        self.yes + self.no + self.unsure
    }

    /// Asks both about a value, and holds what they say against each other.
    fn compare(&mut self, schema: &Schema, value: twin::Value<'_>, form: Form) -> Answer {
        let (answer, unread) = schema.acceptance(form).ask(value);
        let is_valid = schema.is_valid_by_the_book(value, form);
        let told = || format!("{} {form:?}: {}", schema.path, value.raw());
        match answer {
            Answer::Yes => {
                assert!(is_valid, "accepted, and does not fit: {}", told());
                assert_eq!(
                    places(&unread),
                    unknown_members(schema, value),
                    "{}",
                    told()
                );
                self.yes += 1;
            }
            Answer::No => {
                assert!(!is_valid, "refused, and fits: {}", told());
                self.no += 1;
            }
            Answer::Unsure => self.unsure += 1,
        }
        answer
    }
}

fn places(values: &[twin::Value<'_>]) -> Vec<String> {
    values.iter().map(|v| v.path().to_string()).collect()
}

/// What the walk beside the schema finds.
fn unknown_members(schema: &Schema, value: twin::Value<'_>) -> Vec<String> {
    let is_section = matches!(schema.key.flow, Flow::Desired | Flow::Reported);
    let habits = Habits::of(value, is_section);
    let law = Location::of("#", &schema.path);
    let mut found = Vec::new();
    unknown::find(value, schema.property(), habits, &law, &mut found);
    found.iter().map(|v| v.at.path().to_string()).collect()
}

fn files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures");
    let mut found = Vec::new();
    let mut open = vec![root.join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("fixtures") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A fixture of a group.
struct Fixture {
    is_valid: bool,
    schema: &'static Arc<Schema>,
    form: Form,
    value: Plain,
}

fn fixtures() -> Vec<Fixture> {
    let mut found = Vec::new();
    for path in files("groups") {
        let text = fs::read_to_string(&path).expect("a fixture");
        let fixture: Plain = serde_json::from_str(&text).expect("JSON");
        let part = |up: usize| {
            let part = path.ancestors().nth(up).and_then(Path::file_name);
            part.expect("a folder").to_string_lossy().into_owned()
        };
        let version = fixture["version"].as_str();
        let version = version.map_or_else(String::new, |v| format!("-{v}"));
        let flow = fixture["direction"].as_str().expect("a direction");
        let name = format!("{}/{}/{flow}{version}.json", part(2), part(1));
        let schema = Catalogue::built_in().iter().find(|s| s.path == name);
        found.push(Fixture {
            is_valid: part(0).starts_with("valid-"),
            schema: schema.unwrap_or_else(|| panic!("no schema {name}")),
            form: match fixture["form"].as_str() {
                Some("delta") => Form::Delta,
                _ => Form::Complete,
            },
            value: fixture["value"].clone(),
        });
    }
    found
}

fn read(value: &Plain) -> Document {
    Document::read(value.to_string().into_bytes()).expect("small")
}

#[test]
fn of_every_fixture_of_a_group_it_says_what_the_validator_says() {
    let (mut valid, mut others) = (Tally::default(), Tally::default());
    for fixture in fixtures() {
        let doc = read(&fixture.value);
        let root = doc.root().expect("a value");
        let tally = if fixture.is_valid {
            &mut valid
        } else {
            &mut others
        };
        tally.compare(fixture.schema, root, fixture.form);
    }
    assert!(
        valid.all() > 500 && others.all() > 500,
        "{valid:?}, {others:?}"
    );
    assert!(valid.yes * 100 >= valid.all() * 95, "valid ones: {valid:?}");
    assert!(
        others.no * 100 >= others.all() * 80,
        "invalid ones: {others:?}"
    );
}

#[test]
fn of_every_group_in_the_fixtures_of_rules_it_says_what_the_validator_says() {
    let mut tally = Tally::default();
    let catalogue = Catalogue::built_in();
    for path in files("rules").into_iter().chain(files("twins")) {
        let bytes = fs::read(&path).expect("a fixture");
        let doc = Document::read(bytes).expect("small");
        for value in doc.roots().flat_map(twin::Value::descendants) {
            let Some(name) = value.key() else { continue };
            for schema in catalogue.iter().filter(|s| s.key.group == *name) {
                for form in [Form::Complete, Form::Delta] {
                    tally.compare(schema, value, form);
                }
            }
        }
    }
    assert!(tally.yes > 1_000 && tally.no > 1_000, "{tally:?}");
}

#[test]
fn of_thousands_of_altered_values_it_says_what_the_validator_says() {
    let fixtures = fixtures();
    let mut mutants = Mutants::seeded(20_261_122);
    let mut tally = Tally::default();
    for number in 0..30_000 {
        let fixture = &fixtures[number % fixtures.len()];
        let other = &fixtures[mutants.below(fixtures.len())];
        let text = mutants.of(&fixture.value, &other.value);
        let doc = Document::read(text.into_bytes()).expect("small");
        let root = doc.root().expect("a value");
        tally.compare(fixture.schema, root, fixture.form);
    }
    assert!(tally.yes > 5_000 && tally.no > 10_000, "{tally:?}");
}

/// A schema of a pack, compiled from its JSON.
fn schema(of: &Plain) -> Schema {
    let mut documents = Documents::default();
    let path = "ga/own/desired-1.0.0.json";
    documents.add(path, &of.to_string());
    let key = Key::parse(path).expect("a path").expect("a key");
    Schema::new(key, path, Some("own".into()), Arc::new(documents))
}

/// Schemas with everything that is understood.
fn understood() -> Vec<Plain> {
    let part = json!({"type": "object", "properties": {"a": {"type": "integer"}}});
    vec![
        json!(true),
        json!({}),
        json!({"type": ["string", "integer"]}),
        json!({"type": "number", "minimum": -1, "exclusiveMaximum": 2}),
        json!({"minimum": 1, "allOf": [{"maximum": 7}, {"minimum": 2}]}),
        json!({"exclusiveMinimum": 1}),
        json!({"enum": ["a", 1, true, null]}),
        json!({"const": "ab", "enum": ["ab", "b"]}),
        json!({"const": 2, "not": {"type": "string"}}),
        json!({"minLength": 1, "maxLength": 2}),
        json!({"maxLength": 1, "pattern": "^.$"}),
        json!({"pattern": "^[^;]+(;[^;]+)*$"}),
        json!({"pattern": "b|^$"}),
        json!({"not": {"pattern": "[.][.]"}}),
        json!({"anyOf": [{"type": "string"}, {"required": ["a"]}]}),
        json!({"oneOf": [{"type": "object"}, {"required": ["a"]}]}),
        json!({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"maxProperties": 1}}),
        json!({"if": {"type": "object"}, "else": {"const": "a"}}),
        json!({"dependentRequired": {"a": ["b"]}}),
        json!({"minProperties": 1, "maxProperties": 2}),
        json!({"propertyNames": {"pattern": "^[ab]$"}}),
        json!({"properties": {"a": true, "b": {"type": "string"}}}),
        json!({"properties": {"a": false}}),
        json!({"additionalProperties": {"type": "integer"}}),
        json!({"additionalProperties": false, "properties": {"a": {}}}),
        json!({"patternProperties": {"^[ab]": {"type": "integer"}}, "properties": {"a": {"minimum": 2}}}),
        json!({"patternProperties": {"^b": {"type": "integer"}}, "additionalProperties": {"type": "string"}}),
        json!({"allOf": [
            {"properties": {"a": {"type": "integer"}}, "additionalProperties": {"type": "string"}},
            {"properties": {"b": {"maxLength": 1}}}
        ]}),
        json!({"items": {"type": "integer"}, "minItems": 1, "maxItems": 2}),
        json!({"type": "array", "items": part.clone()}),
        json!({"$ref": "#/$defs/part", "$defs": {"part": part.clone()}, "minProperties": 1}),
        json!({"properties": {"a": {"$ref": "#"}, "b": {"type": "integer"}}}),
        json!({"$comment": "c", "x-unit": "u", "examples": [1], "deprecated": true}),
    ]
}

/// Schemas with something that is left to the validator.
fn left_alone() -> Vec<Plain> {
    vec![
        json!({"format": "date-time"}),
        json!({"multipleOf": 2}),
        json!({"minimum": 0.5}),
        json!({"uniqueItems": true}),
        json!({"contains": {"type": "integer"}}),
        json!({"prefixItems": [{"type": "integer"}], "items": {"type": "string"}}),
        json!({"unevaluatedProperties": {"type": "string"}, "properties": {"a": {}}}),
        json!({"dependentSchemas": {"a": {"required": ["b"]}}}),
        json!({"patternProperties": {"a": {"type": "integer"}, "b": {"type": "string"}}}),
        json!({"pattern": "^\\w+$"}),
        json!({"pattern": "\\bab\\b"}),
        json!({"propertyNames": {"enum": ["a", "b"]}}),
        json!({"enum": [1.5, [1], {"a": 1}]}),
        json!({"not": {"multipleOf": 2}}),
        json!({"anyOf": [{"multipleOf": 2}, {"type": "string"}]}),
        json!({"if": {"format": "email"}, "then": {"type": "integer"}}),
    ]
}

fn values() -> Vec<&'static str> {
    vec![
        "null",
        "true",
        "false",
        "0",
        "1",
        "2",
        "-1",
        "7",
        "8",
        "1.0",
        "1.5",
        "2e0",
        "12345678901234567890",
        "-0",
        "1e400",
        r#""""#,
        r#""a""#,
        r#""b""#,
        r#""ab""#,
        r#""aé""#,
        r#""日""#,
        r#""a;b""#,
        r#"";a""#,
        r#""a..b""#,
        r#""\u0061""#,
        r#""\"""#,
        r#""2026-03-01T02:30:00Z""#,
        "{}",
        r#"{"a":1}"#,
        r#"{"a":2}"#,
        r#"{"a":"a"}"#,
        r#"{"b":"b"}"#,
        r#"{"b":"bb"}"#,
        r#"{"a":1,"b":2}"#,
        r#"{"a":1,"b":"b"}"#,
        r#"{"a":{"a":{"b":1}}}"#,
        r#"{"a":{"a":{"b":"b"}}}"#,
        r#"{"a":null}"#,
        r#"{"a":null,"b":1}"#,
        r#"{"\u0061":1}"#,
        r#"{"c":1}"#,
        r#"{"c":"c","d":1,"e":[]}"#,
        r#"{"a":1,"a":"a"}"#,
        r#"{"a":[{"a":"a"}]}"#,
        "[]",
        "[1]",
        "[1,2]",
        "[1,2,3]",
        r#"["a"]"#,
        "[null]",
        r#"[{"a":1,"z":2}]"#,
        r#"[{"a":"a"}]"#,
        "[1,1]",
        r#"{"a":}"#,
        "",
        "{",
    ]
}

#[test]
fn of_every_keyword_it_says_what_the_validator_says() {
    let mut unsure = Vec::new();
    for (is_understood, schemas) in [(true, understood()), (false, left_alone())] {
        for plain in &schemas {
            let schema = schema(plain);
            let mut tally = Tally::default();
            for text in values() {
                let doc = Document::read(text.as_bytes().to_vec()).expect("small");
                let root = doc.root().expect("a value");
                for form in [Form::Complete, Form::Delta] {
                    schema.compile(form).expect("compiles");
                    tally.compare(&schema, root, form);
                }
            }
            // what is left alone: numbers with fractions, escapes, texts with repairs
            if is_understood && tally.unsure * 3 > tally.all() {
                unsure.push((plain.clone(), tally));
            } else if !is_understood {
                assert!(
                    tally.unsure * 3 > tally.all() || tally.yes == 0 || tally.no > 0,
                    "{plain}: {tally:?}"
                );
            }
        }
    }
    assert!(unsure.is_empty(), "{unsure:?}");
}
