//! The files of a pack's folder: listed without following links to folders, read one at a time.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use groups::catalogue::Pack;
use groups::catalogue::pack::{Content, SAMPLES, limits};

use crate::pieces::Obstacle;
use crate::wire::ErrorCode;

/// What makes a folder a pack.
const MANIFEST: &str = "pack.json";
/// Entries of a folder that are looked at; one with more is no pack.
const ENTRIES: usize = 50_000;

/// Reads the pack of a folder; `rules` are the names of all rules.
pub(super) fn read(folder: &Path, rules: &[&str]) -> Result<Pack, Obstacle> {
    let shown = folder.display().to_string();
    let meta = fs::metadata(folder).map_err(|e| Obstacle::io(&shown, &e))?;
    if !meta.is_dir() {
        let detail = "a file; name the folder that has `pack.json` in it";
        return Err(Obstacle::new(&shown, ErrorCode::NotAFolder, detail));
    }
    let paths = paths(folder).map_err(|e| Obstacle::io(&shown, &e))?;
    if let Some(pack) = inner(&paths) {
        let detail = format!("no `{MANIFEST}` in it, but in `{pack}` below it; name that folder");
        return Err(Obstacle::new(&shown, ErrorCode::NotAFolder, detail));
    }
    // `.` and the like have no name of their own
    let whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let name = whole.file_name().unwrap_or(whole.as_os_str());
    let mut content = |path: &str| content(&folder.join(path));
    Ok(Pack::read(
        paths,
        &mut content,
        &name.to_string_lossy(),
        rules,
    ))
}

/// Returns the uppermost folder below that is a pack, where this one is none: whoever named it meant that.
fn inner(paths: &[String]) -> Option<&str> {
    if paths.iter().any(|path| path == MANIFEST) {
        return None;
    }
    let packs = paths
        .iter()
        .filter_map(|path| path.strip_suffix(MANIFEST)?.strip_suffix('/'));
    packs.min_by_key(|pack| (pack.matches('/').count(), *pack))
}

/// Lists the JSON files of a folder by their paths below it; samples are none of the pack's.
fn paths(folder: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![String::new()];
    let mut entries = 0;
    while let Some(below) = open.pop() {
        for entry in fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            entries += 1;
            if entries > ENTRIES {
                let reason = format!("more than {ENTRIES} entries; this is no folder of a pack");
                return Err(io::Error::other(reason));
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || below.is_empty() && name == SAMPLES {
                continue;
            }
            let path = if below.is_empty() {
                name
            } else {
                format!("{below}/{name}")
            };
            if entry.file_type()?.is_dir() {
                open.push(path);
            } else if path.to_ascii_lowercase().ends_with(".json") {
                found.push(path);
            }
        }
    }
    Ok(found)
}

fn content(path: &Path) -> Content {
    let read = || -> io::Result<Content> {
        let meta = fs::metadata(path)?;
        if !meta.is_file() {
            return Err(io::Error::other("no ordinary file"));
        }
        if meta.len() > limits::FILE_BYTES {
            return Ok(Content::TooLarge(meta.len()));
        }
        let mut bytes = Vec::new();
        let file = fs::File::open(path)?;
        // it may grow while it is read
        file.take(limits::FILE_BYTES + 1).read_to_end(&mut bytes)?;
        Ok(Content::Bytes(bytes))
    };
    read().unwrap_or_else(|error| Content::Unreadable(error.to_string()))
}
