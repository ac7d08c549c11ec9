//! The desktop and the command line give the same findings on every fixture: one engine, asked
//! through both doors, the real binary on one side.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;

use serde_json::Value;
use workbench::wire::{Filter, Scope, ScopeKind};
use workbench::workspace::{Event, Workspace};

/// Severity, rule, pointer, line and column of a finding.
type Told = (String, String, String, u64, u64);

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("a test has a path");
    let beside = test
        .parent()
        .and_then(Path::parent)
        .expect("target/debug/deps");
    beside.join(format!("twinscope{}", std::env::consts::EXE_SUFFIX))
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

/// What the command line says of a folder: findings by source and twin.
fn command_line(folder: &Path) -> BTreeMap<String, Vec<Told>> {
    let output = Command::new(binary())
        .args(["check", "--format", "json"])
        .arg(folder)
        .output()
        .expect("the command line is built beside the tests");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let mut told: BTreeMap<String, Vec<Told>> = BTreeMap::new();
    for input in report["inputs"].as_array().expect("inputs") {
        let findings = input["findings"].as_array().expect("findings");
        let all = findings.iter().map(|f| {
            let number = |key: &str| f[key].as_u64().expect("a number");
            (
                text(f, "severity"),
                text(f, "rule"),
                text(f, "pointer"),
                number("line"),
                number("column"),
            )
        });
        told.entry(text(input, "source")).or_default().extend(all);
    }
    told.values_mut().for_each(|all| all.sort());
    told
}

/// What the desktop's workspace says of the same folder.
fn desktop(folder: &Path) -> BTreeMap<String, Vec<Told>> {
    let (tell, told) = mpsc::channel();
    let workspace = Workspace::new(move |event| {
        // the test may have gone before the last word
        let _ = tell.send(event);
    });
    let job = workspace.open_paths(vec![folder.display().to_string()]);
    while let Ok(event) = told.recv() {
        if matches!(event, Event::Changed(s) if s.activities.iter().all(|a| a.job != job)) {
            break;
        }
    }
    let loaded = workspace.status().loaded;
    let mut all: BTreeMap<String, Vec<Told>> = BTreeMap::new();
    for first in (0..loaded).step_by(500) {
        for row in workspace.list(&Filter::default(), first, 500).rows {
            let overview = workspace.overview(row.id).expect("it was read before");
            let source = overview.source;
            let shown = shown(&workspace, row.id);
            assert_eq!(
                (row.badge.errors + row.badge.warnings + row.badge.infos) as usize,
                shown.len(),
                "{source}: the list counts what the findings show"
            );
            all.entry(source).or_default().extend(shown);
        }
    }
    all.values_mut().for_each(|told| told.sort());
    all
}

fn shown(workspace: &Workspace, twin: u32) -> Vec<Told> {
    let scope = Scope {
        kind: ScopeKind::Twin,
        group: String::new(),
    };
    let page = workspace
        .findings(twin, &scope, 0, 1_000)
        .expect("it was read before");
    assert_eq!(page.total as usize, page.rows.len());
    page.rows
        .into_iter()
        .map(|f| {
            (
                f.severity,
                f.rule,
                f.place.pointer,
                f.place.line.into(),
                f.place.column.into(),
            )
        })
        .collect()
}

/// The desktop names a twin among others with its number: `export.ndjson:3`, `list.json#2`.
fn file_of(source: &str) -> String {
    let cut = source.rfind(['#', ':']).filter(|&i| {
        let end = &source[i + 1..];
        !end.is_empty() && end.bytes().all(|b| b.is_ascii_digit())
    });
    cut.map_or(source, |i| &source[..i]).to_owned()
}

#[test]
fn desktop_and_command_line_say_the_same_of_every_fixture() {
    let folder = fixtures();
    let told = command_line(&folder);
    let mut shown: BTreeMap<String, Vec<Told>> = BTreeMap::new();
    for (source, findings) in desktop(&folder) {
        shown.entry(file_of(&source)).or_default().extend(findings);
    }
    shown.values_mut().for_each(|all| all.sort());
    assert!(told.len() > 150, "only {} fixtures", told.len());
    assert_eq!(
        told.keys().collect::<Vec<_>>(),
        shown.keys().collect::<Vec<_>>()
    );
    for (source, findings) in &told {
        assert_eq!(findings, &shown[source], "{source}");
    }
}
