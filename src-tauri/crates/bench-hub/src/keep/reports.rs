//! What devices report. A patch is a small row of its own, written before it is acknowledged; now and then those of a
//! device go into its twin together. Whoever reads a twin gets both.

use std::cell::RefCell;
use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::Fault;
use crate::keep::Keep;
use crate::place::Place;
use crate::state::{Parts, Section};

/// Patches of one device that wait at most.
const MOST_WAITING: usize = 64;
/// Patches from which those of a device that is not held in memory are too many to be read with each report.
const MOST_READ: usize = 8;
/// Bytes of memory for what devices reported.
const MOST_BYTES: usize = 16 << 20;
/// Bytes of memory for a device beside its properties: its names, its place in the table.
const AROUND: usize = 400;
/// A patch that is not this many times shorter than what is reported is not worth a row of its own.
const SHORTER: usize = 4;

pub(super) const SCHEMA: &str = "
CREATE TABLE reports (
  hub TEXT NOT NULL,
  device TEXT NOT NULL,
  module TEXT NOT NULL,
  version INTEGER NOT NULL,
  time TEXT NOT NULL,
  patch TEXT NOT NULL,
  PRIMARY KEY (hub, device, module, version)
) STRICT, WITHOUT ROWID;
-- an identity that goes, or is put in the place of another one, takes along what waits
CREATE TRIGGER reports_of_nobody AFTER DELETE ON devices BEGIN
  DELETE FROM reports WHERE hub = OLD.hub AND device = OLD.device AND module = OLD.module;
END;
";

/// What devices reported, as it is with all that waits: so that the next patch reads nothing.
#[derive(Debug, Default)]
pub(super) struct Held(RefCell<Holding>);

#[derive(Debug, Default)]
struct Holding {
    all: HashMap<Place, Reported>,
    bytes: usize,
}

impl Holding {
    fn take(&mut self, place: &Place) -> Option<Reported> {
        let taken = self.all.remove(place)?;
        self.bytes -= taken.memory();
        Some(taken)
    }
}

impl Held {
    fn take(&self, place: &Place) -> Option<Reported> {
        self.0.borrow_mut().take(place)
    }

    fn hold(&self, place: &Place, reported: Reported) {
        let mut held = self.0.borrow_mut();
        let bytes = reported.memory();
        while held.bytes + bytes > MOST_BYTES {
            // any of them: all is in the file
            let Some(other) = held.all.keys().next().cloned() else {
                break;
            };
            held.take(&other);
        }
        held.bytes += bytes;
        held.all.insert(place.clone(), reported);
    }

    fn section(&self, place: &Place) -> Option<Section> {
        let held = self.0.borrow();
        held.all.get(place).map(|reported| reported.parts.section())
    }

    /// Forgets a device, whose row is written by others.
    pub(super) fn forget(&self, place: &Place) {
        self.take(place);
    }
}

#[derive(Debug)]
struct Reported {
    parts: Parts,
    /// How many patches wait.
    waiting: usize,
}

impl Reported {
    /// Bytes of memory, about.
    fn memory(&self) -> usize {
        AROUND + self.parts.memory()
    }
}

impl Keep {
    /// Takes what a device reports, several patches in a row: each is taken or refused in its turn. Nothing where there is
    /// no such device; else the version after each, which is in the file.
    pub fn report(
        &self,
        place: &Place,
        patches: &[&[u8]],
        time: &str,
    ) -> rusqlite::Result<Option<Vec<Result<i64, Fault>>>> {
        let (mut reported, most_waiting) = match self.held.take(place) {
            Some(held) => (held, MOST_WAITING),
            None => match self.reported(place)? {
                Some(read) => (read, MOST_READ),
                None => return Ok(None),
            },
        };
        let versions: Vec<_> = patches
            .iter()
            .map(|patch| reported.parts.report(patch, time))
            .collect();
        let taken = patches.iter().zip(&versions);
        let taken: Vec<_> = taken
            .filter_map(|(patch, version)| Some((*patch, *version.as_ref().ok()?)))
            .collect();
        let length: usize = taken.iter().map(|(patch, _)| patch.len()).sum();
        let waiting = reported.waiting + taken.len();
        let is_long = length * SHORTER > reported.parts.size();
        reported.waiting = match taken.as_slice() {
            [] => reported.waiting,
            _ if is_long || waiting > most_waiting => {
                self.fold(place, &reported.parts.section())?;
                0
            }
            // a statement alone is a transaction of its own
            [(patch, version)] => {
                self.wait(place, *version, time, patch)?;
                waiting
            }
            several => {
                let transaction = self.transaction()?;
                for (patch, version) in several {
                    self.wait(place, *version, time, patch)?;
                }
                transaction.commit()?;
                waiting
            }
        };
        self.held.hold(place, reported);
        Ok(Some(versions))
    }

    /// Reads what a device reported.
    fn reported(&self, place: &Place) -> rusqlite::Result<Option<Reported>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT reported, reported_metadata, reported_version FROM devices
             WHERE hub = ?1 AND device = ?2 AND module = ?3",
        )?;
        let section = statement.query_row(place.key(), |row| {
            Ok(Section {
                content: row.get(0)?,
                metadata: row.get(1)?,
                version: row.get(2)?,
            })
        });
        let Some(section) = section.optional()? else {
            return Ok(None);
        };
        let mut parts = Parts::of(&section);
        let waiting = for_each_waiting(&self.connection, place, |time, patch| {
            take(&mut parts, time, patch);
        })?;
        Ok(Some(Reported { parts, waiting }))
    }

    fn wait(&self, place: &Place, version: i64, time: &str, patch: &[u8]) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO reports (hub, device, module, version, time, patch) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let (hub, device, module) = place.key();
        let patch = std::str::from_utf8(patch).expect("a patch that was taken is UTF-8");
        statement.execute(params![hub, device, module, version, time, patch])?;
        Ok(())
    }

    /// Writes what a device reports into its twin, with all that waited.
    fn fold(&self, place: &Place, reported: &Section) -> rusqlite::Result<()> {
        let transaction = self.transaction()?;
        let (hub, device, module) = place.key();
        let Section {
            content,
            metadata,
            version,
        } = reported;
        self.connection
            .prepare_cached(
                "UPDATE devices SET reported = ?4, reported_metadata = ?5, reported_version = ?6
                 WHERE hub = ?1 AND device = ?2 AND module = ?3",
            )?
            .execute(params![hub, device, module, content, metadata, version])?;
        self.connection
            .prepare_cached("DELETE FROM reports WHERE hub = ?1 AND device = ?2 AND module = ?3")?
            .execute(place.key())?;
        transaction.commit()
    }

    /// Brings what was read of a twin up to date.
    pub(super) fn with_waiting(&self, place: &Place, read: Section) -> rusqlite::Result<Section> {
        match self.held.section(place) {
            Some(section) => Ok(section),
            None => with_waiting(&self.connection, place, read),
        }
    }
}

/// Brings what was read of a twin up to date with the file. Both are of one moment while the statement that read it is
/// not at its end.
pub(super) fn with_waiting(
    connection: &Connection,
    place: &Place,
    read: Section,
) -> rusqlite::Result<Section> {
    let mut parts = None;
    for_each_waiting(connection, place, |time, patch| {
        take(parts.get_or_insert_with(|| Parts::of(&read)), time, patch);
    })?;
    Ok(parts.map_or(read, |parts: Parts| parts.section()))
}

/// Takes a patch again that was taken once, after the same patches as then: it is not refused.
fn take(parts: &mut Parts, time: &str, patch: &str) {
    parts.report(patch.as_bytes(), time).ok();
}

/// Goes over the patches that wait, in their order; returns how many there are.
fn for_each_waiting(
    connection: &Connection,
    place: &Place,
    mut see: impl FnMut(&str, &str),
) -> rusqlite::Result<usize> {
    let mut statement = connection.prepare_cached(
        "SELECT time, patch FROM reports WHERE hub = ?1 AND device = ?2 AND module = ?3 ORDER BY version",
    )?;
    let mut rows = statement.query(place.key())?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let (time, patch) = (row.get_ref(0)?, row.get_ref(1)?);
        see(time.as_str()?, patch.as_str()?);
        count += 1;
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(bytes: usize) -> Reported {
        let mut section = Section::new("t");
        section.content = format!("{{\"a\":\"{}\"}}", "x".repeat(bytes));
        let (parts, waiting) = (Parts::of(&section), 0);
        Reported { parts, waiting }
    }

    #[test]
    fn as_many_devices_are_held_as_have_room() {
        let held = Held::default();
        let place = |n: usize| Place::device("h", &n.to_string());
        let count = || (0..20_000).filter(|n| held.section(&place(*n)).is_some());
        for n in 0..10_000 {
            held.hold(&place(n), reported(100));
        }
        assert_eq!(count().count(), 10_000);
        for n in 10_000..11_000 {
            held.hold(&place(n), reported(60_000));
            assert!(held.0.borrow().bytes <= MOST_BYTES);
            assert!(held.section(&place(n)).is_some());
        }
        let kept: Vec<_> = count().collect();
        assert!(kept.len() > 200, "{}", kept.len());
        kept.iter().for_each(|n| held.forget(&place(*n)));
        assert_eq!(held.0.borrow().bytes, 0);
    }
}
