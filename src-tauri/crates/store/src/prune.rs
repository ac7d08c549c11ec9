//! Forgetting what is old, by age or by size. What stays is whole before anything goes.

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};

use crate::rows::{Rows, Trouble, id_of, of_id};
use crate::sightings::{self, Stretch};
use crate::{Device, DeviceLine, Store, StoreError};

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
    /// Why not everything went that was to go, if so; what is told here went all the same.
    pub unfinished: Option<StoreError>,
    /// Devices of which something cannot be read. It stays until the device is forgotten.
    pub damaged: Vec<Device>,
}

/// One snapshot, as far as it matters here.
#[derive(Debug, Clone, Copy)]
struct Weight {
    id: i64,
    last: i64,
    bytes: u64,
}

impl Store {
    /// Forgets what is not to stay, and gives its room back to the disk. Where something went and
    /// then nothing more can, the answer says both.
    ///
    /// # Errors
    /// Where the file cannot be written, and nothing went.
    pub fn prune(&mut self, keep: &Keep) -> Result<Pruned, StoreError> {
        self.may_write()?;
        let before = self.bytes()?;
        let mut pruned = Pruned {
            bytes: (before, before),
            ..Pruned::default()
        };
        let done = self.try_prune(keep, &mut pruned);
        self.ended(pruned, done)
    }

    /// Tells what went even where not everything did.
    fn ended(
        &self,
        mut pruned: Pruned,
        done: Result<(), StoreError>,
    ) -> Result<Pruned, StoreError> {
        if let Err(error) = done {
            if pruned.snapshots == 0 && pruned.devices == 0 {
                return Err(error);
            }
            pruned.unfinished = Some(error);
        }
        pruned.bytes.1 = self.bytes().unwrap_or(pruned.bytes.1);
        Ok(pruned)
    }

    fn try_prune(&mut self, keep: &Keep, pruned: &mut Pruned) -> Result<(), StoreError> {
        pruned.damaged = self.damaged()?;
        if let Some(since) = keep.since {
            let since = since.as_millisecond();
            let weights = self.weights()?;
            let old = weights.iter().filter(|w| w.last < since);
            self.forget(&old.map(|w| w.id).collect(), pruned)?;
            let forgotten = sightings::forget_before(&self.connection, since);
            forgotten.map_err(|error| self.failure(&error))?;
        }
        self.shrink(pruned)?;
        match keep.bytes {
            Some(most) => self.prune_to(most, pruned),
            None => Ok(()),
        }
    }

    /// Forgets a device, whether what is kept of it can be read or not.
    ///
    /// # Errors
    /// Where the file cannot be written, and nothing went.
    pub fn forget_device(&mut self, device: &Device) -> Result<Pruned, StoreError> {
        self.may_write()?;
        let before = self.bytes()?;
        let mut pruned = Pruned {
            bytes: (before, before),
            ..Pruned::default()
        };
        let found = self.lines()?.into_iter().find(|(_, l)| l.device == *device);
        let done = match found {
            Some((id, line)) => self.forget_all_of(id, &line, &mut pruned),
            None => Ok(()),
        };
        self.ended(pruned, done)
    }

    fn forget_all_of(
        &mut self,
        id: i64,
        line: &DeviceLine,
        pruned: &mut Pruned,
    ) -> Result<(), StoreError> {
        let deleted = self.delete_device(id);
        self.heads.forget();
        deleted.map_err(|error| self.failure(&error))?;
        (pruned.snapshots, pruned.devices) = (line.snapshots, 1);
        let swept = self.sweep();
        swept.map_err(|trouble| self.told(trouble))?;
        self.shrink(pruned)
    }

    fn delete_device(&mut self, id: i64) -> rusqlite::Result<()> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let rows = Rows {
            connection: &transaction,
            dense: &self.dense,
        };
        rows.delete(id)?;
        transaction.commit()
    }

    /// Lists the devices of which something cannot be read.
    fn damaged(&self) -> Result<Vec<Device>, StoreError> {
        let mut damaged = Vec::new();
        for (id, line) in self.lines()? {
            let there = self.rows().facts_there(id);
            let (_, troubles) = there.map_err(|trouble| self.told(trouble))?;
            if !troubles.is_empty() {
                damaged.push(line.device);
            }
        }
        Ok(damaged)
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
            let (facts, _) = self.rows().facts_there(device)?;
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
        let devices: BTreeSet<_> = old.iter().map(|id| of_id(*id).0).collect();
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
            // of what cannot be read nobody can say where it came from
            let (facts, _) = self.rows().facts_there(device)?;
            used.extend(facts.iter().map(|f| f.source));
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
    let (facts, _) = rows.facts_there(device)?;
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
        if rows.has_any(device)? {
            connection
                .prepare_cached("UPDATE device SET snapshots = 0 WHERE id = ?1")?
                .execute([device])?;
            return Ok(false);
        }
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
