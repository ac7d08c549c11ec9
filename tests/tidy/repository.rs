//! The repository as it lies on disk: its own files, without what is built, generated or installed.

use std::path::{Path, PathBuf};

/// Folders that hold nothing written by hand.
const NOT_OURS: [&str; 7] = [
    "node_modules",
    "dist",
    "gen",
    "generated",
    ".git",
    "shots",
    ".venv",
];

/// One file, with its path from the root of the repository.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests are a folder of the repository")
}

pub(crate) fn read(path: &str) -> Option<String> {
    let bytes = std::fs::read(root().join(path)).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// All files below a folder with one of these endings, or all of them; none when the folder is not there.
pub(crate) fn files(folder: &str, endings: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut |path| {
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        if endings.is_empty() || endings.contains(&ending) {
            let relative = path
                .strip_prefix(root())
                .expect("walked from the root")
                .display()
                .to_string();
            let relative = relative
                .strip_prefix("./")
                .map_or(relative.clone(), str::to_owned);
            // Bytes beyond UTF-8 are fixtures of broken encodings: what can be read of them is enough.
            let text =
                std::fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            found.push(File {
                path: relative,
                text: text.unwrap_or_default(),
            });
        }
    });
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

/// The names of the folders directly below a folder.
pub(crate) fn folders(folder: &str) -> Vec<String> {
    let paths = entries(&root().join(folder))
        .into_iter()
        .filter(|path| path.is_dir());
    paths
        .filter_map(|path| {
            path.file_name()
                .map(|name| name.to_string_lossy().into_owned())
        })
        .collect()
}

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    for path in entries(folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let ours = !NOT_OURS.contains(&&*name) && !name.starts_with("target");
        if path.is_symlink() {
            continue;
        } else if path.is_dir() && ours {
            walk(&path, visit);
        } else if path.is_file() {
            visit(&path);
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect()
}
