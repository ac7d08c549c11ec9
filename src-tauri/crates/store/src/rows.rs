//! Where snapshots lie: the newest of a device in rows of their own, older ones in packs. Reads
//! either, and makes a pack of many rows.

mod written;

use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::dense::Dense;
use crate::facts::{self, Fact};
use crate::keep::digest_of;
use crate::split::Parts;

/// Why something could not be read.
#[derive(Debug)]
pub(crate) enum Trouble {
    Sqlite(rusqlite::Error),
    Broken(String),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// A snapshot as it lies there.
pub(crate) type Snapshot = (Fact, Parts);

/// A snapshot, or the number of one that cannot be read, and why; says whether to go on.
pub(crate) type Taken<'t> = &'t mut dyn FnMut(Result<Snapshot, (Option<u32>, String)>) -> bool;

/// Ends a part in a pack: a byte that is neither in UTF-8 nor stands for a stamp.
const END: u8 = 0xfe;

/// Returns a snapshot's id.
pub(crate) fn id_of(device: i64, number: u32) -> i64 {
    device << 32 | i64::from(number)
}

/// Returns the device and the number of a snapshot's id.
pub(crate) fn of_id(id: i64) -> (i64, u32) {
    let number = u32::try_from(id & 0xffff_ffff).unwrap_or(u32::MAX);
    (id >> 32, number)
}

/// Reads what lies in one file.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'s> {
    pub connection: &'s Connection,
    pub dense: &'s Dense,
}

/// A row of `loose`: what is known, and its differences to the number before.
struct Loose {
    fact: Fact,
    depth: u32,
    body: Option<Vec<u8>>,
    stamps: Option<Vec<u8>>,
}

const LOOSE: &str =
    "SELECT id, seen, last, source, etag, desired, reported, digest, depth, body, stamps
  FROM loose WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
const LOOSE_FACTS: &str = "SELECT id, seen, last, source, etag, desired, reported, digest
  FROM loose WHERE id BETWEEN ?1 AND ?2 ORDER BY id";

impl Rows<'_> {
    /// Returns what is known of every snapshot of a device, by number.
    pub fn facts(&self, device: i64) -> Result<Vec<Fact>, Trouble> {
        let (facts, troubles) = self.facts_there(device)?;
        match troubles.into_iter().next() {
            Some(trouble) => Err(trouble),
            None => Ok(facts),
        }
    }

    /// Returns what is known of every snapshot of a device of which that can be read, by number,
    /// and why it cannot be of the others.
    pub fn facts_there(&self, device: i64) -> Result<(Vec<Fact>, Vec<Trouble>), Trouble> {
        let (mut all, mut troubles) = (Vec::new(), Vec::new());
        let mut packs = self
            .connection
            .prepare_cached("SELECT id, facts FROM pack WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
        let mut rows = packs.query(all_of(device))?;
        while let Some(row) = rows.next()? {
            let facts: Vec<u8> = row.get(1)?;
            match self.unpacked(row.get(0)?, &facts) {
                Ok(facts) => all.extend(facts),
                Err(trouble) => troubles.push(trouble),
            }
        }
        let mut loose = self.connection.prepare_cached(LOOSE_FACTS)?;
        let loose = loose.query_map(all_of(device), fact)?;
        for fact in loose {
            all.push(fact?);
        }
        Ok((all, troubles))
    }

    fn unpacked(&self, id: i64, facts: &[u8]) -> Result<Vec<Fact>, Trouble> {
        facts::unpack(self.dense, facts).map_err(|_| broken(id, "has facts that cannot be read"))
    }

    /// Returns a snapshot's text in its parts; nothing where there is none of that number.
    pub fn parts(&self, device: i64, number: u32) -> Result<Option<Snapshot>, Trouble> {
        let mut chain = Vec::new();
        {
            let mut back = self.connection.prepare_cached(
                "SELECT id, seen, last, source, etag, desired, reported, digest, depth, body, stamps
                 FROM loose WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC",
            )?;
            let mut rows = back.query([id_of(device, 0), id_of(device, number)])?;
            while let Some(row) = rows.next()? {
                let loose = loose(row)?;
                if chain.is_empty() && loose.fact.number != number {
                    break;
                }
                let is_whole = loose.depth == 0;
                chain.push(loose);
                if is_whole {
                    break;
                }
            }
        }
        if chain.is_empty() {
            return self.of_pack(device, number);
        }
        let mut parts = Parts::default();
        for loose in chain.iter().rev() {
            self.step(&mut parts, loose)
                .ok_or_else(|| broken(id_of(device, number), "cannot be rebuilt"))?;
        }
        let fact = chain.into_iter().next().map(|loose| loose.fact);
        Ok(fact.map(|fact| (fact, parts)))
    }

    /// Goes on to the next row by its differences; nothing where they do not fit.
    fn step(&self, parts: &mut Parts, loose: &Loose) -> Option<()> {
        if let Some(body) = &loose.body {
            let before = if loose.depth > 0 {
                parts.values.as_slice()
            } else {
                b""
            };
            parts.values = self.dense.unpack(body, before).ok()?;
        }
        if let Some(stamps) = &loose.stamps {
            let before = if loose.depth > 0 {
                parts.stamps.as_slice()
            } else {
                b""
            };
            parts.stamps = self.dense.unpack(stamps, before).ok()?;
        }
        Some(())
    }

    fn of_pack(&self, device: i64, number: u32) -> Result<Option<Snapshot>, Trouble> {
        let pack = self
            .connection
            .prepare_cached(
                "SELECT id, facts, texts FROM pack WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1",
            )?
            .query_row([id_of(device, 0), id_of(device, number)], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((id, facts, texts)): Option<(i64, Vec<u8>, Vec<u8>)> = pack else {
            return Ok(None);
        };
        let all = self.snapshots(id, &facts, &texts)?;
        Ok(all.into_iter().find(|(fact, _)| fact.number == number))
    }

    fn snapshots(&self, id: i64, facts: &[u8], texts: &[u8]) -> Result<Vec<Snapshot>, Trouble> {
        let facts = self.unpacked(id, facts)?;
        let texts = self.dense.unpack(texts, b"");
        let texts = texts.map_err(|_| broken(id, "has texts that cannot be read"))?;
        let mut parts = texts.split(|b| *b == END);
        let count = facts.len();
        let mut part = || parts.next().map(<[u8]>::to_vec);
        let mut both = || -> Option<Vec<Parts>> {
            let values: Option<Vec<_>> = (0..count).map(|_| part()).collect();
            let stamps: Option<Vec<_>> = (0..count).map(|_| part()).collect();
            let both = values?.into_iter().zip(stamps?);
            Some(
                both.map(|(values, stamps)| Parts { values, stamps })
                    .collect(),
            )
        };
        let both = both().ok_or_else(|| broken(id, "has too few texts"))?;
        Ok(facts.into_iter().zip(both).collect())
    }

    /// Hands out every snapshot of a device from a number on, by number; those that cannot be read
    /// as what is known of them, and the number of the pack where not even that is.
    pub fn every(&self, device: i64, from: u32, take: Taken<'_>) -> Result<bool, Trouble> {
        let mut take = |told: Result<Snapshot, (Option<u32>, String)>| {
            let number = told
                .as_ref()
                .map_or_else(|fault| fault.0, |of| Some(of.0.number));
            number.is_some_and(|number| number < from) || take(told)
        };
        // a pack has the number of its first snapshot: the one before may reach to it
        let mut packs = self.connection.prepare_cached(
            "SELECT id, facts, texts FROM pack WHERE id BETWEEN
               coalesce((SELECT max(id) FROM pack WHERE id BETWEEN ?1 AND ?3), ?1) AND ?2 ORDER BY id",
        )?;
        let [first, last] = all_of(device);
        let mut rows = packs.query([first, last, id_of(device, from)])?;
        while let Some(row) = rows.next()? {
            let (facts, texts): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?);
            match self.snapshots(row.get(0)?, &facts, &texts) {
                Ok(snapshots) => {
                    for snapshot in snapshots {
                        if !take(checked(snapshot)) {
                            return Ok(false);
                        }
                    }
                }
                Err(Trouble::Sqlite(error)) => return Err(error.into()),
                Err(Trouble::Broken(what)) => {
                    if !take(Err((Some(of_id(row.get(0)?).1), what))) {
                        return Ok(false);
                    }
                }
            }
        }
        let mut newest = Parts::default();
        let mut loose_ones = self.connection.prepare_cached(LOOSE)?;
        let mut rows = loose_ones.query(all_of(device))?;
        while let Some(row) = rows.next()? {
            let loose = loose(row)?;
            let number = loose.fact.number;
            let told = match self.step(&mut newest, &loose) {
                Some(()) => checked((loose.fact, newest.clone())),
                None => Err((Some(number), "it cannot be rebuilt".to_owned())),
            };
            if !take(told) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Counts the rows of a device that are in no pack.
    pub fn count_loose(&self, device: i64) -> rusqlite::Result<usize> {
        self.connection
            .prepare_cached("SELECT count(*) FROM loose WHERE id BETWEEN ?1 AND ?2")?
            .query_row(all_of(device), |row| row.get(0).map(|n: u32| n as usize))
    }

    /// True where a device has rows or packs, readable or not.
    pub fn has_any(&self, device: i64) -> rusqlite::Result<bool> {
        let [from, to] = all_of(device);
        self.connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM pack WHERE id BETWEEN ?1 AND ?2)
                 OR EXISTS (SELECT 1 FROM loose WHERE id BETWEEN ?1 AND ?2)",
            )?
            .query_row([from, to], |row| row.get(0))
    }

    /// Returns the bytes that a device's snapshots take, about.
    pub fn bytes(&self, device: i64) -> Result<u64, Trouble> {
        let [from, to] = all_of(device);
        let bytes: i64 = self
            .connection
            .prepare_cached(
                "SELECT (SELECT coalesce(sum(length(facts) + length(texts)), 0) FROM pack WHERE id BETWEEN ?1 AND ?2)
                 + (SELECT coalesce(sum(coalesce(length(body), 0) + coalesce(length(stamps), 0)), 0) FROM loose WHERE id BETWEEN ?1 AND ?2)",
            )?
            .query_row([from, to], |row| row.get(0))?;
        Ok(bytes.unsigned_abs())
    }

    /// Returns what is known of a snapshot.
    fn fact(&self, device: i64, number: u32) -> Result<Option<Fact>, Trouble> {
        let id = id_of(device, number);
        let mut loose = self.connection.prepare_cached(LOOSE_FACTS)?;
        let loose = loose.query_row([id, id], fact).optional()?;
        if loose.is_some() {
            return Ok(loose);
        }
        let pack = self.facts_of_pack(device, number)?;
        Ok(pack.and_then(|(_, facts)| facts.into_iter().find(|f| f.number == number)))
    }

    /// Returns the id of the pack that a snapshot is in, if any, and the facts there.
    fn facts_of_pack(&self, device: i64, number: u32) -> Result<Option<(i64, Vec<Fact>)>, Trouble> {
        let pack = self
            .connection
            .prepare_cached(
                "SELECT id, facts FROM pack WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1",
            )?
            .query_row([id_of(device, 0), id_of(device, number)], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let Some((id, facts)): Option<(i64, Vec<u8>)> = pack else {
            return Ok(None);
        };
        Ok(Some((id, self.unpacked(id, &facts)?)))
    }
}

/// Holds a text against what it is known by.
fn checked((fact, parts): Snapshot) -> Result<Snapshot, (Option<u32>, String)> {
    match parts.text() {
        Some(text) if digest_of(&text) == fact.digest => Ok((fact, parts)),
        _ => Err((Some(fact.number), "it is not what it was".to_owned())),
    }
}

/// The first and the last id that snapshots of a device may have.
pub(crate) fn all_of(device: i64) -> [i64; 2] {
    [id_of(device, 0), id_of(device, u32::MAX)]
}

fn broken(id: i64, what: &str) -> Trouble {
    let (device, number) = of_id(id);
    Trouble::Broken(format!("snapshot {number} of device {device} {what}"))
}

fn fact(row: &Row<'_>) -> rusqlite::Result<Fact> {
    let seen = row.get(1)?;
    Ok(Fact {
        number: of_id(row.get(0)?).1,
        seen,
        last: row.get::<_, Option<i64>>(2)?.unwrap_or(seen),
        source: row.get(3)?,
        etag: row.get(4)?,
        desired: row.get(5)?,
        reported: row.get(6)?,
        digest: row.get(7)?,
    })
}

fn loose(row: &Row<'_>) -> rusqlite::Result<Loose> {
    Ok(Loose {
        fact: fact(row)?,
        depth: row.get(8)?,
        body: row.get(9)?,
        stamps: row.get(10)?,
    })
}
