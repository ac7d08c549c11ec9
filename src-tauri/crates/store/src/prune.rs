//! Forgetting what is old, by age or by size. What stays is whole before anything goes.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};

use crate::dense::Dense;
use crate::heads::{Link, Trouble, id_of, of_id};
use crate::keep::differences;
use crate::{Device, Store, StoreError};

/// Rounds by size: what a snapshot takes in the file is an estimate.
const ROUNDS: usize = 4;
/// Bytes a snapshot takes beside its texts, about.
const BESIDE: u64 = 64;

/// What is to stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keep {
    /// Snapshots seen at this time or later.
    pub since: Option<Timestamp>,
    /// So many bytes of a file, the newest snapshots.
    pub bytes: Option<u64>,
}

/// What was forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pruned {
    /// Snapshots that are gone.
    pub snapshots: u64,
    /// Devices of which nothing is left.
    pub devices: u64,
    /// Bytes of the file before and after.
    pub bytes: (u64, u64),
    /// Why the file could not be made smaller, if so; its free pages are used again.
    pub not_shrunk: Option<StoreError>,
}

/// One snapshot, as far as it matters here.
#[derive(Debug, Clone, Copy)]
struct Weight {
    id: i64,
    last: i64,
    bytes: u64,
}

impl Store {
    /// Forgets what is not to stay, and gives its room back to the disk.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn prune(&mut self, keep: &Keep) -> Result<Pruned, StoreError> {
        self.may_write()?;
        let mut pruned = Pruned {
            bytes: (self.bytes()?, 0),
            ..Pruned::default()
        };
        if let Some(since) = keep.since {
            let since = since.as_millisecond();
            let weights = self.weights()?;
            let old = weights.iter().filter(|w| w.last < since);
            self.forget(&old.map(|w| w.id).collect(), &mut pruned)?;
        }
        self.shrink(&mut pruned)?;
        if let Some(most) = keep.bytes {
            self.prune_to(most, &mut pruned)?;
        }
        pruned.bytes.1 = self.bytes()?;
        Ok(pruned)
    }

    /// Forgets a device.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn forget_device(&mut self, device: &Device) -> Result<Pruned, StoreError> {
        self.may_write()?;
        let mut pruned = Pruned {
            bytes: (self.bytes()?, 0),
            ..Pruned::default()
        };
        let id = self.lines()?.into_iter().find(|(_, l)| l.device == *device);
        if let Some((id, _)) = id {
            let weights = self.weights()?;
            let its = weights.iter().filter(|w| of_id(w.id).0 == id);
            self.forget(&its.map(|w| w.id).collect(), &mut pruned)?;
        }
        self.shrink(&mut pruned)?;
        pruned.bytes.1 = self.bytes()?;
        Ok(pruned)
    }

    fn prune_to(&mut self, most: u64, pruned: &mut Pruned) -> Result<(), StoreError> {
        for _ in 0..ROUNDS {
            let bytes = self.bytes()?;
            if bytes <= most || pruned.not_shrunk.is_some() {
                break;
            }
            let mut weights = self.weights()?;
            weights.sort_by_key(|w| (w.last, w.id));
            let all: u64 = weights.iter().map(|w| w.bytes).sum();
            // each snapshot takes its share of the file
            let too_much = u128::from(bytes - most) * u128::from(all) / u128::from(bytes.max(1));
            let mut gone = 0_u128;
            let old = weights.iter().take_while(|w| {
                let goes = gone < too_much;
                gone += u128::from(w.bytes);
                goes
            });
            let old: HashSet<_> = old.map(|w| w.id).collect();
            if old.is_empty() {
                break;
            }
            self.forget(&old, pruned)?;
            self.shrink(pruned)?;
        }
        Ok(())
    }

    fn weights(&self) -> Result<Vec<Weight>, StoreError> {
        let asked = || -> rusqlite::Result<Vec<Weight>> {
            let mut all = self.connection.prepare(
                "SELECT id, coalesce(last, seen), coalesce(length(body), 0) + coalesce(length(stamps), 0) FROM snapshot",
            )?;
            let weights = all.query_map([], |row| {
                let texts: i64 = row.get(2)?;
                Ok(Weight {
                    id: row.get(0)?,
                    last: row.get(1)?,
                    bytes: texts.unsigned_abs() + BESIDE,
                })
            })?;
            weights.collect()
        };
        asked().map_err(|error| self.failure(&error))
    }

    /// Forgets snapshots, a device at a time.
    fn forget(&mut self, old: &HashSet<i64>, pruned: &mut Pruned) -> Result<(), StoreError> {
        let devices: HashSet<_> = old.iter().map(|id| of_id(*id).0).collect();
        for device in devices {
            let forgotten = self.forget_of(device, old);
            // numbers and texts in memory may be gone
            self.heads.forget();
            let (snapshots, is_gone) = forgotten.map_err(|trouble| self.told(trouble))?;
            pruned.snapshots += snapshots;
            pruned.devices += u64::from(is_gone);
        }
        // names of files tell something, too
        let sources = "DELETE FROM source WHERE id NOT IN (SELECT source FROM snapshot)";
        let swept = self.connection.execute(sources, []);
        swept.map(|_| ()).map_err(|error| self.failure(&error))
    }

    fn forget_of(&mut self, device: i64, old: &HashSet<i64>) -> Result<(u64, bool), Trouble> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        make_whole(&transaction, &self.dense, device, old)?;
        let mut gone = 0;
        {
            let mut delete = transaction.prepare_cached("DELETE FROM snapshot WHERE id = ?1")?;
            for id in old.iter().filter(|id| of_id(**id).0 == device) {
                gone += delete.execute([id])?;
            }
        }
        let is_gone = recount(&transaction, device)?;
        transaction.commit()?;
        Ok((gone as u64, is_gone))
    }

    /// Gives free pages back. On a full disk the file stays as large as it is.
    fn shrink(&mut self, pruned: &mut Pruned) -> Result<(), StoreError> {
        let shrunk = self.connection.execute_batch("VACUUM");
        pruned.not_shrunk = shrunk.map_err(|error| self.failure(&error)).err();
        match self.settle() {
            // a reader holds the journal: it shrinks later
            Err(StoreError::Locked(_)) | Ok(()) => Ok(()),
            Err(error) if pruned.not_shrunk.is_none() => Err(error),
            Err(_) => Ok(()),
        }
    }
}

/// Writes those in whole that stay and build on one that goes.
fn make_whole(
    connection: &Connection,
    dense: &Dense,
    device: i64,
    old: &HashSet<i64>,
) -> Result<(), Trouble> {
    let mut all = connection.prepare_cached(
        "SELECT id, depth, body, stamps FROM snapshot WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
    )?;
    let mut update = connection
        .prepare_cached("UPDATE snapshot SET depth = 0, body = ?2, stamps = ?3 WHERE id = ?1")?;
    let mut rows = all.query([id_of(device, 0), id_of(device, u32::MAX)])?;
    let mut whole = Vec::new();
    let mut link: Option<Link> = None;
    let mut before_goes = false;
    while let Some(row) = rows.next()? {
        let (id, depth): (i64, u32) = (row.get(0)?, row.get(1)?);
        let (body, stamps): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(2)?, row.get(3)?);
        if depth == 0 {
            link = Some(Link::default());
        }
        let fits = link
            .as_mut()
            .and_then(|l| l.step(dense, body.as_deref(), stamps.as_deref()));
        if fits.is_none() {
            // it was damaged before, and stays so
            link = None;
        }
        let goes = old.contains(&id);
        if let Some(link) = link.as_ref().filter(|_| before_goes && !goes && depth > 0) {
            whole.push((id, differences(dense, &link.parts, None)?));
        }
        before_goes = goes;
    }
    drop(rows);
    for (id, (body, stamps)) in whole {
        update.execute(params![id, body, stamps])?;
    }
    Ok(())
}

/// Counts the snapshots of a device anew; true where none is left and the device went, too.
fn recount(connection: &Connection, device: i64) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "UPDATE device SET (snapshots, first, last) =
               (SELECT count(*), coalesce(min(seen), first), coalesce(max(coalesce(last, seen)), device.last)
                FROM snapshot WHERE id BETWEEN ?2 AND ?3) WHERE id = ?1",
        )?
        .execute([device, id_of(device, 0), id_of(device, u32::MAX)])?;
    let gone = connection
        .prepare_cached("DELETE FROM device WHERE id = ?1 AND snapshots = 0")?
        .execute([device])?;
    Ok(gone > 0)
}
