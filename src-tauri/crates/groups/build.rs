//! Embeds the catalogue: every JSON file below `catalogue/`, found by its path.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a build script reads the files it embeds, and fails loudly"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap()).join("catalogue");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let mut table = String::from("[\n");
    for file in &files {
        let path = file.strip_prefix(&root).unwrap();
        let name = path.to_str().unwrap().replace('\\', "/");
        writeln!(table, "    ({name:?}, include_str!({:?})),", file.display()).unwrap();
    }
    table.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").unwrap()).join("catalogue.rs");
    fs::write(out, table).unwrap();
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "json") {
            files.push(path);
        }
    }
}
