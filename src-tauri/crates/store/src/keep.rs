//! Keeping snapshots: many in one transaction, each once by content.

use std::collections::HashMap;

use rusqlite::TransactionBehavior;
use twin::{Masked, secret};

use crate::facts::Fact;
use crate::heads::{Head, Heads, Newest};
use crate::rows::{Rows, Trouble};
use crate::sightings::{Sighted, Stretch};
use crate::split::Parts;
use crate::{Device, LARGEST_SNAPSHOT, Snapshot, Store, StoreError};

/// Snapshots in a pack, and bytes of their texts, at most: a pack is read whole to rebuild one of
/// them, which has to stay within some milliseconds.
const IN_A_PACK: usize = 128;
const BYTES_OF_A_PACK: usize = 1 << 20;

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
            rows: Rows {
                connection: &transaction,
                dense: &self.dense,
            },
            heads: &mut self.heads,
            touched: HashMap::new(),
            before: None,
        };
        let kept: Result<Vec<_>, _> = snapshots.iter().map(|s| keeping.one(s)).collect();
        let kept = kept?;
        keeping.count()?;
        transaction.commit()?;
        Ok(kept)
    }
}

struct Keeping<'s, 't> {
    rows: Rows<'s>,
    heads: &'s mut Heads,
    touched: HashMap<i64, Touched>,
    /// The text before, whose it is and its number: sightings of one come one after the other.
    before: Option<(&'t Masked, i64, u32)>,
}

impl<'t> Keeping<'_, 't> {
    fn one(&mut self, snapshot: &Snapshot<'t>) -> Result<Kept, Trouble> {
        let text = snapshot.twin.text();
        if text.len() > LARGEST_SNAPSHOT {
            return Ok(Kept::TooLarge);
        }
        self.heads.stay_small();
        let (seen, last) = span(snapshot);
        let device = masked_device(snapshot.device);
        let device = self.heads.device(self.rows.connection, &device, seen)?;
        let touched = self.touched.entry(device).or_insert(Touched {
            new: 0,
            first: seen,
            last,
        });
        touched.first = touched.first.min(seen);
        touched.last = touched.last.max(last);
        let same = self
            .before
            .filter(|(twin, of, _)| std::ptr::eq(*twin, snapshot.twin) && *of == device);
        if let Some((_, _, number)) = same {
            self.again(device, number, snapshot)?;
            return Ok(Kept::Again(number));
        }
        let (digest, parts) = (digest_of(text), Parts::of(snapshot.twin));
        let kept = match self.known(device, digest, &parts)? {
            Some(number) => {
                self.again(device, number, snapshot)?;
                Kept::Again(number)
            }
            None => Kept::New(self.add(device, digest, parts, snapshot)?),
        };
        if let Kept::New(number) | Kept::Again(number) = kept {
            self.before = Some((snapshot.twin, device, number));
        }
        Ok(kept)
    }

    /// Returns the number of a content the device has had before.
    fn known(&mut self, device: i64, digest: i64, parts: &Parts) -> Result<Option<u32>, Trouble> {
        let rows = self.rows;
        let head = self.heads.head(rows, device)?;
        let Some(&number) = head.numbers.get(&digest) else {
            return Ok(None);
        };
        // half a digest may be that of two texts
        let same = match &head.newest {
            Newest::Read(newest, text) if *newest == number => text == parts,
            _ => match rows.parts(device, number) {
                Ok(found) => found.is_some_and(|(_, text)| text == *parts),
                Err(Trouble::Broken(_)) => false,
                Err(error) => return Err(error),
            },
        };
        Ok(same.then_some(number))
    }

    /// Notes that a content is there again, or still.
    fn again(&mut self, device: i64, number: u32, snapshot: &Snapshot<'_>) -> Result<(), Trouble> {
        let rows = self.rows;
        let (seen, last) = span(snapshot);
        let sighted = self.heads.head(rows, device)?.looks.note(number, last);
        match sighted {
            _ if snapshot.until.is_some() => {}
            Sighted::Already => return Ok(()),
            Sighted::GoesOn(from) => return rows.prolong(device, number, (from, last)),
            // a revision that is read out of a file once more says nothing of the present
            Sighted::Returned | Sighted::Earlier if is_old_revision(snapshot) => return Ok(()),
            Sighted::Returned | Sighted::Earlier => {}
        }
        let source = self.source(snapshot)?;
        let stretch = Stretch {
            number,
            seen,
            last,
            source,
        };
        rows.seen_again(device, &stretch)
    }

    fn source(&mut self, snapshot: &Snapshot<'_>) -> rusqlite::Result<i64> {
        let name = masked_line(snapshot.source);
        let way = snapshot.way.number();
        self.heads.source(self.rows.connection, way, &name)
    }

    fn add(
        &mut self,
        device: i64,
        digest: i64,
        parts: Parts,
        snapshot: &Snapshot<'_>,
    ) -> Result<u32, Trouble> {
        let rows = self.rows;
        self.touched.entry(device).and_modify(|t| t.new += 1);
        let source = self.source(snapshot)?;
        let head = self.heads.head(rows, device)?;
        let number = head.next;
        let (seen, last) = span(snapshot);
        head.looks.note(number, last);
        let before = before(rows, device, head)?;
        let fact = Fact {
            number,
            seen,
            last,
            source,
            etag: snapshot.etag.map(masked_line),
            desired: snapshot.desired,
            reported: snapshot.reported,
            digest,
        };
        rows.insert(device, &fact, &parts, before)?;
        self.heads.grown(device, digest, parts);
        Ok(number)
    }

    /// Writes the counts of the devices that were touched.
    fn count(&self) -> rusqlite::Result<()> {
        let mut counting = self.rows.connection.prepare_cached(
            "UPDATE device SET snapshots = snapshots + ?2, next = next + ?2,
             first = min(first, ?3), last = max(last, ?4) WHERE id = ?1",
        )?;
        for (device, touched) in &self.touched {
            counting.execute([*device, touched.new, touched.first, touched.last])?;
        }
        Ok(())
    }
}

/// True for a twin with versions that nobody watched: they only go up, so the same text is the same moment.
fn is_old_revision(snapshot: &Snapshot<'_>) -> bool {
    snapshot.way != crate::Way::Watched
        && (snapshot.desired.is_some() || snapshot.reported.is_some())
}

/// From when to when a snapshot was seen.
fn span(snapshot: &Snapshot<'_>) -> (i64, i64) {
    let seen = snapshot.seen.as_millisecond();
    let last = snapshot.until.map_or(seen, |until| until.as_millisecond());
    (seen, last.max(seen))
}

/// Returns the text that the next one of a device is written as a difference to. Where rows enough
/// have come together it makes a pack of them, and the next one is whole: what builds on a pack
/// would be lost with it.
fn before<'h>(
    rows: Rows<'_>,
    device: i64,
    head: &'h mut Head,
) -> Result<Option<&'h Parts>, Trouble> {
    if let Newest::Unread(number) = head.newest {
        head.newest = match rows.parts(device, number) {
            Ok(Some((_, parts))) => {
                head.loose_bytes = head.loose * parts.len();
                Newest::Read(number, parts)
            }
            // what cannot be read is nothing to build on; the next one is whole again
            Ok(None) | Err(Trouble::Broken(_)) => Newest::None,
            Err(error) => return Err(error),
        };
    }
    if head.loose >= IN_A_PACK || head.loose_bytes >= BYTES_OF_A_PACK {
        // rows that cannot be read stay where they are
        rows.pack_loose(device)?;
        (head.loose, head.loose_bytes) = (0, 0);
    }
    Ok(match &head.newest {
        Newest::Read(_, parts) if head.loose > 0 => Some(parts),
        _ => None,
    })
}

/// Returns what a text is known by.
pub(crate) fn digest_of(text: &str) -> i64 {
    let mut half = [0; 8];
    half.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..8]);
    i64::from_le_bytes(half)
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
