//! Holding configuration groups against their schemas: how long it takes, for groups that fit and for groups with
//! faults, and how long the first twin waits.
//!
//! Leaves the values for ajv and the validators of other tools, which judge the same in the same run.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use groups::catalogue::{Catalogue, Form, Schema};
use serde_json::{Value, json};
use twin::Document;

/// Groups of the twin that is measured, and bytes of a section.
const GROUPS: usize = 59;
const SECTION: usize = 32 << 10;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Values of groups of the released agent from the fixtures, path of the schema and value: those that fit, or those
/// with faults that a schema tells.
fn values(kind: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let folder = root().join("fixtures/groups/ga");
    let mut groups: Vec<_> = fs::read_dir(folder).expect("fixtures").flatten().collect();
    groups.sort_by_key(fs::DirEntry::path);
    for group in groups {
        let name = group.file_name().to_string_lossy().into_owned();
        let mut files: Vec<_> = fs::read_dir(group.path())
            .expect("a folder")
            .flatten()
            .collect();
        files.sort_by_key(fs::DirEntry::path);
        for file in files {
            if !file.file_name().to_string_lossy().starts_with(kind) {
                continue;
            }
            let text = fs::read_to_string(file.path()).expect("a fixture");
            let fixture: Value = serde_json::from_str(&text).expect("JSON");
            let flow = fixture["direction"].as_str().expect("a direction");
            let faults = fixture["violations"].as_array();
            let is_told = faults.is_none_or(|all| all.iter().any(|f| f["keyword"] != "unknown"));
            let is_section = matches!(flow, "desired" | "reported");
            if fixture["form"] == "complete" && is_section && is_told {
                found.push((
                    format!("ga/{name}/{flow}-1.0.0.json"),
                    fixture["value"].clone(),
                ));
            }
        }
    }
    found
}

/// As many groups and bytes as a section of a full twin has: the largest fixtures, as few different ones as that takes.
fn twin(kind: &str) -> Vec<(String, Value)> {
    let mut all = values(kind);
    all.sort_by_key(|(_, value)| std::cmp::Reverse(value.to_string().len()));
    let different = |count: usize| all.iter().take(count).cycle().take(GROUPS).cloned();
    let bytes = |count| -> usize { different(count).map(|(_, v)| v.to_string().len()).sum() };
    let count = (1..=all.len()).rev().find(|&count| bytes(count) >= SECTION);
    different(count.unwrap_or(1)).collect()
}

fn median(rounds: usize, mut work: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[rounds / 2]
}

fn schema(path: &str) -> Arc<Schema> {
    let found = Catalogue::built_in().iter().find(|s| s.path == path);
    found.unwrap_or_else(|| panic!("no schema {path}")).clone()
}

type Held = Vec<(Arc<Schema>, Document)>;

/// The groups as they stand in a text.
fn documents(twin: &[(String, Value)]) -> Held {
    let read = |value: &Value| Document::read(value.to_string().into_bytes()).expect("small");
    let pairs = twin.iter();
    pairs
        .map(|(path, value)| (schema(path), read(value)))
        .collect()
}

/// Holds every group against its schema; returns the faults, unknown members included.
fn held(documents: &Held) -> usize {
    let faults = documents.iter().map(|(schema, doc)| {
        let root = doc.root().expect("a value");
        black_box(schema.validate(black_box(root), Form::Complete)).len()
    });
    faults.sum()
}

/// The first twin waits for the schemas of its own groups, and for no more of them than it takes to say that they fit.
fn first(documents: &Held) {
    let start = Instant::now();
    held(documents);
    let first = start.elapsed();
    let start = Instant::now();
    let all = Catalogue::built_in();
    for schema in all.iter() {
        schema.compile(Form::Complete).expect("compiles");
    }
    println!(
        "first twin held in {first:.1?}; all {} schemas compiled for telling faults in {:.1?}",
        all.iter().len(),
        start.elapsed()
    );
}

fn main() {
    let folder = root().join("target/bench");
    fs::create_dir_all(&folder).expect("a folder to leave it in");
    let mut left = serde_json::Map::new();
    for kind in ["valid", "invalid"] {
        let twin = twin(kind);
        let documents = documents(&twin);
        if left.is_empty() {
            first(&documents);
        }
        let faults = held(&documents);
        let micros = median(2_001, || {
            held(&documents);
        })
        .as_secs_f64()
            * 1e6;
        let bytes: usize = twin.iter().map(|(_, v)| v.to_string().len()).sum();
        println!(
            "{} {kind} groups, {bytes} B, {faults} faults and unknown members collected: {micros:.1} us",
            twin.len()
        );
        let groups = twin.iter();
        let groups = groups.map(|(path, value)| json!({"schema": path, "value": value}));
        let groups: Vec<_> = groups.collect();
        left.insert(kind.to_owned(), json!({"groups": groups, "micros": micros}));
    }
    let left = Value::Object(left).to_string();
    fs::write(folder.join("groups.json"), left).expect("left");
}
