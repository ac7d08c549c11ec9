//! The TypeScript of the wire: written anew into an empty folder and compared with what is committed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use crate::repository::root;

const COMMITTED: &str = "ui/src/ipc/generated";

/// What differs between the committed folder and the types as they are now.
pub(crate) fn stale() -> Vec<String> {
    let fresh = tempfile::tempdir().expect("a folder for the types");
    write_bindings(fresh.path());
    let (wanted, found) = (contents(fresh.path()), contents(&root().join(COMMITTED)));
    assert!(
        !wanted.is_empty(),
        "no test of the workspace writes types: is there still an `export_bindings…` test?"
    );
    let names: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
    let differing = names
        .into_iter()
        .filter(|name| wanted.get(*name) != found.get(*name));
    differing
        .map(|name| format!("{COMMITTED}/{name}"))
        .collect()
}

/// Runs the tests that write the types. The same selection of packages as everywhere else: they are built already.
fn write_bindings(folder: &Path) {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args([
            "test",
            "--quiet",
            "--workspace",
            "--features",
            "twinscope-desktop/custom-protocol",
            "--locked",
            "--lib",
        ])
        .args(["--", "export_bindings"])
        .env("TS_RS_EXPORT_DIR", folder)
        .current_dir(root());
    // What cargo tells a test about its package would be taken for changed settings of the build.
    for (name, _) in std::env::vars_os() {
        let told = name.to_string_lossy();
        if told.starts_with("CARGO_PKG_")
            || told.starts_with("CARGO_MANIFEST_")
            || told.starts_with("NEXTEST")
        {
            cargo.env_remove(&name);
        }
    }
    let output = cargo.output().expect("cargo is there: it runs this test");
    assert!(
        output.status.success(),
        "the types cannot be written: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Path below the folder → text, of all files.
fn contents(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(current) = open.pop() {
        for entry in std::fs::read_dir(&current).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if let (Ok(name), Ok(text)) =
                (path.strip_prefix(folder), std::fs::read_to_string(&path))
            {
                found.insert(name.display().to_string(), text);
            }
        }
    }
    found
}
