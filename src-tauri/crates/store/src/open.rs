//! Opening: to write where that can be, else to read, and always with the reason.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::StoreError;
use crate::dense::Dense;
use crate::heads::Heads;
use crate::schema::{self, Found, LAYOUT};

/// Longest wait for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(5);
/// The same, where reading will do.
const IMPATIENCE: Duration = Duration::from_secs(1);

/// A history, open.
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
    pub(crate) dense: Dense,
    pub(crate) heads: Heads,
    /// Why only reading works, if so.
    pub(crate) only_read: Option<StoreError>,
    /// The file is read without its journal and past the locks of others.
    is_alone: bool,
}

/// A history, and why it can only be read.
#[derive(Debug)]
pub struct Opened {
    /// The history.
    pub store: Store,
    /// Why it cannot be written; nothing where it can.
    pub only_read: Option<StoreError>,
}

impl Store {
    /// Opens a history to read and to write; makes the file where there is none, and brings an
    /// older layout to the newest one.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_within(path, PATIENCE)
    }

    fn open_within(path: &Path, patience: Duration) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let of = |error| StoreError::of(path, &error);
        let mut connection = Connection::open_with_flags(path, flags).map_err(of)?;
        connection.busy_timeout(patience).map_err(of)?;
        match schema::found(&connection).map_err(of)? {
            Found::Foreign => return Err(StoreError::NotAHistory(path.to_owned())),
            Found::Layout(found) if found > LAYOUT => return Err(newer(path, found)),
            Found::Empty | Found::Layout(_) => {}
        }
        if connection.is_readonly("main").map_err(of)? {
            return Err(StoreError::ReadOnly(path.to_owned()));
        }
        set_up(&connection).map_err(of)?;
        schema::migrate(&mut connection).map_err(of)?;
        connection.busy_timeout(PATIENCE).map_err(of)?;
        Ok(Self::of(connection, path, None))
    }

    /// Opens a history to read; nothing is made, nothing is changed.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        Self::reading(path, StoreError::ReadOnly(path.to_owned()))
    }

    /// Opens a history to write, or to read where it cannot be written.
    ///
    /// # Errors
    /// Where it can neither be written nor read; says why it cannot be written.
    pub fn open_at_best(path: &Path) -> Result<Opened, StoreError> {
        let reason = match Self::open_within(path, IMPATIENCE) {
            Ok(store) => {
                return Ok(Opened {
                    store,
                    only_read: None,
                });
            }
            Err(StoreError::NotAHistory(path)) => return Err(StoreError::NotAHistory(path)),
            Err(reason) => reason,
        };
        match Self::reading(path, reason.clone()) {
            Ok(store) => Ok(Opened {
                store,
                only_read: Some(reason),
            }),
            Err(_) => Err(reason),
        }
    }

    fn reading(path: &Path, reason: StoreError) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let plain = Connection::open_with_flags(path, flags);
        let plain = plain.and_then(|connection| {
            connection.busy_timeout(IMPATIENCE)?;
            schema::found(&connection).map(|found| (connection, found, false))
        });
        let opened = match plain {
            Ok(opened) => Ok(opened),
            // where nothing may be written beside the file, or another program wants it for itself,
            // SQLite reads it only as one that nobody else writes
            Err(error) if is_refused(&error) => {
                let flags = flags | OpenFlags::SQLITE_OPEN_URI;
                Connection::open_with_flags(immutable(path), flags).and_then(|connection| {
                    schema::found(&connection).map(|found| (connection, found, true))
                })
            }
            Err(error) => Err(error),
        };
        let (connection, found, is_alone) = opened.map_err(|error| StoreError::of(path, &error))?;
        match found {
            Found::Layout(layout) => {
                let reason = if layout > LAYOUT {
                    newer(path, layout)
                } else {
                    reason
                };
                let mut store = Self::of(connection, path, Some(reason));
                store.is_alone = is_alone;
                Ok(store)
            }
            Found::Empty | Found::Foreign => Err(StoreError::NotAHistory(path.to_owned())),
        }
    }

    fn of(connection: Connection, path: &Path, only_read: Option<StoreError>) -> Self {
        connection.set_prepared_statement_cache_capacity(32);
        Self {
            connection,
            path: path.to_owned(),
            dense: Dense::default(),
            heads: Heads::default(),
            only_read,
            is_alone: false,
        }
    }

    /// Returns the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Says why the history can only be read; nothing where it can be written.
    #[must_use]
    pub fn only_read(&self) -> Option<&StoreError> {
        self.only_read.as_ref()
    }

    /// True where something was kept that cannot be seen: it is in the journal, which cannot be
    /// read along.
    #[must_use]
    pub fn misses_its_journal(&self) -> bool {
        let mut journal = self.path.clone().into_os_string();
        journal.push("-wal");
        self.is_alone && std::fs::metadata(journal).is_ok_and(|journal| journal.len() > 0)
    }

    /// Returns the bytes of the file, without what is only in its journal.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn bytes(&self) -> Result<u64, StoreError> {
        self.number("PRAGMA page_count")
            .and_then(|pages| Ok(pages * self.number("PRAGMA page_size")?))
    }

    fn number(&self, question: &str) -> Result<u64, StoreError> {
        let number = self
            .connection
            .query_row(question, [], |row| row.get::<_, i64>(0));
        let number = number.map_err(|error| self.failure(&error))?;
        Ok(number.unsigned_abs())
    }

    /// Waits at most so long for another program that is writing.
    ///
    /// # Errors
    /// Where SQLite refuses.
    pub fn wait_at_most(&self, patience: Duration) -> Result<(), StoreError> {
        let set = self.connection.busy_timeout(patience);
        set.map_err(|error| self.failure(&error))
    }

    /// Puts what is in the journal into the file itself, as far as no reader keeps it from that.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn settle(&self) -> Result<(), StoreError> {
        let settled = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        settled.map_err(|error| self.failure(&error))
    }

    /// Allows the file no more pages than it may have for a number of bytes: a quota.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn limit(&self, bytes: u64) -> Result<(), StoreError> {
        let page = self.number("PRAGMA page_size")?.max(1);
        let limit = format!("PRAGMA max_page_count = {}", bytes / page);
        self.number(&limit).map(|_| ())
    }

    /// Says what an error means here. In a file of a newer layout it is the layout that is at fault,
    /// in one that another program may be writing that program.
    pub(crate) fn failure(&self, error: &rusqlite::Error) -> StoreError {
        let said = StoreError::of(&self.path, error);
        self.at_fault().unwrap_or(said)
    }

    fn at_fault(&self) -> Option<StoreError> {
        let reason = self.only_read.as_ref()?;
        let is_why = match reason {
            StoreError::Newer { .. } => true,
            StoreError::Locked(_) => self.is_alone,
            _ => false,
        };
        is_why.then(|| reason.clone())
    }

    /// Says that what is kept does not fit together.
    pub(crate) fn corrupt(&self, detail: impl Into<String>) -> StoreError {
        let said = StoreError::Corrupt {
            path: self.path.clone(),
            detail: detail.into(),
        };
        self.at_fault().unwrap_or(said)
    }

    pub(crate) fn may_write(&self) -> Result<(), StoreError> {
        match &self.only_read {
            Some(reason) => Err(reason.clone()),
            None => Ok(()),
        }
    }
}

fn newer(path: &Path, found: i64) -> StoreError {
    StoreError::Newer {
        path: path.to_owned(),
        found,
        known: LAYOUT,
    }
}

/// What is acknowledged is on the disk: the journal is flushed with every transaction.
fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    // where a file system has no shared memory SQLite stays with its older journal, which keeps the same promise
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA cache_size = -65536;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;",
    )?;
    connection.query_row("PRAGMA wal_autocheckpoint = 8192", [], |_| Ok(()))?;
    connection.query_row("PRAGMA journal_size_limit = 67108864", [], |_| Ok(()))
}

fn is_refused(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{
        CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, PermissionDenied, ReadOnly,
        SystemIoFailure,
    };
    let code = error.sqlite_error_code();
    code.is_some_and(|code| {
        matches!(
            code,
            CannotOpen
                | PermissionDenied
                | ReadOnly
                | DatabaseBusy
                | DatabaseLocked
                | DiskFull
                | SystemIoFailure
        )
    })
}

/// The address of a file that nobody writes, as SQLite wants it.
fn immutable(path: &Path) -> String {
    let mut address = "file:".to_owned();
    let path = path.to_string_lossy().replace('\\', "/");
    if path.as_bytes().get(1) == Some(&b':') {
        address.push('/');
    }
    for c in path.chars() {
        match c {
            '%' => address += "%25",
            '?' => address += "%3f",
            '#' => address += "%23",
            c => address.push(c),
        }
    }
    address + "?immutable=1"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_has_a_meaning_in_addresses() {
        assert_eq!(
            immutable(Path::new("/a b/50%/what?#1.db")),
            "file:/a b/50%25/what%3f%231.db?immutable=1"
        );
    }
}
