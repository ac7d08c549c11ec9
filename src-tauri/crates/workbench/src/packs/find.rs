//! A schema by what the user calls it: a key as `ga/rebootInfo/desired-1.0.0`, or a file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use groups::catalogue::pack::{Content, MANIFEST};
use groups::catalogue::{BASE, Catalogue, Flow, Key, Pack, Schema, dialect_of};

use super::folder;
use crate::pieces::Obstacle;
use crate::wire::ErrorCode;

/// Folders above a file that are looked at for a `pack.json`.
const ABOVE: usize = 4;

/// Returns the schema of a key; without a version the newest one.
///
/// # Errors
/// [`ErrorCode::UnknownSchema`], with what there is instead.
pub fn find(catalogue: &Catalogue, key: &str) -> Result<Arc<Schema>, Obstacle> {
    let plain = key.strip_suffix(".json").unwrap_or(key);
    let of_key = |schema: &&Arc<Schema>| schema.key.to_string() == plain;
    if let Some(schema) = catalogue.iter().find(of_key) {
        return Ok(schema.clone());
    }
    let parts: Vec<_> = plain.split('/').collect();
    if let [dialect, group, flow] = parts[..]
        && let (Some(dialect), Some(flow)) = (dialect_of(dialect), Flow::parse(flow))
        && let Some(newest) = catalogue.versions(dialect, group, flow).last()
    {
        return Ok(newest.clone());
    }
    Err(Obstacle::new(
        key,
        ErrorCode::UnknownSchema,
        instead(catalogue, plain),
    ))
}

/// Says what there is where a key leads nowhere.
fn instead(catalogue: &Catalogue, key: &str) -> String {
    let parts: Vec<_> = key.split('/').collect();
    let group = match parts[..] {
        [_, group, ..] => group,
        [group] => group,
        [] => "",
    };
    let group = catalogue.nearest_group(group).unwrap_or(group);
    let of_group = |schema: &&Arc<Schema>| schema.key.group.eq_ignore_ascii_case(group);
    let same: Vec<_> = catalogue.iter().filter(of_group).collect();
    let same: Vec<_> = same
        .iter()
        .take(6)
        .map(|s| format!("`{}`", s.key))
        .collect();
    if !same.is_empty() {
        return format!(
            "no schema has this key; of the group `{group}` there are {}",
            same.join(", ")
        );
    }
    "no schema has this key; it is written as `ga/rebootInfo/desired-1.0.0`, and `twinscope schema list` lists all; \
     a group of your own is known with `--pack` and the folder of its pack"
        .to_owned()
}

/// Returns one side of a comparison: the schema of a file, or of a key.
///
/// # Errors
/// Where neither is there, or the file is no schema.
pub fn side(catalogue: &Catalogue, name: &str) -> Result<Arc<Schema>, Obstacle> {
    let path = Path::new(name);
    if path.is_file() {
        return of_file(path, name);
    }
    let is_path = name.ends_with(".json") || name.starts_with(['.', '/']);
    find(catalogue, name).map_err(|error| {
        if is_path {
            Obstacle::new(
                name,
                ErrorCode::NotFound,
                "neither a file nor the key of a schema",
            )
        } else {
            error
        }
    })
}

/// Reads a schema from its file: as part of its pack, or by itself.
fn of_file(path: &Path, name: &str) -> Result<Arc<Schema>, Obstacle> {
    let whole = fs::canonicalize(path).map_err(|e| Obstacle::io(name, &e))?;
    let above = whole.ancestors().skip(1).take(ABOVE);
    let pack_folder = above
        .into_iter()
        .find(|folder| folder.join(MANIFEST).is_file());
    let (pack, wanted) = match pack_folder {
        Some(folder) => {
            let below = whole.strip_prefix(folder).unwrap_or(&whole);
            (folder::read(folder, &rules())?, with_slashes(below))
        }
        None => alone(&whole, name)?,
    };
    if let Some(schema) = pack.schemas.iter().find(|s| s.path == wanted) {
        return Ok(schema.clone());
    }
    let own = pack
        .problems
        .iter()
        .filter(|p| p.path == wanted && p.is_error());
    let detail = match own.into_iter().next() {
        Some(p) => format!(
            "{}:{}: {} [{}]",
            p.start.line,
            p.start.column,
            p.message,
            p.kind.name()
        ),
        None => "it is a shared part, not the schema of a group".to_owned(),
    };
    Err(Obstacle::new(name, ErrorCode::PackFaulty, detail))
}

fn rules() -> Vec<&'static str> {
    diagnose::CATALOGUE.iter().map(|rule| rule.name).collect()
}

fn with_slashes(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// Reads a schema that stands in no pack. Its key comes from the end of its path or from `$id`;
/// without either it has no version that could be judged.
fn alone(path: &Path, name: &str) -> Result<(Pack, String), Obstacle> {
    let bytes = fs::read(path).map_err(|e| Obstacle::io(name, &e))?;
    let wanted = key_of(path, &bytes)
        .map_or_else(|| "plain/schema/desired.json".to_owned(), |key| key.path());
    let manifest = serde_json::json!({
        "name": "file", "title": "A file", "description": "A schema by itself.", "replaces": true
    });
    let mut content = |asked: &str| {
        Content::Bytes(if asked == MANIFEST {
            manifest.to_string().into_bytes()
        } else {
            bytes.clone()
        })
    };
    let paths = vec![MANIFEST.to_owned(), wanted.clone()];
    Ok((Pack::read(paths, &mut content, "file", &[]), wanted))
}

fn key_of(path: &Path, bytes: &[u8]) -> Option<Key> {
    let id = || {
        let schema: serde_json::Value = serde_json::from_slice(bytes).ok()?;
        let below = schema.get("$id")?.as_str()?.strip_prefix(BASE)?.to_owned();
        Key::parse(&below)?.ok()
    };
    let of_path = || {
        let last: PathBuf = path
            .iter()
            .rev()
            .take(3)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        Key::parse(&with_slashes(&last))?.ok()
    };
    let key = id().or_else(of_path)?;
    key.check_version().is_ok().then_some(key)
}
