//! Repaired copies of files, beside them and never over anything.

use std::fs;
use std::path::{Path, PathBuf};

use super::{FixError, Fixed, Terms, fix};
use crate::files::{Unwritten, write_new};

/// Largest file that is repaired, in bytes: no twin comes near, and every round reads it again.
const LARGEST: u64 = 64 << 20;

/// Repairs a file into another one, which must not be there; returns it with its path. Where there
/// is nothing to repair and no other file is named, there is none.
///
/// # Errors
/// Says which file cannot be read or written, and why.
pub fn fix_file(
    path: &Path,
    to: Option<&Path>,
    terms: &Terms,
) -> Result<(Option<PathBuf>, Fixed), FixError> {
    let name = path.display().to_string();
    let unreadable = |source| FixError::Unreadable {
        path: name.clone(),
        source,
    };
    let about = fs::metadata(path).map_err(unreadable)?;
    if about.is_dir() {
        return Err(FixError::Folder(name));
    }
    if !about.is_file() || about.len() > LARGEST {
        return Err(FixError::NoFile(name));
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    let fixed = fix(&name, &bytes, terms)?;
    let to = match to {
        Some(to) => to.to_path_buf(),
        None if fixed.made.is_empty() => return Ok((None, fixed)),
        None => beside(path),
    };
    write_new(&to, &fixed.text, Some(&about)).map_err(|error| match error {
        Unwritten::Exists(path) => FixError::Exists(path),
        failed @ Unwritten::Failed { .. } => FixError::Unwritten(failed),
    })?;
    Ok((Some(to), fixed))
}

/// `twin.json` becomes `twin.fixed.json`; what was cut out of a table is one document a line.
fn beside(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map_or_else(
        || "json".to_owned(),
        |extension| extension.to_string_lossy().into_owned(),
    );
    let is_table = ["csv", "tsv"]
        .iter()
        .any(|table| extension.eq_ignore_ascii_case(table));
    let extension = if is_table {
        "ndjson".to_owned()
    } else {
        extension
    };
    path.with_file_name(format!("{stem}.fixed.{extension}"))
}
