//! What is written of snapshots: rows, packs made of them, and what goes.

use rusqlite::params;

use super::{END, LOOSE, Rows, Snapshot, Trouble, all_of, broken, checked, id_of, loose, of_id};
use crate::facts::{self, Fact};
use crate::sightings::{self, Stretch};
use crate::split::Parts;

impl Rows<'_> {
    /// Writes a snapshot as a row, as the difference to the newest one if that is at hand.
    pub fn insert(
        &self,
        device: i64,
        fact: &Fact,
        parts: &Parts,
        before: Option<&Parts>,
    ) -> Result<(), Trouble> {
        let body = self.difference(&parts.values, before.map(|b| b.values.as_slice()))?;
        let stamps = self.difference(&parts.stamps, before.map(|b| b.stamps.as_slice()))?;
        self.connection
            .prepare_cached(
                "INSERT INTO loose (id, seen, last, source, etag, desired, reported, digest, depth, body, stamps)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                id_of(device, fact.number),
                fact.seen,
                Some(fact.last).filter(|last| *last != fact.seen),
                fact.source,
                fact.etag,
                fact.desired,
                fact.reported,
                fact.digest,
                i64::from(before.is_some()),
                body,
                stamps
            ])?;
        Ok(())
    }

    /// Returns what is new in a part; nothing where it is the same.
    fn difference(&self, part: &[u8], before: Option<&[u8]>) -> Result<Option<Vec<u8>>, Trouble> {
        if before == Some(part) {
            return Ok(None);
        }
        let packed = self.dense.pack(part, before.unwrap_or_default());
        let refused = |_| Trouble::Broken("zstd refuses".to_owned());
        packed.map(Some).map_err(refused)
    }

    /// Makes a pack of snapshots of a device, which come by number and lie nowhere else.
    pub fn pack(&self, device: i64, snapshots: &[Snapshot]) -> Result<(), Trouble> {
        let Some((first, _)) = snapshots.first() else {
            return Ok(());
        };
        let values = snapshots.iter().map(|(_, parts)| &parts.values);
        let stamps = snapshots.iter().map(|(_, parts)| &parts.stamps);
        let mut texts = Vec::new();
        for part in values.chain(stamps) {
            texts.extend_from_slice(part);
            texts.push(END);
        }
        let facts: Vec<_> = snapshots.iter().map(|(fact, _)| fact.clone()).collect();
        let refused = |_| Trouble::Broken("zstd refuses".to_owned());
        let facts = facts::pack(self.dense, &facts).map_err(refused)?;
        let texts = self.dense.pack_many(&texts).map_err(refused)?;
        self.connection
            .prepare_cached("INSERT INTO pack (id, facts, texts) VALUES (?1, ?2, ?3)")?
            .execute(params![id_of(device, first.number), facts, texts])?;
        Ok(())
    }

    /// Makes a pack of all rows of a device that can be rebuilt; returns the numbers of the others,
    /// which stay rows.
    pub fn pack_loose(&self, device: i64) -> Result<Vec<u32>, Trouble> {
        let mut parts = Parts::default();
        let (mut snapshots, mut broken) = (Vec::new(), Vec::new());
        let mut is_lost = false;
        {
            let mut loose_ones = self.connection.prepare_cached(LOOSE)?;
            let mut rows = loose_ones.query(all_of(device))?;
            while let Some(row) = rows.next()? {
                let loose = loose(row)?;
                let number = loose.fact.number;
                is_lost &= loose.depth > 0;
                let rebuilt = self.step(&mut parts, &loose);
                let snapshot = rebuilt.map(|()| (loose.fact, parts.clone()));
                // what builds on a row that is lost may be anything
                let snapshot =
                    snapshot.and_then(|s| if is_lost { checked(s).ok() } else { Some(s) });
                match snapshot {
                    Some(snapshot) => snapshots.push(snapshot),
                    None => {
                        is_lost = true;
                        broken.push(number);
                    }
                }
            }
        }
        for (fact, _) in &snapshots {
            self.delete_loose(device, fact.number)?;
        }
        self.pack(device, &snapshots)?;
        Ok(broken)
    }

    fn delete_loose(&self, device: i64, number: u32) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("DELETE FROM loose WHERE id = ?1")?
            .execute([id_of(device, number)])?;
        Ok(())
    }

    /// Deletes everything of a device, whether it can be read or not.
    pub fn delete(&self, device: i64) -> rusqlite::Result<()> {
        for table in ["loose", "pack", "sighting"] {
            let delete = format!("DELETE FROM {table} WHERE id BETWEEN ?1 AND ?2");
            self.connection.execute(&delete, all_of(device))?;
        }
        let delete = "DELETE FROM device WHERE id = ?1";
        self.connection.execute(delete, [device])?;
        Ok(())
    }

    /// Keeps of a device's snapshots those that stay; returns how many went. Packs of which all
    /// stay are not touched, nor are those that cannot be read.
    pub fn retain(&self, device: i64, stays: &dyn Fn(u32) -> bool) -> Result<u64, Trouble> {
        let mut gone = 0;
        if self.count_loose(device)? > 0 {
            for number in self.pack_loose(device)? {
                if !stays(number) {
                    self.delete_loose(device, number)?;
                    gone += 1;
                }
            }
        }
        let mut list = self
            .connection
            .prepare_cached("SELECT id FROM pack WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
        let ids = list.query_map(all_of(device), |row| row.get(0))?;
        let ids: Vec<i64> = ids.collect::<Result<_, _>>()?;
        for id in ids {
            gone += self.retain_of_pack(id, stays)? as u64;
        }
        Ok(gone)
    }

    fn retain_of_pack(&self, id: i64, stays: &dyn Fn(u32) -> bool) -> Result<usize, Trouble> {
        let mut find = self
            .connection
            .prepare_cached("SELECT facts, texts FROM pack WHERE id = ?1")?;
        let (facts, texts): (Vec<u8>, Vec<u8>) =
            find.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Ok(known) = facts::unpack(self.dense, &facts) else {
            return Ok(0);
        };
        let staying = known.iter().filter(|f| stays(f.number)).count();
        if staying == known.len() {
            return Ok(0);
        }
        let mut left = Vec::new();
        if staying > 0 {
            let Ok(snapshots) = self.snapshots(id, &facts, &texts) else {
                return Ok(0);
            };
            left.extend(snapshots.into_iter().filter(|(f, _)| stays(f.number)));
        }
        self.connection
            .prepare_cached("DELETE FROM pack WHERE id = ?1")?
            .execute([id])?;
        let device = of_id(id).0;
        self.pack(device, &left)?;
        Ok(known.len() - staying)
    }

    /// Notes that a snapshot was seen in a further stretch of time.
    pub fn seen_again(&self, device: i64, stretch: &Stretch) -> Result<(), Trouble> {
        let fact = self.fact(device, stretch.number)?;
        let is_covered = fact.is_some_and(|f| f.seen <= stretch.seen && f.last >= stretch.last);
        if !is_covered {
            sightings::add(self.connection, device, stretch)?;
        }
        Ok(())
    }

    /// Notes that a snapshot that was there at a time was still there at another one.
    pub fn prolong(&self, device: i64, number: u32, (from, to): (i64, i64)) -> Result<(), Trouble> {
        let id = id_of(device, number);
        if sightings::prolong(self.connection, id, (from, to))? {
            return Ok(());
        }
        let updated = self
            .connection
            .prepare_cached("UPDATE loose SET last = max(coalesce(last, seen), ?2) WHERE id = ?1")?
            .execute([id, to])?;
        if updated > 0 {
            return Ok(());
        }
        let Some((id, mut facts)) = self.facts_of_pack(device, number)? else {
            return Ok(());
        };
        for fact in facts.iter_mut().filter(|f| f.number == number) {
            fact.last = fact.last.max(to);
        }
        let facts = facts::pack(self.dense, &facts).map_err(|_| broken(id, "cannot be written"))?;
        self.connection
            .prepare_cached("UPDATE pack SET facts = ?2 WHERE id = ?1")?
            .execute(params![id, facts])?;
        Ok(())
    }
}
