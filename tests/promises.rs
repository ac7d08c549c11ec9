//! What is promised of any bytes, asked of every fixture. `make fuzz` asks the same of bytes nobody thought of; what
//! breaks a promise there becomes a file in `fixtures/fuzz` and is asked here for ever.

#[path = "fuzz/promises.rs"]
mod promises;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn hold(promise: fn(&[u8])) {
    let mut all = Vec::new();
    files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures"),
        &mut all,
    );
    assert!(all.len() > 500, "{} fixtures", all.len());
    let is_broken = |path: &PathBuf| {
        let bytes = std::fs::read(path).expect("readable");
        catch_unwind(AssertUnwindSafe(|| promise(&bytes))).is_err()
    };
    let broken: Vec<_> = all.into_iter().filter(is_broken).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn what_is_promised_of_any_bytes_holds_for_every_fixture() {
    hold(promises::read);
}

#[test]
fn what_is_promised_of_any_twin_holds_for_every_fixture() {
    hold(promises::diagnose_twin);
}
