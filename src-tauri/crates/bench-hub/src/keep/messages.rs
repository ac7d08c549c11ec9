//! Messages from the cloud that wait for their device: fifty at most, each until it is taken or expires. One that a device
//! fetched over HTTPS is locked for a while: nobody else gets it meanwhile.

use rusqlite::{OptionalExtension as _, Row, params};

use crate::keep::Keep;
use crate::place::Place;

/// Most messages that wait for one device.
pub(crate) const MOST_MESSAGES: u32 = 50;

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// Its number in the queue.
    pub seq: i64,
    /// The device it is for.
    pub device: String,
    /// Its properties, as a topic has them.
    pub bag: String,
    pub body: Vec<u8>,
    /// How often it was sent before.
    pub sent: u32,
}

const COLUMNS: &str = "seq, device, bag, body, sent";

impl Message {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            device: row.get(1)?,
            bag: row.get(2)?,
            body: row.get(3)?,
            sent: row.get(4)?,
        })
    }
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

    /// The messages that wait for a device, oldest first, without those that expired or are locked. `now` in seconds since
    /// 1970.
    pub fn waiting(&self, place: &Place, now: i64) -> rusqlite::Result<Vec<Message>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM messages WHERE hub = ?1 AND device = ?2
             AND (expires IS NULL OR expires > ?3) AND (locked_until IS NULL OR locked_until <= ?3)
             ORDER BY seq"
        );
        let (hub, device, _) = place.key();
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![hub, device, now], Message::of)?;
        rows.collect()
    }

    /// The messages of a hub, or of one of its devices, that have expired.
    pub fn expired(
        &self,
        hub: &str,
        device: Option<&str>,
        now: i64,
    ) -> rusqlite::Result<Vec<Message>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM messages WHERE hub = ?1 AND (?2 IS NULL OR device = ?2)
             AND expires <= ?3 ORDER BY seq"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![hub, device, now], Message::of)?;
        rows.collect()
    }

    /// Looks a message up by its number.
    pub fn message(&self, seq: i64) -> rusqlite::Result<Option<Message>> {
        let sql = format!("SELECT {COLUMNS} FROM messages WHERE seq = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_row([seq], Message::of).optional()
    }

    /// Looks the message of a device up that is locked with this token, and still is.
    pub fn locked(
        &self,
        place: &Place,
        token: &str,
        now: i64,
    ) -> rusqlite::Result<Option<Message>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM messages WHERE hub = ?1 AND device = ?2 AND lock = ?3
             AND locked_until > ?4"
        );
        let (hub, device, _) = place.key();
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement
            .query_row(params![hub, device, token, now], Message::of)
            .optional()
    }

    /// Locks a message until a time, or gives it free.
    pub fn lock(&self, seq: i64, lock: Option<(&str, i64)>) -> rusqlite::Result<()> {
        let sql = "UPDATE messages SET lock = ?2, locked_until = ?3 WHERE seq = ?1";
        let (token, until) = lock.unzip();
        self.connection
            .prepare_cached(sql)?
            .execute(params![seq, token, until])
            .map(drop)
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

    /// All messages of a device, whatever their state.
    pub fn messages(&self, place: &Place) -> rusqlite::Result<Vec<Message>> {
        let sql =
            format!("SELECT {COLUMNS} FROM messages WHERE hub = ?1 AND device = ?2 ORDER BY seq");
        let (hub, device, _) = place.key();
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([hub, device], Message::of)?;
        rows.collect()
    }

    /// Drops all messages of a device; says how many.
    pub fn clear_messages(&self, place: &Place) -> rusqlite::Result<usize> {
        let (hub, device, _) = place.key();
        let sql = "DELETE FROM messages WHERE hub = ?1 AND device = ?2";
        self.connection.prepare_cached(sql)?.execute([hub, device])
    }
}
