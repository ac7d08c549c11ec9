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
    /// Its properties, as a topic has them.
    pub bag: String,
    pub body: Vec<u8>,
    /// How often it was sent before.
    pub sent: u32,
}

/// A message without its body, which may be long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Envelope {
    /// Its number in the queue.
    pub seq: i64,
    /// The device it is for.
    pub device: String,
    /// Its properties, as a topic has them.
    pub bag: String,
}

const WAITING: &str = "SELECT seq, bag, body, sent FROM messages WHERE hub = ?1 AND device = ?2
    AND (expires IS NULL OR expires > ?3) AND (locked_until IS NULL OR locked_until <= ?3) ORDER BY seq";
const NEXT: &str = "SELECT seq, bag, body, sent FROM messages WHERE seq =
    (SELECT seq FROM messages WHERE hub = ?1 AND device = ?2
     AND (expires IS NULL OR expires > ?3) AND (locked_until IS NULL OR locked_until <= ?3) ORDER BY seq LIMIT 1)";
const EXHAUSTED: &str = "SELECT seq, device, bag FROM messages WHERE hub = ?1 AND device = ?2
    AND (expires IS NULL OR expires > ?3) AND (locked_until IS NULL OR locked_until <= ?3) AND sent >= ?4 ORDER BY seq";
const EXPIRED: &str = "SELECT seq, device, bag FROM messages WHERE hub = ?1 AND device = ?2 AND expires <= ?3 ORDER BY seq";
const EXPIRED_OF_HUB: &str =
    "SELECT seq, device, bag FROM messages WHERE hub = ?1 AND expires <= ?2 ORDER BY seq";
const LOCKED: &str = "SELECT seq, device, bag FROM messages WHERE hub = ?1 AND device = ?2
    AND locked_until > ?3 AND lock = ?4";
const COUNT: &str = "SELECT COUNT(*) FROM messages WHERE hub = ?1 AND device = ?2
    AND (expires IS NULL OR expires > ?3)";

impl Message {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            bag: row.get(1)?,
            body: row.get(2)?,
            sent: row.get(3)?,
        })
    }
}

impl Envelope {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            device: row.get(1)?,
            bag: row.get(2)?,
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
        let (hub, device, _) = place.key();
        let mut statement = self.connection.prepare_cached(WAITING)?;
        let rows = statement.query_map(params![hub, device, now], Message::of)?;
        rows.collect()
    }

    /// The first of the messages that wait for a device.
    pub fn next_waiting(&self, place: &Place, now: i64) -> rusqlite::Result<Option<Message>> {
        let (hub, device, _) = place.key();
        let mut statement = self.connection.prepare_cached(NEXT)?;
        statement
            .query_row(params![hub, device, now], Message::of)
            .optional()
    }

    /// The messages that wait for a device and were sent so often, or more often.
    pub fn exhausted(&self, place: &Place, now: i64, sent: u32) -> rusqlite::Result<Vec<Envelope>> {
        let (hub, device, _) = place.key();
        let mut statement = self.connection.prepare_cached(EXHAUSTED)?;
        let rows = statement.query_map(params![hub, device, now, sent], Envelope::of)?;
        rows.collect()
    }

    /// The messages of a device that have expired.
    pub fn expired(&self, place: &Place, now: i64) -> rusqlite::Result<Vec<Envelope>> {
        let (hub, device, _) = place.key();
        let mut statement = self.connection.prepare_cached(EXPIRED)?;
        let rows = statement.query_map(params![hub, device, now], Envelope::of)?;
        rows.collect()
    }

    /// The messages of a hub that have expired.
    pub fn expired_of_hub(&self, hub: &str, now: i64) -> rusqlite::Result<Vec<Envelope>> {
        let mut statement = self.connection.prepare_cached(EXPIRED_OF_HUB)?;
        let rows = statement.query_map(params![hub, now], Envelope::of)?;
        rows.collect()
    }

    /// Looks a message up by its number.
    pub fn message(&self, seq: i64) -> rusqlite::Result<Option<Envelope>> {
        let sql = "SELECT seq, device, bag FROM messages WHERE seq = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.query_row([seq], Envelope::of).optional()
    }

    /// Looks the message of a device up that is locked with this token, and still is.
    pub fn locked(
        &self,
        place: &Place,
        token: &str,
        now: i64,
    ) -> rusqlite::Result<Option<Envelope>> {
        let (hub, device, _) = place.key();
        let mut statement = self.connection.prepare_cached(LOCKED)?;
        statement
            .query_row(params![hub, device, now, token], Envelope::of)
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
        self.connection
            .prepare_cached(COUNT)?
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
    pub fn messages(&self, place: &Place) -> rusqlite::Result<Vec<Envelope>> {
        let sql =
            "SELECT seq, device, bag FROM messages WHERE hub = ?1 AND device = ?2 ORDER BY seq";
        let (hub, device, _) = place.key();
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([hub, device], Envelope::of)?;
        rows.collect()
    }

    /// Drops all messages of a device; says how many.
    pub fn clear_messages(&self, place: &Place) -> rusqlite::Result<usize> {
        let (hub, device, _) = place.key();
        let sql = "DELETE FROM messages WHERE hub = ?1 AND device = ?2";
        self.connection.prepare_cached(sql)?.execute([hub, device])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keep::tests::plan;

    #[test]
    fn no_statement_passes_over_the_messages_of_other_devices() {
        let keep = Keep::in_memory();
        for (sql, way) in [
            (WAITING, "INDEX messages_of (hub=? AND device=?"),
            (NEXT, "COVERING INDEX messages_of (hub=? AND device=?"),
            (EXHAUSTED, "INDEX messages_of (hub=? AND device=?"),
            (
                EXPIRED,
                "INDEX messages_of (hub=? AND device=? AND expires<?)",
            ),
            (
                EXPIRED_OF_HUB,
                "INDEX messages_that_expire (hub=? AND expires<?)",
            ),
            (LOCKED, "INDEX messages_of (hub=? AND device=?"),
            (COUNT, "COVERING INDEX messages_of (hub=? AND device=?"),
        ] {
            let plan = plan(&keep, sql);
            assert!(plan.contains(way), "{sql}: {plan}");
            assert!(!plan.contains("SCAN messages"), "{sql}: {plan}");
        }
    }

    #[test]
    fn the_next_message_is_the_first_that_waits_and_is_not_locked() {
        let keep = Keep::in_memory();
        let place = Place::device("h", "d");
        let queue = |body: &[u8], expires| keep.queue(&place, "", body, expires).unwrap();
        let (_, locked) = (queue(b"late", Some(5)), queue(b"locked", None));
        let third = queue(b"third", Some(50));
        queue(b"last", Some(20));
        keep.lock(locked, Some(("t", 20))).unwrap();
        keep.count_sent(third).unwrap();
        let next = |now| keep.next_waiting(&place, now).unwrap().unwrap().body;
        assert_eq!(next(10), b"third");
        assert_eq!(next(20), b"locked");
        let seqs = |all: Vec<Envelope>| all.iter().map(|one| one.seq).collect::<Vec<_>>();
        assert_eq!(seqs(keep.exhausted(&place, 10, 1).unwrap()), [third]);
        assert_eq!(seqs(keep.exhausted(&place, 10, 2).unwrap()), [] as [i64; 0]);
        for expired in [keep.expired(&place, 20), keep.expired_of_hub("h", 20)] {
            assert_eq!(seqs(expired.unwrap()), [1, 4]);
        }
        assert!(
            keep.expired(&Place::device("h", "e"), 20)
                .unwrap()
                .is_empty()
        );
    }
}
