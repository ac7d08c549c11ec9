//! How a file of an earlier layout becomes one of today's: step by step, a new file too.

use crate::keep::reports;

/// What each layout adds to the one before it; the first is that of `SCHEMA`.
pub(super) const STEPS: [&str; 3] = [
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
    // what decides about a message is in its index, so that no body is passed over on the way; and jobs that are not
    // over are found without what all the others ask for
    "DROP INDEX messages_of;
     CREATE INDEX messages_of ON messages (hub, device, expires, locked_until, sent);
     CREATE INDEX messages_that_expire ON messages (hub, expires) WHERE expires IS NOT NULL;
     CREATE INDEX jobs_by_status ON jobs (status, begins);",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Identity, Wish};
    use crate::keep::{Keep, LAYOUT};
    use crate::place::Place;

    /// A file as a Twinscope of this layout left it: a device that reported, and a message for it.
    fn earlier(path: &std::path::Path, layout: usize) {
        let connection = rusqlite::Connection::open(path).unwrap();
        let marks = format!("PRAGMA user_version = {layout}; PRAGMA application_id = 1417101928");
        let schema = [crate::keep::SCHEMA, crate::provisioning::tables::SCHEMA];
        let steps = STEPS.iter().take(layout - 1).copied();
        for sql in schema.into_iter().chain(steps).chain([&*marks]) {
            connection.execute_batch(sql).unwrap();
        }
        let identity = Identity::make("d", None, Wish::default()).unwrap();
        let identity = serde_json::to_string(&identity).unwrap();
        let device = "INSERT INTO devices VALUES
            ('h', 'd', '', ?1, '{}', '{}', '{}', 1, '{\"a\":1}', '{}', 7, 1, 1, NULL, '', '')";
        connection.execute(device, [identity]).unwrap();
        let message = "INSERT INTO messages (hub, device, bag, body, expires) VALUES ('h', 'd', '', x'61', 9)";
        connection.execute(message, []).unwrap();
    }

    #[test]
    fn a_file_of_every_earlier_layout_is_taken_over_with_what_waits_in_it() {
        assert_eq!(LAYOUT, 1 + i64::try_from(STEPS.len()).unwrap());
        for layout in 1..=STEPS.len() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("bench.sqlite");
            earlier(&path, layout);
            let place = Place::device("h", "d");
            for version in 8..10 {
                let keep = Keep::open(&path).unwrap();
                assert_eq!(keep.waiting(&place, 0).unwrap().len(), 1, "{layout}");
                assert_eq!(keep.expired_of_hub("h", 9).unwrap().len(), 1, "{layout}");
                let taken = keep.report(&place, &[b"{\"b\":2}"], "t").unwrap().unwrap();
                assert!(
                    matches!(taken[..], [Ok(counted)] if counted == version),
                    "{layout}"
                );
                let sql = "SELECT sql FROM sqlite_schema WHERE name = 'messages_of'";
                let index: String = keep
                    .connection
                    .query_row(sql, [], |row| row.get(0))
                    .unwrap();
                assert!(index.contains("expires"), "{layout}: {index}");
            }
        }
    }
}
