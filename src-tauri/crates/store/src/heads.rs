//! What has to be known of a device to keep its next snapshot: its newest text, and the contents it
//! has already. Kept in memory between snapshots, within bounds.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::Device;
use crate::rows::{Rows, Trouble};
use crate::sightings::{self, Looks};
use crate::split::Parts;

/// Most bytes kept in memory; beyond them everything is forgotten and read again as it is needed.
const MOST: usize = 96 << 20;
/// What the contents of one snapshot take in memory, about.
const A_DIGEST: usize = 24;

/// What is known of the devices.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    devices: HashMap<Device, i64>,
    sources: HashMap<(i64, String), i64>,
    heads: HashMap<i64, Head>,
    bytes: usize,
    /// Changes whenever another connection has written.
    version: Option<i64>,
}

/// What is known of one device.
#[derive(Debug, Default)]
pub(crate) struct Head {
    /// Number of its next snapshot.
    pub next: u32,
    /// Numbers by what their texts are known by.
    pub numbers: HashMap<i64, u32>,
    /// Its newest snapshot.
    pub newest: Newest,
    /// Who was there of late: never more than `numbers` has.
    pub looks: Looks,
    /// Rows that are in no pack yet.
    pub loose: usize,
    /// Bytes of their texts, as far as they came in since the device was looked at.
    pub loose_bytes: usize,
}

/// The newest snapshot of a device.
#[derive(Debug, Default)]
pub(crate) enum Newest {
    /// There is none.
    #[default]
    None,
    /// It is not read yet.
    Unread(u32),
    /// It is at hand.
    Read(u32, Parts),
}

impl Heads {
    /// Forgets everything: it may not be so any more.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Forgets everything if another connection has written since the last time.
    pub fn refresh(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let version = connection.query_row("PRAGMA data_version", [], |row| row.get(0))?;
        if self.version != Some(version) {
            self.forget();
            self.version = Some(version);
        }
        Ok(())
    }

    /// Forgets everything when it is too much; what a transaction has written is read again.
    pub fn stay_small(&mut self) {
        if self.bytes > MOST {
            let version = self.version;
            self.forget();
            self.version = version;
        }
    }

    /// Returns a device's id; makes the device where it is not there.
    pub fn device(
        &mut self,
        connection: &Connection,
        device: &Device,
        seen: i64,
    ) -> rusqlite::Result<i64> {
        if let Some(id) = self.devices.get(device) {
            return Ok(*id);
        }
        let id = match find_device(connection, device)? {
            Some(id) => id,
            None => {
                connection
                    .prepare_cached(
                        "INSERT INTO device (hub, name, module, snapshots, first, last, next) VALUES (?1, ?2, ?3, 0, ?4, ?4, 1)",
                    )?
                    .execute(params![device.hub, device.name, device.module, seen])?;
                connection.last_insert_rowid()
            }
        };
        self.bytes += device.name.len() + 4 * A_DIGEST;
        self.devices.insert(device.clone(), id);
        Ok(id)
    }

    /// Returns a source's id; makes the source where it is not there.
    pub fn source(
        &mut self,
        connection: &Connection,
        way: i64,
        name: &str,
    ) -> rusqlite::Result<i64> {
        let key = (way, name.to_owned());
        if let Some(id) = self.sources.get(&key) {
            return Ok(*id);
        }
        let found = connection
            .prepare_cached("SELECT id FROM source WHERE name = ?1 AND way = ?2")?
            .query_row(params![name, way], |row| row.get(0))
            .optional()?;
        let id = match found {
            Some(id) => id,
            None => {
                connection
                    .prepare_cached("INSERT INTO source (way, name) VALUES (?1, ?2)")?
                    .execute(params![way, name])?;
                connection.last_insert_rowid()
            }
        };
        self.bytes += name.len() + 2 * A_DIGEST;
        self.sources.insert(key, id);
        Ok(id)
    }

    /// Returns what is known of a device.
    pub fn head(&mut self, rows: Rows<'_>, device: i64) -> Result<&mut Head, Trouble> {
        if !self.heads.contains_key(&device) {
            let head = read_head(rows, device)?;
            self.bytes += head.numbers.len() * A_DIGEST;
            self.heads.insert(device, head);
        }
        Ok(self.heads.entry(device).or_default())
    }

    /// Notes a new snapshot of a device.
    pub fn grown(&mut self, device: i64, digest: i64, parts: Parts) {
        let Some(head) = self.heads.get_mut(&device) else {
            return;
        };
        head.numbers.insert(digest, head.next);
        head.loose += 1;
        head.loose_bytes += parts.len();
        self.bytes += A_DIGEST + parts.len();
        if let Newest::Read(_, before) = &head.newest {
            self.bytes -= before.len().min(self.bytes);
        }
        head.newest = Newest::Read(head.next, parts);
        head.next += 1;
    }
}

pub(crate) fn find_device(
    connection: &Connection,
    device: &Device,
) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT id FROM device WHERE name = ?1 AND module = ?2 AND hub = ?3")?
        .query_row(params![device.name, device.module, device.hub], |row| {
            row.get(0)
        })
        .optional()
}

fn read_head(rows: Rows<'_>, device: i64) -> Result<Head, Trouble> {
    let next: u32 = rows
        .connection
        .prepare_cached("SELECT next FROM device WHERE id = ?1")?
        .query_row([device], |row| row.get(0))?;
    // a content whose pack is damaged is kept again
    let (facts, _) = rows.facts_there(device)?;
    let newest = facts.last().map(|f| f.number);
    let returned = sightings::rows_of(rows.connection, device)?;
    Ok(Head {
        // a transaction under way counts the device's snapshots at its end
        next: next.max(newest.map_or(0, |n| n.saturating_add(1))),
        numbers: facts.iter().map(|f| (f.digest, f.number)).collect(),
        newest: newest.map_or(Newest::None, Newest::Unread),
        looks: Looks::of(&facts, &returned),
        loose: rows.count_loose(device)?,
        loose_bytes: 0,
    })
}
