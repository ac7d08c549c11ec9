//! The TypeScript of the wire as it is committed, compared with the types as they are now. Every type has
//! an `export_bindings…` test that writes it; this test has its own program write them all into an empty
//! folder, so that nothing is built for it and no cargo is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

const COMMITTED: &str = "ui/src/ipc/generated";

#[test]
fn the_generated_types_of_the_page_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let fresh = tempfile::tempdir().expect("a folder for the types");
    let this = std::env::current_exe().expect("the program that runs this test");
    let written = Command::new(this)
        .arg("export_bindings")
        .env("TS_RS_EXPORT_DIR", fresh.path())
        .output()
        .expect("it can be started again");
    assert!(written.status.success(), "{written:?}");
    let (wanted, found) = (contents(fresh.path()), contents(&root.join(COMMITTED)));
    assert!(
        wanted.len() > 50,
        "only {} types were written",
        wanted.len()
    );
    let names: BTreeSet<_> = wanted.keys().chain(found.keys()).collect();
    let stale: Vec<_> = names
        .into_iter()
        .filter(|name| wanted.get(*name) != found.get(*name))
        .collect();
    assert!(
        stale.is_empty(),
        "{COMMITTED} is not what the types say: {stale:?}; at the top of the repository run \
         `TS_RS_EXPORT_DIR=$PWD/{COMMITTED} cargo test -p workbench --lib export_bindings`, \
         and remove what it does not write"
    );
}

/// Path below the folder → text, of all files.
fn contents(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(current) = open.pop() {
        for entry in fs::read_dir(&current).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if let (Ok(name), Ok(text)) =
                (path.strip_prefix(folder), fs::read_to_string(&path))
            {
                found.insert(name.display().to_string(), text);
            }
        }
    }
    found
}
