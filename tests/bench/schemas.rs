//! Holding configuration groups against their schemas: how long it takes, and how long the schemas take to be compiled.
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

/// Values of groups of the released agent that fit their schemas, from the fixtures: path of the schema and value.
fn values() -> Vec<(String, Value)> {
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
            if !file.file_name().to_string_lossy().starts_with("valid-") {
                continue;
            }
            let text = fs::read_to_string(file.path()).expect("a fixture");
            let fixture: Value = serde_json::from_str(&text).expect("JSON");
            let flow = fixture["direction"].as_str().expect("a direction");
            if fixture["form"] == "complete" && matches!(flow, "desired" | "reported") {
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
fn twin() -> Vec<(String, Value)> {
    let mut all = values();
    all.sort_by_key(|(_, value)| std::cmp::Reverse(value.to_string().len()));
    let different = |count: usize| all.iter().take(count).cycle().take(GROUPS).cloned();
    let bytes = |count| -> usize { different(count).map(|(_, v)| v.to_string().len()).sum() };
    let count = (1..=all.len()).rev().find(|&count| bytes(count) >= SECTION);
    different(count.expect("some are large")).collect()
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

fn compiled(schemas: &[Arc<Schema>]) -> Duration {
    let start = Instant::now();
    for schema in schemas {
        schema.compile(Form::Complete).expect("compiles");
    }
    start.elapsed()
}

fn main() {
    let twin = twin();
    let documents: Vec<_> = twin
        .iter()
        .map(|(path, value)| {
            let doc = Document::read(value.to_string().into_bytes()).expect("small");
            (schema(path), doc)
        })
        .collect();
    let schemas: Vec<_> = documents.iter().map(|(schema, _)| schema.clone()).collect();
    let own = compiled(&schemas);
    let all: Vec<_> = Catalogue::built_in().iter().cloned().collect();
    let rest = compiled(&all);
    let bytes: usize = twin.iter().map(|(_, v)| v.to_string().len()).sum();
    println!(
        "{} groups, {bytes} B; compiled for them {own:.1?}, all {} schemas {:.1?}",
        twin.len(),
        all.len(),
        own + rest
    );
    let judged = median(2_001, || {
        for (schema, doc) in &documents {
            let root = doc.root().expect("a value");
            black_box(schema.validate(black_box(root), Form::Complete));
        }
    });
    let valid = median(2_001, || {
        for (schema, doc) in &documents {
            let root = doc.root().expect("a value");
            black_box(schema.is_valid(black_box(root), Form::Complete));
        }
    });
    println!(
        "  every fault collected, unknown members included {judged:.1?}; yes or no {valid:.1?}"
    );
    let folder = root().join("target/bench");
    fs::create_dir_all(&folder).expect("a folder to leave it in");
    let left: Vec<_> = twin
        .iter()
        .map(|(path, value)| json!({"schema": path, "value": value}))
        .collect();
    fs::write(folder.join("groups.json"), json!(left).to_string()).expect("left");
    let micros = judged.as_secs_f64() * 1e6;
    fs::write(folder.join("groups.micros"), micros.to_string()).expect("left");
}
