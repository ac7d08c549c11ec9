//! What has to be known of a device to keep its next snapshot: its newest texts, and the contents
//! it has already. Kept in memory between snapshots, within bounds.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::Device;
use crate::dense::Dense;
use crate::split::Parts;

/// Most bytes kept in memory; beyond them everything is forgotten and read again as it is needed.
const MOST: usize = 96 << 20;
/// What the contents of one snapshot take in memory, about.
const A_DIGEST: usize = 32;

/// A content, as it is known again.
pub(crate) type Digest = [u8; 16];

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
    /// Numbers by the first half of their digests.
    pub numbers: HashMap<u64, u32>,
    /// Its newest snapshot.
    pub newest: Newest,
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
    Read(Link),
}

/// A snapshot on which the next one can be built.
#[derive(Debug, Default)]
pub(crate) struct Link {
    pub parts: Parts,
    /// Differences since the last whole text.
    pub depth: u32,
    /// Bytes that are read to come here.
    pub read: usize,
}

/// Why something could not be looked up.
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

/// Returns a snapshot's id.
pub(crate) fn id_of(device: i64, number: u32) -> i64 {
    device << 32 | i64::from(number)
}

/// Returns the device and the number of a snapshot's id.
pub(crate) fn of_id(id: i64) -> (i64, u32) {
    let number = u32::try_from(id & 0xffff_ffff).unwrap_or(u32::MAX);
    (id >> 32, number)
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

    /// Returns a device's id, if it is there.
    pub fn device(
        &mut self,
        connection: &Connection,
        device: &Device,
    ) -> rusqlite::Result<Option<i64>> {
        if let Some(id) = self.devices.get(device) {
            return Ok(Some(*id));
        }
        let found = find_device(connection, device)?;
        if let Some(id) = found {
            self.devices.insert(device.clone(), id);
        }
        Ok(found)
    }

    /// Returns a device's id; makes the device where it is not there.
    pub fn device_made(
        &mut self,
        connection: &Connection,
        device: &Device,
        seen: i64,
    ) -> rusqlite::Result<i64> {
        if let Some(id) = self.device(connection, device)? {
            return Ok(id);
        }
        connection
            .prepare_cached(
                "INSERT INTO device (hub, name, module, snapshots, first, last, next) VALUES (?1, ?2, ?3, 0, ?4, ?4, 1)",
            )?
            .execute(params![device.hub, device.name, device.module, seen])?;
        let id = connection.last_insert_rowid();
        self.devices.insert(device.clone(), id);
        let head = Head {
            next: 1,
            ..Head::default()
        };
        self.heads.insert(id, head);
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
        self.bytes += name.len() + A_DIGEST;
        self.sources.insert(key, id);
        Ok(id)
    }

    /// Returns what is known of a device.
    pub fn head(&mut self, connection: &Connection, device: i64) -> rusqlite::Result<&mut Head> {
        if !self.heads.contains_key(&device) {
            let head = read_head(connection, device)?;
            self.bytes += head.numbers.len() * A_DIGEST;
            self.heads.insert(device, head);
        }
        Ok(self.heads.entry(device).or_default())
    }

    /// Notes a new snapshot of a device.
    pub fn grown(&mut self, device: i64, digest: &Digest, link: Link) {
        let Some(head) = self.heads.get_mut(&device) else {
            return;
        };
        head.numbers.insert(half(digest), head.next);
        head.next += 1;
        self.bytes += A_DIGEST + link.parts.len();
        if let Newest::Read(before) = &head.newest {
            self.bytes -= before.parts.len().min(self.bytes);
        }
        head.newest = Newest::Read(link);
    }
}

/// The first half of a digest.
pub(crate) fn half(digest: &Digest) -> u64 {
    let mut half = [0; 8];
    half.copy_from_slice(&digest[..8]);
    u64::from_le_bytes(half)
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

fn read_head(connection: &Connection, device: i64) -> rusqlite::Result<Head> {
    let next = connection
        .prepare_cached("SELECT next FROM device WHERE id = ?1")?
        .query_row([device], |row| row.get(0))?;
    let mut head = Head {
        next,
        ..Head::default()
    };
    let mut digests = connection
        .prepare_cached("SELECT id, digest FROM snapshot WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
    let mut rows = digests.query([id_of(device, 0), id_of(device, u32::MAX)])?;
    while let Some(row) = rows.next()? {
        let (_, number) = of_id(row.get(0)?);
        let digest: Digest = row.get(1)?;
        head.numbers.insert(half(&digest), number);
        head.newest = Newest::Unread(number);
        // a transaction under way counts the device's snapshots at its end
        head.next = head.next.max(number.saturating_add(1));
    }
    Ok(head)
}

/// Reads a snapshot from the whole text before it on.
pub(crate) fn read_link(
    connection: &Connection,
    dense: &Dense,
    device: i64,
    number: u32,
) -> Result<Option<Link>, Trouble> {
    let mut back = connection.prepare_cached(
        "SELECT id, depth, body, stamps FROM snapshot WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC",
    )?;
    let mut rows = back.query([id_of(device, 0), id_of(device, number)])?;
    let mut chain: Vec<(u32, Option<Vec<u8>>, Option<Vec<u8>>)> = Vec::new();
    let mut whole = false;
    while let Some(row) = rows.next()? {
        if chain.is_empty() && of_id(row.get(0)?).1 != number {
            return Ok(None);
        }
        let depth: u32 = row.get(1)?;
        chain.push((depth, row.get(2)?, row.get(3)?));
        if depth == 0 {
            whole = true;
            break;
        }
    }
    let Some(&(depth, ..)) = chain.first() else {
        return Ok(None);
    };
    let broken =
        |what: &str| Trouble::Broken(format!("snapshot {number} of device {device} {what}"));
    if !whole {
        return Err(broken("builds on one that is not there"));
    }
    let mut link = Link::default();
    for (_, body, stamps) in chain.into_iter().rev() {
        link.step(dense, body.as_deref(), stamps.as_deref())
            .ok_or_else(|| broken("cannot be rebuilt"))?;
    }
    link.depth = depth;
    Ok(Some(link))
}

impl Link {
    /// Goes on to the next snapshot by its differences; nothing where they do not fit.
    pub fn step(
        &mut self,
        dense: &Dense,
        body: Option<&[u8]>,
        stamps: Option<&[u8]>,
    ) -> Option<()> {
        if let Some(body) = body {
            self.parts.values = dense.unpack(body, &self.parts.values).ok()?;
        }
        if let Some(stamps) = stamps {
            self.parts.stamps = dense.unpack(stamps, &self.parts.stamps).ok()?;
        }
        self.read += self.parts.len();
        Some(())
    }
}
