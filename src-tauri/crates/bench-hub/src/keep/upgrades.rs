//! How a file of an earlier layout becomes one of today's: step by step, a new file too.

use crate::keep::reports;

/// What each layout adds to the one before it; the first is that of `SCHEMA`.
pub(super) const STEPS: [&str; 2] = [
    reports::SCHEMA,
    // messages that are locked while a device has them, what became of them, and jobs
    "ALTER TABLE messages ADD COLUMN lock TEXT;
     ALTER TABLE messages ADD COLUMN locked_until INTEGER;
     CREATE TABLE feedback (
       number INTEGER PRIMARY KEY AUTOINCREMENT,
       hub TEXT NOT NULL,
       document TEXT NOT NULL,
       until INTEGER NOT NULL,
       sent INTEGER NOT NULL DEFAULT 0,
       lock TEXT,
       locked_until INTEGER
     ) STRICT;
     CREATE TABLE jobs (
       hub TEXT NOT NULL,
       id TEXT NOT NULL,
       request TEXT NOT NULL,
       status TEXT NOT NULL,
       created TEXT NOT NULL,
       begins INTEGER NOT NULL,
       began INTEGER,
       ended TEXT,
       failure TEXT,
       PRIMARY KEY (hub, id)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE job_devices (
       hub TEXT NOT NULL,
       job TEXT NOT NULL,
       device TEXT NOT NULL,
       status TEXT NOT NULL,
       outcome TEXT NOT NULL DEFAULT 'null',
       began TEXT,
       ended TEXT,
       PRIMARY KEY (hub, job, device)
     ) STRICT, WITHOUT ROWID;",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keep::{Keep, LAYOUT};
    use crate::place::Place;

    #[test]
    fn a_file_of_the_first_layout_is_taken_over_with_what_waits_in_it() {
        let steps = i64::try_from(STEPS.len()).unwrap();
        assert_eq!(LAYOUT, 1 + steps);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bench.sqlite");
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.execute_batch(crate::keep::SCHEMA).unwrap();
        connection
            .execute_batch(crate::provisioning::tables::SCHEMA)
            .unwrap();
        let message = "INSERT INTO messages (hub, device, bag, body) VALUES ('h', 'd', '', x'61')";
        connection.execute(message, []).unwrap();
        let marks = "PRAGMA user_version = 1; PRAGMA application_id = 1417101928";
        connection.execute_batch(marks).unwrap();
        drop(connection);
        for _ in 0..2 {
            let keep = Keep::open(&path).unwrap();
            let waiting = keep.waiting(&Place::device("h", "d"), 0).unwrap();
            assert_eq!(waiting.len(), 1);
        }
    }
}
