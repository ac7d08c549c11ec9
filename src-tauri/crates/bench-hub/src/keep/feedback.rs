//! What became of messages to devices whose senders wanted to know: records that wait for a service to fetch them.

use rusqlite::params;

use crate::keep::Keep;

/// Records kept of a hub; the oldest are dropped.
const KEPT: i64 = 10_000;

/// A record that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub number: i64,
    /// JSON, as the service writes it.
    pub document: String,
}

impl Keep {
    /// Keeps a record. `until` in seconds since 1970.
    pub fn put_feedback(&self, hub: &str, document: &str, until: i64) -> rusqlite::Result<()> {
        let sql = "INSERT INTO feedback (hub, document, until) VALUES (?1, ?2, ?3)";
        self.connection
            .prepare_cached(sql)?
            .execute(params![hub, document, until])?;
        let sql = "DELETE FROM feedback WHERE hub = ?1 AND number <=
                   (SELECT number FROM feedback WHERE hub = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)";
        self.connection
            .prepare_cached(sql)?
            .execute(params![hub, KEPT])
            .map(drop)
    }

    /// The oldest records of a hub that nobody has fetched; those that are too old, or were given too often, are dropped.
    pub fn feedback(
        &self,
        hub: &str,
        now: i64,
        most: usize,
        deliveries: u32,
    ) -> rusqlite::Result<Vec<Record>> {
        let sql = "DELETE FROM feedback WHERE hub = ?1 AND (until <= ?2
                   OR (sent >= ?3 AND (locked_until IS NULL OR locked_until <= ?2)))";
        self.connection
            .prepare_cached(sql)?
            .execute(params![hub, now, deliveries])?;
        let sql = "SELECT number, document FROM feedback WHERE hub = ?1
                   AND (locked_until IS NULL OR locked_until <= ?2) ORDER BY number LIMIT ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![hub, now, most], |row| {
            Ok(Record {
                number: row.get(0)?,
                document: row.get(1)?,
            })
        })?;
        rows.collect()
    }

    /// Locks a record that is given to somebody.
    pub fn lock_feedback(&self, number: i64, token: &str, until: i64) -> rusqlite::Result<()> {
        let sql =
            "UPDATE feedback SET lock = ?2, locked_until = ?3, sent = sent + 1 WHERE number = ?1";
        self.connection
            .prepare_cached(sql)?
            .execute(params![number, token, until])
            .map(drop)
    }

    /// Drops the records that are locked with a token; says how many.
    pub fn complete_feedback(&self, hub: &str, token: &str, now: i64) -> rusqlite::Result<usize> {
        let sql = "DELETE FROM feedback WHERE hub = ?1 AND lock = ?2 AND locked_until > ?3";
        self.connection
            .prepare_cached(sql)?
            .execute(params![hub, token, now])
    }

    /// Gives the records free that are locked with a token; says how many.
    pub fn abandon_feedback(&self, hub: &str, token: &str, now: i64) -> rusqlite::Result<usize> {
        let sql = "UPDATE feedback SET lock = NULL, locked_until = NULL
                   WHERE hub = ?1 AND lock = ?2 AND locked_until > ?3";
        self.connection
            .prepare_cached(sql)?
            .execute(params![hub, token, now])
    }
}
