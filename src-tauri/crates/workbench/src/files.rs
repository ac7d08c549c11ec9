//! Files that are written because somebody asked for them: never over anything, and nothing half written is left.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum Unwritten {
    /// Something of that name is there.
    #[error("{0} exists already and is not written over; name another file")]
    Exists(String),
    /// It cannot be written.
    #[error("{path} cannot be written: {source}")]
    Failed {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
}

/// Writes a file that nobody has written yet; readable by whom another one is, where one is given.
///
/// # Errors
/// Where something of that name is there, or it cannot be written.
pub fn write_new(to: &Path, text: &str, like: Option<&fs::Metadata>) -> Result<(), Unwritten> {
    let path = to.display().to_string();
    let mut file = match OpenOptions::new().write(true).create_new(true).open(to) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(Unwritten::Exists(path));
        }
        Err(source) => return Err(Unwritten::Failed { path, source }),
    };
    let rights = like.map_or(Ok(()), |like| file.set_permissions(like.permissions()));
    let written = rights.and_then(|()| file.write_all(text.as_bytes()));
    written.map_err(|source| {
        // it is ours, and half of it is worse than nothing
        let _ = fs::remove_file(to);
        Unwritten::Failed { path, source }
    })
}
