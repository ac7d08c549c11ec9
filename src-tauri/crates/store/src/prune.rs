//! Forgetting what is old, by age or by size. What stays is whole before anything goes.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};

use crate::rows::{Rows, Trouble, id_of, of_id};
use crate::sightings::{self, Stretch};
use crate::{Device, Store, StoreError};

/// Rounds by size: what a snapshot takes in the file is an estimate.
const ROUNDS: usize = 12;
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
            let forgotten = sightings::forget_before(&self.connection, since);
            forgotten.map_err(|error| self.failure(&error))?;
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
            // each snapshot takes its share of the file; a little more, so that few rounds are enough
            let too_much = u128::from(bytes - most) * u128::from(all) / u128::from(bytes.max(1));
            let too_much = too_much + too_much / 16;
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

    /// Returns every snapshot with its share of the file.
    fn weights(&self) -> Result<Vec<Weight>, StoreError> {
        self.try_weights().map_err(|trouble| self.told(trouble))
    }

    fn try_weights(&self) -> Result<Vec<Weight>, Trouble> {
        let mut weights = Vec::new();
        for (device, _) in self.try_lines()? {
            let facts = self.rows().facts(device)?;
            let returned = sightings::rows_of(&self.connection, device)?;
            let bytes = self.rows().bytes(device)? / (facts.len() as u64).max(1);
            let lasts = sightings::lasts(&facts, &returned);
            weights.extend(lasts.into_iter().map(|(number, last)| Weight {
                id: id_of(device, number),
                last,
                bytes: bytes + BESIDE,
            }));
        }
        Ok(weights)
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
        let swept = self.sweep();
        swept.map_err(|trouble| self.told(trouble))
    }

    /// Forgets sources of which no snapshot is left.
    fn sweep(&self) -> Result<(), Trouble> {
        let mut used = HashSet::new();
        for (device, _) in self.try_lines()? {
            used.extend(self.rows().facts(device)?.iter().map(|f| f.source));
            let returned = sightings::rows_of(&self.connection, device)?;
            used.extend(returned.iter().map(|r| r.source));
        }
        let mut all = self.connection.prepare("SELECT id FROM source")?;
        let ids = all.query_map([], |row| row.get(0))?;
        let ids: Vec<i64> = ids.collect::<Result<_, _>>()?;
        for id in ids.iter().filter(|id| !used.contains(id)) {
            self.connection
                .prepare_cached("DELETE FROM source WHERE id = ?1")?
                .execute([id])?;
        }
        Ok(())
    }

    fn forget_of(&mut self, device: i64, old: &HashSet<i64>) -> Result<(u64, bool), Trouble> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let rows = Rows {
            connection: &transaction,
            dense: &self.dense,
        };
        let gone = rows.retain(device, &|number| !old.contains(&id_of(device, number)))?;
        let is_gone = recount(&transaction, rows, device)?;
        transaction.commit()?;
        Ok((gone, is_gone))
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

/// Counts the snapshots of a device anew; true where none is left and the device went, too.
fn recount(connection: &Connection, rows: Rows<'_>, device: i64) -> Result<bool, Trouble> {
    let facts = rows.facts(device)?;
    let there: HashSet<_> = facts.iter().map(|f| f.number).collect();
    sightings::retain(connection, device, &there)?;
    let returned = sightings::rows_of(connection, device)?;
    let stretches = || {
        facts
            .iter()
            .map(Stretch::of)
            .chain(returned.iter().copied())
    };
    let first = stretches().map(|s| s.seen).min();
    let last = stretches().map(|s| s.last).max();
    let (Some(first), Some(last)) = (first, last) else {
        let gone = connection
            .prepare_cached("DELETE FROM device WHERE id = ?1")?
            .execute([device])?;
        return Ok(gone > 0);
    };
    connection
        .prepare_cached("UPDATE device SET snapshots = ?2, first = ?3, last = ?4 WHERE id = ?1")?
        .execute(params![
            device,
            i64::try_from(facts.len()).unwrap_or(i64::MAX),
            first,
            last
        ])?;
    Ok(false)
}
