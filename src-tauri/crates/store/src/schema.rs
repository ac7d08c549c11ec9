//! The tables, layout by layout. A file is brought from its layout to the newest one step by step,
//! all of it or nothing.

use rusqlite::Connection;

/// Marks a file as ours: `Twsc` in `application_id`.
pub(crate) const APPLICATION: i64 = 0x5477_7363;
/// The newest layout.
pub(crate) const LAYOUT: i64 = STEPS.len() as i64;

/// What leads from each layout to the next one.
const STEPS: [&str; 2] = [FIRST, SIGHTINGS];

/// An id is a device's, times 2^32, and the number of a snapshot among the device's: a device's
/// snapshots lie together. The newest ones are in `loose`, a row each: `body` and `stamps` are
/// differences to those of the row before, whole where `depth` is 0, and null where nothing changed. Older ones are in `pack`, many together, under the number of the first. Times are
/// milliseconds since 1970; `last` is null where a snapshot was seen once.
const FIRST: &str = "
CREATE TABLE device (
  id INTEGER PRIMARY KEY,
  hub TEXT NOT NULL,
  name TEXT NOT NULL,
  module TEXT NOT NULL,
  snapshots INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  next INTEGER NOT NULL,
  UNIQUE (name, module, hub)
) STRICT;
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  way INTEGER NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (name, way)
) STRICT;
CREATE TABLE loose (
  id INTEGER PRIMARY KEY,
  seen INTEGER NOT NULL,
  last INTEGER,
  source INTEGER NOT NULL,
  etag TEXT,
  desired INTEGER,
  reported INTEGER,
  digest INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  body BLOB,
  stamps BLOB
) STRICT;
CREATE TABLE pack (
  id INTEGER PRIMARY KEY,
  facts BLOB NOT NULL,
  texts BLOB NOT NULL
) STRICT;
";

/// A content that came back after another one: from when to when it was there again. The id is that
/// of its snapshot, which has its first stretch. A file of the first layout has in `last` the latest
/// sighting of all, whatever came between; what is read cuts it there.
const SIGHTINGS: &str = "
CREATE TABLE sighting (
  id INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  last INTEGER NOT NULL,
  source INTEGER NOT NULL,
  PRIMARY KEY (id, seen)
) STRICT, WITHOUT ROWID;
";

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing is in it.
    Empty,
    /// Ours, with its layout.
    Layout(i64),
    /// Somebody else's.
    Foreign,
}

/// Says what a file is.
pub(crate) fn found(connection: &Connection) -> rusqlite::Result<Found> {
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
    if number("PRAGMA application_id")? == APPLICATION {
        return Ok(Found::Layout(number("PRAGMA user_version")?));
    }
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    Ok(if tables == 0 && number("PRAGMA user_version")? == 0 {
        Found::Empty
    } else {
        Found::Foreign
    })
}

/// Brings a file to the newest layout.
pub(crate) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    migrate_by(connection, &STEPS)
}

fn migrate_by(connection: &mut Connection, steps: &[&str]) -> rusqlite::Result<()> {
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // looked at again under the lock: another program may have been faster
    let layout = match found(&transaction)? {
        Found::Layout(layout) => layout,
        Found::Empty | Found::Foreign => 0,
    };
    let newest = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    if layout >= newest {
        return Ok(());
    }
    for step in steps.iter().skip(usize::try_from(layout).unwrap_or(0)) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", newest)?;
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: [&str; 5] = ["device", "loose", "pack", "sighting", "source"];

    fn tables(connection: &Connection) -> Vec<String> {
        let mut all = connection
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            .expect("prepared");
        let names = all.query_map([], |row| row.get(0)).expect("asked");
        names.map(|name| name.expect("text")).collect()
    }

    #[test]
    fn an_empty_file_gets_the_newest_layout_and_only_once() {
        let mut connection = Connection::open_in_memory().expect("opened");
        assert_eq!(found(&connection), Ok(Found::Empty));
        migrate(&mut connection).expect("migrated");
        assert_eq!(found(&connection), Ok(Found::Layout(LAYOUT)));
        migrate(&mut connection).expect("nothing to do");
        assert_eq!(tables(&connection), TABLES);
    }

    #[test]
    fn a_later_step_is_taken_alone_and_a_broken_one_leaves_what_was() {
        let mut connection = Connection::open_in_memory().expect("opened");
        migrate(&mut connection).expect("migrated");
        let broken = [
            FIRST,
            SIGHTINGS,
            "CREATE TABLE note (id INTEGER); CREATE TABLE device (id)",
        ];
        assert!(migrate_by(&mut connection, &broken).is_err());
        assert_eq!(found(&connection), Ok(Found::Layout(LAYOUT)));
        assert_eq!(tables(&connection), TABLES);
        let good = [FIRST, SIGHTINGS, "CREATE TABLE note (id INTEGER)"];
        migrate_by(&mut connection, &good).expect("migrated");
        assert_eq!(found(&connection), Ok(Found::Layout(3)));
        assert_eq!(
            tables(&connection),
            ["device", "loose", "note", "pack", "sighting", "source"]
        );
    }

    #[test]
    fn a_file_with_foreign_tables_is_not_touched() {
        let connection = Connection::open_in_memory().expect("opened");
        connection
            .execute_batch("CREATE TABLE bookmarks (id)")
            .expect("made");
        assert_eq!(found(&connection), Ok(Found::Foreign));
    }
}
