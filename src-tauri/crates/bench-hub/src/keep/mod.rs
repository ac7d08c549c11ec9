//! What outlives the process: one SQLite file. Every write is in the file before anybody is told that it was made. It
//! interprets nothing but the patches that wait for a twin (`reports.rs`).

mod configurations;
mod devices;
mod feedback;
mod jobs;
mod messages;
mod policies;
mod reports;
pub(crate) mod states;
#[cfg(test)]
mod tests;
mod upgrades;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub(crate) use devices::{Row, Scan};
pub(crate) use jobs::{Job, Listed, Open, Part, Parts};
pub(crate) use messages::{Envelope, MOST_MESSAGES, Message};
pub use policies::Policy;

use crate::provisioning::tables;

/// The layout of the file, counted up with every change of the tables.
const LAYOUT: i64 = 4;
/// Marks the file as ours: `TwBh`.
const APPLICATION: i64 = 0x5477_4268;
/// Longest wait for a reader that holds the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// Pages of the journal before they go into the file: 16 MB. A checkpoint waits for the disk, a write does not.
const PAGES: i64 = 4096;

const SCHEMA: &str = "
CREATE TABLE devices (
  hub TEXT NOT NULL,
  device TEXT NOT NULL,
  module TEXT NOT NULL DEFAULT '',
  identity TEXT NOT NULL,
  tags TEXT NOT NULL,
  desired TEXT NOT NULL,
  desired_metadata TEXT NOT NULL,
  desired_version INTEGER NOT NULL,
  reported TEXT NOT NULL,
  reported_metadata TEXT NOT NULL,
  reported_version INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  is_enabled INTEGER NOT NULL,
  activity TEXT,
  model TEXT NOT NULL DEFAULT '',
  interests TEXT NOT NULL DEFAULT '',
  UNIQUE (hub, device, module)
) STRICT;
CREATE TABLE messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  hub TEXT NOT NULL,
  device TEXT NOT NULL,
  bag TEXT NOT NULL,
  body BLOB NOT NULL,
  expires INTEGER,
  sent INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX messages_of ON messages (hub, device);
CREATE TABLE configurations (
  hub TEXT NOT NULL,
  id TEXT NOT NULL,
  etag TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (hub, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE policies (
  host TEXT NOT NULL,
  name TEXT NOT NULL,
  primary_key TEXT NOT NULL,
  secondary_key TEXT NOT NULL,
  PRIMARY KEY (host, name)
) STRICT, WITHOUT ROWID;
";

/// The state of the bench.
#[derive(Debug)]
pub(crate) struct Keep {
    pub(crate) connection: Connection,
    path: Option<PathBuf>,
    held: reports::Held,
}

/// Why the state cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// SQLite says no.
    #[error("`{path}` cannot be used: {error}", path = path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        error: rusqlite::Error,
    },
    /// Another program's database.
    #[error("`{}` is the database of another program; name another folder with --data", .0.display())]
    Foreign(PathBuf),
    /// Written by a newer Twinscope.
    #[error("`{}` was written by a newer Twinscope; use that one, or name another folder with --data", .0.display())]
    Newer(PathBuf),
}

impl Keep {
    /// Opens the file, or makes it.
    pub fn open(path: &Path) -> Result<Self, KeepError> {
        let of = |error| KeepError::Sqlite {
            path: path.to_owned(),
            error,
        };
        let connection = Connection::open(path).map_err(of)?;
        let version =
            |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0));
        let (layout, application): (i64, i64) = (
            version("user_version").map_err(of)?,
            version("application_id").map_err(of)?,
        );
        match (layout, application) {
            (0, 0) | (1..=LAYOUT, APPLICATION) => {}
            (_, APPLICATION) if layout > LAYOUT => return Err(KeepError::Newer(path.to_owned())),
            _ => return Err(KeepError::Foreign(path.to_owned())),
        }
        let keep = Self {
            connection,
            path: Some(path.to_owned()),
            held: reports::Held::default(),
        };
        keep.set_up(layout).map_err(of)?;
        Ok(keep)
    }

    /// A state that is gone with the process.
    #[cfg(test)]
    pub fn in_memory() -> Self {
        let connection = Connection::open_in_memory().unwrap();
        let keep = Self {
            connection,
            path: None,
            held: reports::Held::default(),
        };
        keep.set_up(0).unwrap();
        keep
    }

    fn set_up(&self, layout: i64) -> rusqlite::Result<()> {
        let connection = &self.connection;
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(64);
        // the journal survives the end of the process at any moment; only a power cut may take the last writes
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.pragma_update(None, "wal_autocheckpoint", PAGES)?;
        // the row that another one takes the place of is deleted, and what hangs on it with it
        connection.pragma_update(None, "recursive_triggers", true)?;
        if layout == LAYOUT {
            return Ok(());
        }
        let transaction = self.transaction()?;
        if layout == 0 {
            connection.execute_batch(SCHEMA)?;
        }
        connection.execute_batch(tables::SCHEMA)?;
        let done = usize::try_from(layout - 1).unwrap_or_default();
        for step in upgrades::STEPS.iter().skip(done) {
            connection.execute_batch(step)?;
        }
        connection.pragma_update(None, "user_version", LAYOUT)?;
        connection.pragma_update(None, "application_id", APPLICATION)?;
        transaction.commit()
    }

    /// Another connection, that only reads: a long query keeps nobody from writing. Nothing for a state in memory.
    pub fn reader(&self) -> rusqlite::Result<Option<Connection>> {
        let Some(path) = &self.path else {
            return Ok(None);
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        Ok(Some(connection))
    }

    /// Does several writes, or none of them.
    pub fn all<T, E: From<rusqlite::Error>>(
        &self,
        writes: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = self.transaction()?;
        let done = writes(self)?;
        transaction.commit()?;
        Ok(done)
    }

    /// Begins reads that are all of one moment; they wait for nobody who writes.
    pub fn reading(&self) -> rusqlite::Result<Transaction<'_>> {
        Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred)
    }

    /// Begins writes that count together: undone where they are not committed, whatever happens in between.
    pub fn transaction(&self) -> rusqlite::Result<Transaction<'_>> {
        Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
    }
}
