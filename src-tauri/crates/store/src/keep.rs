//! Keeping snapshots: many in one transaction, each once by content.

use std::collections::HashMap;

use rusqlite::{Connection, TransactionBehavior, params};
use twin::secret;

use crate::dense::Dense;
use crate::heads::{self, Digest, Head, Heads, Link, Newest, Trouble, half, id_of};
use crate::split::Parts;
use crate::{Device, LARGEST_SNAPSHOT, Snapshot, Store, StoreError};

/// Differences between two whole texts, at most.
const DEEPEST: u32 = 64;
/// Bytes read to rebuild one snapshot, at most: some milliseconds of work.
const MOST_READ: usize = 2 << 20;

/// What became of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is new, and has this number among those of its device.
    New(u32),
    /// The device has had this content before, under this number.
    Again(u32),
    /// It is larger than any twin; it is not kept.
    TooLarge,
}

/// What a transaction has done to a device.
#[derive(Debug, Clone, Copy)]
struct Touched {
    new: i64,
    first: i64,
    last: i64,
}

impl Store {
    /// Keeps snapshots, all of them or none: when this returns they are on the disk.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn keep(&mut self, snapshots: &[Snapshot<'_>]) -> Result<Vec<Kept>, StoreError> {
        self.may_write()?;
        match self.try_keep(snapshots) {
            Ok(kept) => Ok(kept),
            Err(trouble) => {
                // what the heads say was not written
                self.heads.forget();
                Err(self.told(trouble))
            }
        }
    }

    pub(crate) fn told(&self, trouble: Trouble) -> StoreError {
        match trouble {
            Trouble::Sqlite(error) => self.failure(&error),
            Trouble::Broken(detail) => self.corrupt(detail),
        }
    }

    fn try_keep(&mut self, snapshots: &[Snapshot<'_>]) -> Result<Vec<Kept>, Trouble> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        self.heads.refresh(&transaction)?;
        let mut keeping = Keeping {
            connection: &transaction,
            dense: &self.dense,
            heads: &mut self.heads,
            touched: HashMap::new(),
        };
        let kept: Result<Vec<_>, _> = snapshots.iter().map(|s| keeping.one(s)).collect();
        let kept = kept?;
        keeping.count()?;
        transaction.commit()?;
        Ok(kept)
    }
}

struct Keeping<'s> {
    connection: &'s Connection,
    dense: &'s Dense,
    heads: &'s mut Heads,
    touched: HashMap<i64, Touched>,
}

impl Keeping<'_> {
    fn one(&mut self, snapshot: &Snapshot<'_>) -> Result<Kept, Trouble> {
        let text = snapshot.twin.text();
        if text.len() > LARGEST_SNAPSHOT {
            return Ok(Kept::TooLarge);
        }
        self.heads.stay_small();
        let seen = snapshot.seen.as_millisecond();
        let device = masked_device(snapshot.device);
        let device = self.heads.device_made(self.connection, &device, seen)?;
        let digest = digest_of(text);
        let known = self.known(device, &digest)?;
        let touched = self.touched.entry(device).or_insert(Touched {
            new: 0,
            first: seen,
            last: seen,
        });
        touched.first = touched.first.min(seen);
        touched.last = touched.last.max(seen);
        if let Some(number) = known {
            self.again(id_of(device, number), seen)?;
            return Ok(Kept::Again(number));
        }
        touched.new += 1;
        self.new(device, &digest, snapshot).map(Kept::New)
    }

    /// Returns the number of a content the device has had before.
    fn known(&mut self, device: i64, digest: &Digest) -> rusqlite::Result<Option<u32>> {
        let head = self.heads.head(self.connection, device)?;
        let Some(&number) = head.numbers.get(&half(digest)) else {
            return Ok(None);
        };
        let whole: Digest = self
            .connection
            .prepare_cached("SELECT digest FROM snapshot WHERE id = ?1")?
            .query_row([id_of(device, number)], |row| row.get(0))?;
        Ok((whole == *digest).then_some(number))
    }

    fn again(&self, id: i64, seen: i64) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE snapshot SET seen = min(seen, ?2), last = max(coalesce(last, seen), seen, ?2)
                 WHERE id = ?1 AND NOT ?2 BETWEEN seen AND coalesce(last, seen)",
            )?
            .execute([id, seen])
            .map(|_| ())
    }

    fn new(
        &mut self,
        device: i64,
        digest: &Digest,
        snapshot: &Snapshot<'_>,
    ) -> Result<u32, Trouble> {
        let (connection, dense) = (self.connection, self.dense);
        let source = masked_line(snapshot.source);
        let source = self
            .heads
            .source(connection, snapshot.way.number(), &source)?;
        let head = self.heads.head(connection, device)?;
        let parts = Parts::of(snapshot.twin);
        let before = before(connection, dense, device, head)?;
        let before =
            before.filter(|link| link.depth + 1 < DEEPEST && link.read + parts.len() <= MOST_READ);
        let (body, stamps) = differences(dense, &parts, before)?;
        let (depth, read) = before.map_or((0, 0), |link| (link.depth + 1, link.read));
        let number = head.next;
        connection
            .prepare_cached(
                "INSERT INTO snapshot (id, seen, source, etag, desired, reported, digest, depth, body, stamps)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                id_of(device, number),
                snapshot.seen.as_millisecond(),
                source,
                snapshot.etag.map(masked_line),
                snapshot.desired,
                snapshot.reported,
                digest,
                depth,
                body,
                stamps
            ])?;
        let read = read + parts.len();
        self.heads
            .grown(device, digest, Link { parts, depth, read });
        Ok(number)
    }

    /// Writes the counts of the devices that were touched.
    fn count(&self) -> rusqlite::Result<()> {
        let mut counting = self.connection.prepare_cached(
            "UPDATE device SET snapshots = snapshots + ?2, next = next + ?2,
             first = min(first, ?3), last = max(last, ?4) WHERE id = ?1",
        )?;
        for (device, touched) in &self.touched {
            counting.execute([*device, touched.new, touched.first, touched.last])?;
        }
        Ok(())
    }
}

/// Returns the snapshot that the next one of a device can be built on.
fn before<'h>(
    connection: &Connection,
    dense: &Dense,
    device: i64,
    head: &'h mut Head,
) -> Result<Option<&'h Link>, Trouble> {
    if let Newest::Unread(number) = head.newest {
        head.newest = match heads::read_link(connection, dense, device, number) {
            Ok(Some(link)) => Newest::Read(link),
            Err(Trouble::Sqlite(error)) => return Err(error.into()),
            // what cannot be read is nothing to build on; the next one is whole again
            Ok(None) | Err(Trouble::Broken(_)) => Newest::None,
        };
    }
    Ok(match &head.newest {
        Newest::Read(link) => Some(link),
        Newest::None | Newest::Unread(_) => None,
    })
}

type Differences = (Option<Vec<u8>>, Option<Vec<u8>>);

/// Returns what is new in both parts; nothing for a part that is the same.
pub(crate) fn differences(
    dense: &Dense,
    parts: &Parts,
    before: Option<&Link>,
) -> Result<Differences, Trouble> {
    let pack = |part: &[u8], before: Option<&Vec<u8>>| {
        if before.is_some_and(|b| b == part) {
            return Ok(None);
        }
        let packed = dense.pack(part, before.map_or(&[], Vec::as_slice));
        packed
            .map(Some)
            .map_err(|_| Trouble::Broken("zstd refuses".to_owned()))
    };
    let values = pack(&parts.values, before.map(|b| &b.parts.values))?;
    Ok((
        values,
        pack(&parts.stamps, before.map(|b| &b.parts.stamps))?,
    ))
}

/// Returns what a text is known by.
pub(crate) fn digest_of(text: &str) -> Digest {
    let mut digest = Digest::default();
    digest.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
    digest
}

/// Masks what is secret in a name, an etag or the name of a source.
pub(crate) fn masked_line(text: &str) -> String {
    let mut masked = text.to_owned();
    for range in secret::in_text(text).into_iter().rev() {
        masked.replace_range(range, "\u{2022}\u{2022}\u{2022}");
    }
    masked
}

pub(crate) fn masked_device(device: &Device) -> Device {
    Device {
        hub: masked_line(&device.hub),
        name: masked_line(&device.name),
        module: masked_line(&device.module),
    }
}
