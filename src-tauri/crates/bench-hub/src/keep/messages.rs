//! Messages from the cloud that wait for their device: fifty at most, each until it is taken or expires.

use rusqlite::params;

use crate::keep::Keep;
use crate::place::Place;

/// Most messages that wait for one device.
pub(crate) const MOST_MESSAGES: u32 = 50;

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// Its number in the queue.
    pub seq: i64,
    /// Its properties, as a topic has them.
    pub bag: String,
    pub body: Vec<u8>,
    /// How often it was sent before.
    pub sent: u32,
}

impl Keep {
    /// Puts a message into the queue of a device. `expires` in seconds since 1970.
    pub fn queue(
        &self,
        place: &Place,
        bag: &str,
        body: &[u8],
        expires: Option<i64>,
    ) -> rusqlite::Result<i64> {
        let sql =
            "INSERT INTO messages (hub, device, bag, body, expires) VALUES (?1, ?2, ?3, ?4, ?5)";
        let (hub, device, _) = place.key();
        self.connection
            .prepare_cached(sql)?
            .execute(params![hub, device, bag, body, expires])?;
        Ok(self.connection.last_insert_rowid())
    }

    /// The messages that wait for a device, oldest first; those that expired are dropped.
    pub fn waiting(&self, place: &Place, now: i64) -> rusqlite::Result<Vec<Message>> {
        let (hub, device, _) = place.key();
        let sql = "DELETE FROM messages WHERE hub = ?1 AND device = ?2 AND expires <= ?3";
        self.connection
            .prepare_cached(sql)?
            .execute(params![hub, device, now])?;
        let sql =
            "SELECT seq, bag, body, sent FROM messages WHERE hub = ?1 AND device = ?2 ORDER BY seq";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([hub, device], |row| {
            Ok(Message {
                seq: row.get(0)?,
                bag: row.get(1)?,
                body: row.get(2)?,
                sent: row.get(3)?,
            })
        })?;
        rows.collect()
    }

    /// Counts the messages that wait for a device and have not expired. `now` in seconds since 1970.
    pub fn count_waiting(&self, place: &Place, now: i64) -> rusqlite::Result<u32> {
        let (hub, device, module) = place.key();
        if !module.is_empty() {
            return Ok(0);
        }
        let sql = "SELECT COUNT(*) FROM messages WHERE hub = ?1 AND device = ?2
                   AND (expires IS NULL OR expires > ?3)";
        self.connection
            .prepare_cached(sql)?
            .query_row(params![hub, device, now], |row| row.get(0))
    }

    /// Counts one more sending.
    pub fn count_sent(&self, seq: i64) -> rusqlite::Result<()> {
        let sql = "UPDATE messages SET sent = sent + 1 WHERE seq = ?1";
        self.connection
            .prepare_cached(sql)?
            .execute([seq])
            .map(drop)
    }

    /// Drops a message that was taken. False where it is gone already.
    pub fn complete(&self, seq: i64) -> rusqlite::Result<bool> {
        let sql = "DELETE FROM messages WHERE seq = ?1";
        Ok(self.connection.prepare_cached(sql)?.execute([seq])? > 0)
    }

    /// Drops all messages of a device; says how many.
    pub fn clear_messages(&self, place: &Place) -> rusqlite::Result<usize> {
        let (hub, device, _) = place.key();
        let sql = "DELETE FROM messages WHERE hub = ?1 AND device = ?2";
        self.connection.prepare_cached(sql)?.execute([hub, device])
    }
}
