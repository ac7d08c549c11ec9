//! Which crate may use which: the table of the house, compared with what cargo says.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::repository::root;

pub(crate) const SHELL: &str = "twinscope-desktop";

/// Crate → the crates it may use. A new crate or a new door needs its line here and its paragraph in the code map.
const TABLE: &[(&str, &[&str])] = &[
    // floor 0
    ("twin", &[]),
    // floor 1
    ("groups", &["twin"]),
    ("diff", &["twin"]),
    ("reprovision", &["twin"]),
    ("bridge", &[]),
    // floor 2
    ("diagnose", &["twin", "groups", "diff", "reprovision"]),
    ("store", &["twin"]),
    ("hub", &["twin", "reprovision"]),
    // floor 3
    ("bench-hub", &["twin", "reprovision", "hub"]),
    ("agent", &["twin", "groups", "bridge", "hub"]),
    // floor 4
    (
        "workbench",
        &[
            "twin",
            "groups",
            "diff",
            "reprovision",
            "bridge",
            "diagnose",
            "store",
            "hub",
            "bench-hub",
            "agent",
        ],
    ),
    // floor 5
    ("cli", &["workbench"]),
    (SHELL, &["workbench"]),
    // never shipped: the tests may look into every room, by dev-dependencies only
    ("testkit", &["twin", "bridge", "hub"]),
    ("tests", &[]),
];

/// A member of the workspace and what its manifest asks for.
pub(crate) struct Member {
    pub(crate) name: String,
    /// Every dependency: normal, build and dev.
    pub(crate) all: Vec<String>,
    /// What is shipped with it or runs when it is built.
    pub(crate) shipped: Vec<String>,
}

/// Doors that are used and not in the table.
pub(crate) fn foreign() -> Vec<String> {
    let members = members();
    let names: Vec<String> = members.iter().map(|member| member.name.clone()).collect();
    let table: BTreeMap<_, _> = TABLE.iter().copied().collect();
    let doors = members
        .iter()
        .flat_map(|member| member.shipped.iter().map(move |used| (member, used)));
    let inner = doors.filter(|(_, used)| names.contains(used));
    let foreign = inner.filter(|(member, used)| {
        table
            .get(member.name.as_str())
            .is_some_and(|allowed| !allowed.contains(&used.as_str()))
    });
    foreign
        .map(|(member, used)| format!("{} uses {used}", member.name))
        .collect()
}

/// Members of the workspace that the table does not name.
pub(crate) fn without_row() -> Vec<String> {
    let names = members().into_iter().map(|member| member.name);
    names
        .filter(|name| !TABLE.iter().any(|(row, _)| row == name))
        .collect()
}

pub(crate) fn members() -> Vec<Member> {
    let metadata = metadata();
    let packages = metadata["packages"]
        .as_array()
        .expect("cargo metadata lists packages");
    packages.iter().map(member).collect()
}

fn member(package: &Value) -> Member {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let dependencies = package["dependencies"]
        .as_array()
        .expect("a package lists its dependencies");
    let shipped = dependencies
        .iter()
        .filter(|dependency| dependency["kind"] != "dev");
    Member {
        name: text(&package["name"]),
        all: dependencies
            .iter()
            .map(|dependency| text(&dependency["name"]))
            .collect(),
        shipped: shipped
            .map(|dependency| text(&dependency["name"]))
            .collect(),
    }
}

fn metadata() -> Value {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ])
        .current_dir(root());
    let output = cargo.output().expect("cargo is there: it runs this test");
    assert!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("cargo metadata answers in JSON")
}
