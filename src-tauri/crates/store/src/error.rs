//! Why the history cannot be had or written: what, why, and the way out.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// What went wrong, with the file it went wrong in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another program holds the file.
    #[error("{} is in use by another program", .0.display())]
    Locked(PathBuf),
    /// No room is left.
    #[error("{} cannot grow: the disk is full", .0.display())]
    Full(PathBuf),
    /// The file or its folder may not be written.
    #[error("{} may not be written", .0.display())]
    ReadOnly(PathBuf),
    /// The file is damaged.
    #[error("{} is damaged: {detail}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What shows it.
        detail: String,
    },
    /// The file is something else.
    #[error("{} is not a history of Twinscope", .0.display())]
    NotAHistory(PathBuf),
    /// A newer Twinscope made the file.
    #[error("{} was made by a newer Twinscope: it has layout {found}, known is {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: i64,
        /// The newest layout known here.
        known: i64,
    },
    /// The file is not there.
    #[error("{} does not exist", .0.display())]
    Missing(PathBuf),
    /// The system refuses to open the file.
    #[error("{} cannot be opened: {detail}", path.display())]
    Unopened {
        /// The file.
        path: PathBuf,
        /// What the system says.
        detail: String,
    },
    /// Reading or writing failed.
    #[error("{}: {detail}", path.display())]
    Failed {
        /// The file.
        path: PathBuf,
        /// What the system says.
        detail: String,
    },
}

impl StoreError {
    /// The name, as in reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Locked(_) => "locked",
            Self::Full(_) => "full",
            Self::ReadOnly(_) => "read-only",
            Self::Corrupt { .. } => "corrupt",
            Self::NotAHistory(_) => "not-a-history",
            Self::Newer { .. } => "newer",
            Self::Missing(_) => "missing",
            Self::Unopened { .. } => "unopened",
            Self::Failed { .. } => "failed",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn way_out(&self) -> &'static str {
        match self {
            Self::Locked(_) => "close the other program, or try again later",
            Self::Full(_) => "make room on the disk; then the history can be pruned, too",
            Self::ReadOnly(_) => "allow writing, or name another file",
            Self::Corrupt { .. } => {
                "export what can still be read, move the file away, and import the export"
            }
            Self::NotAHistory(_) => "name another file",
            Self::Newer { .. } => "install the newer Twinscope",
            Self::Missing(_) => "name another file, or open a twin to start a history",
            Self::Unopened { .. } => "allow access to the file and its folder, or name another one",
            Self::Failed { .. } => "look after the disk, then try again",
        }
    }

    /// Says what an error of SQLite means for a file.
    pub(crate) fn of(path: &Path, error: &rusqlite::Error) -> Self {
        let path = path.to_owned();
        let detail = error.to_string();
        let code = match error {
            rusqlite::Error::SqliteFailure(failure, _) => failure.code,
            // a column that holds what it never holds
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..) => ErrorCode::DatabaseCorrupt,
            _ => ErrorCode::Unknown,
        };
        match code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Locked(path),
            ErrorCode::DiskFull => Self::Full(path),
            ErrorCode::ReadOnly => Self::ReadOnly(path),
            ErrorCode::DatabaseCorrupt => Self::Corrupt { path, detail },
            ErrorCode::NotADatabase => Self::NotAHistory(path),
            ErrorCode::CannotOpen | ErrorCode::PermissionDenied => Self::Unopened { path, detail },
            _ => Self::Failed { path, detail },
        }
    }
}
