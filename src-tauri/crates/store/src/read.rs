//! What is kept, read: devices, the timeline of one, any snapshot as it was.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row};
use twin::Masked;

use crate::facts::Fact;
use crate::heads::find_device;
use crate::keep::{digest_of, masked_device};
use crate::rows::{Rows, Trouble};
use crate::sightings::{self, Stretch};
use crate::timeline::in_order;
use crate::{Device, Fault, Moment, Step, Store, StoreError, Way};

/// A device and how much there is of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLine {
    /// The device.
    pub device: Device,
    /// Its snapshots.
    pub snapshots: u64,
    /// When one was seen first.
    pub first: Timestamp,
    /// When one was seen last.
    pub last: Timestamp,
}

/// A snapshot with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Whose it is.
    pub device: Device,
    /// When it was there first, how and which; steps are not told.
    pub moment: Moment,
    /// When it was there again.
    pub again: Vec<Again>,
    /// The twin, secrets masked.
    pub text: String,
}

/// A further stretch of time in which a snapshot was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// From.
    pub seen: Timestamp,
    /// To.
    pub last: Timestamp,
    /// How it came to be seen.
    pub way: Way,
    /// File, address or other origin.
    pub source: String,
}

impl Store {
    /// Lists the devices by name.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn devices(&self) -> Result<Vec<DeviceLine>, StoreError> {
        let lines = self.lines()?;
        Ok(lines.into_iter().map(|(_, line)| line).collect())
    }

    pub(crate) fn lines(&self) -> Result<Vec<(i64, DeviceLine)>, StoreError> {
        self.try_lines().map_err(|error| self.failure(&error))
    }

    pub(crate) fn try_lines(&self) -> rusqlite::Result<Vec<(i64, DeviceLine)>> {
        let mut all = self.connection.prepare_cached(
            "SELECT id, hub, name, module, snapshots, first, last FROM device ORDER BY name, module, hub",
        )?;
        let lines = all.query_map([], |row| {
            let device = Device {
                hub: row.get(1)?,
                name: row.get(2)?,
                module: row.get(3)?,
            };
            let snapshots: i64 = row.get(4)?;
            let line = DeviceLine {
                device,
                snapshots: snapshots.unsigned_abs(),
                first: time(row, 5)?,
                last: time(row, 6)?,
            };
            Ok((row.get(0)?, line))
        })?;
        lines.collect()
    }

    /// Returns the sightings of a device in the order of time; none of a device that is not there.
    ///
    /// # Errors
    /// Where the file cannot be read, or what is known of the device is damaged.
    pub fn timeline(&self, device: &Device) -> Result<Vec<Moment>, StoreError> {
        let moments = self.id_of(device).map_err(Trouble::from);
        let moments = moments.and_then(|id| match id {
            Some(id) => self.moments(id),
            None => Ok(Vec::new()),
        });
        moments.map_err(|trouble| self.told(trouble))
    }

    pub(crate) fn id_of(&self, device: &Device) -> rusqlite::Result<Option<i64>> {
        find_device(&self.connection, &masked_device(device))
    }

    pub(crate) fn rows(&self) -> Rows<'_> {
        Rows {
            connection: &self.connection,
            dense: &self.dense,
        }
    }

    fn moments(&self, device: i64) -> Result<Vec<Moment>, Trouble> {
        let mut sources = Sources::default();
        let facts = self.rows().facts(device)?;
        let returned = sightings::rows_of(&self.connection, device)?;
        let first = facts.iter().map(Stretch::of);
        let stretches = sightings::cut(first.chain(returned).collect());
        let facts: HashMap<_, _> = facts.iter().map(|fact| (fact.number, fact)).collect();
        let moments: Result<Vec<_>, _> = stretches
            .into_iter()
            .filter_map(|stretch| facts.get(&stretch.number).map(|fact| (stretch, *fact)))
            .map(|(stretch, fact)| self.moment(stretch, fact, &mut sources))
            .collect();
        Ok(in_order(moments?))
    }

    fn moment(
        &self,
        stretch: Stretch,
        fact: &Fact,
        sources: &mut Sources,
    ) -> Result<Moment, Trouble> {
        let at = self.again(stretch, sources)?;
        Ok(Moment {
            number: fact.number,
            seen: at.seen,
            last: at.last,
            way: at.way,
            source: at.source,
            etag: fact.etag.clone(),
            desired: fact.desired,
            reported: fact.reported,
            desired_step: Step::Unknown,
            reported_step: Step::Unknown,
        })
    }

    fn again(&self, stretch: Stretch, sources: &mut Sources) -> Result<Again, Trouble> {
        let (way, source) = sources.get(&self.connection, stretch.source)?;
        let time = |millis| {
            let time = Timestamp::from_millisecond(millis);
            time.map_err(|_| Trouble::Broken(format!("{millis} is no time")))
        };
        Ok(Again {
            seen: time(stretch.seen)?,
            last: time(stretch.last)?,
            way,
            source,
        })
    }

    /// Returns the snapshot that was the newest one of a device at a time.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn at(&self, device: &Device, time: Timestamp) -> Result<Option<Moment>, StoreError> {
        let timeline = self.timeline(device)?;
        Ok(timeline.into_iter().rfind(|m| m.seen <= time))
    }

    /// Returns what was seen from one time to another, device by device; at most so many.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn between(
        &self,
        from: Timestamp,
        to: Timestamp,
        most: usize,
    ) -> Result<Vec<(Device, Moment)>, StoreError> {
        let mut found = Vec::new();
        for (id, line) in self.lines()? {
            if line.last < from || line.first > to || found.len() >= most {
                continue;
            }
            let moments = self.moments(id).map_err(|trouble| self.told(trouble))?;
            let within = moments
                .into_iter()
                .filter(|m| m.seen <= to && m.last >= from);
            found.extend(within.map(|m| (line.device.clone(), m)));
        }
        found.truncate(most);
        Ok(found)
    }

    /// Rebuilds the text of a snapshot; nothing where there is none of that number.
    ///
    /// # Errors
    /// Where the file cannot be read, or the snapshot is damaged.
    pub fn text(&self, device: &Device, number: u32) -> Result<Option<String>, StoreError> {
        let rebuilt = self.rebuilt(device, number);
        rebuilt.map_err(|trouble| self.told(trouble))
    }

    fn rebuilt(&self, device: &Device, number: u32) -> Result<Option<String>, Trouble> {
        let Some(id) = self.id_of(device)? else {
            return Ok(None);
        };
        let Some((fact, parts)) = self.rows().parts(id, number)? else {
            return Ok(None);
        };
        let text = parts.text().filter(|t| digest_of(t) == fact.digest);
        let broken = || format!("snapshot {number} of {device} is not what it was");
        text.map(Some).ok_or_else(|| Trouble::Broken(broken()))
    }

    /// Hands out every snapshot of some devices with its text, device by device; what cannot be
    /// read is told and left out.
    ///
    /// # Errors
    /// Where the list of devices cannot be read.
    pub fn every(
        &self,
        wanted: &dyn Fn(&Device) -> bool,
        take: &mut dyn FnMut(Result<Record, Fault>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        for (id, line) in self.lines()? {
            if !wanted(&line.device) {
                continue;
            }
            match self.every_of(id, &line.device, 0, take) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(trouble) => {
                    let what = self.told(trouble).to_string();
                    if take(Err(Fault::of(&line.device, None, what))).is_break() {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// Hands out the snapshots of one device with their texts, from a number on and by number; what
    /// cannot be read is told and left out.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn each(
        &self,
        device: &Device,
        from: u32,
        take: &mut dyn FnMut(Result<Record, Fault>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let done = self.id_of(device).map_err(Trouble::from);
        let done = done.and_then(|id| match id {
            Some(id) => self.every_of(id, device, from, take).map(drop),
            None => Ok(()),
        });
        done.map_err(|trouble| self.told(trouble))
    }

    /// Returns the number under which a twin is kept; nothing where its device never had it.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn number_of(&self, device: &Device, twin: &Masked) -> Result<Option<u32>, StoreError> {
        let (text, digest) = (twin.text(), digest_of(twin.text()));
        let facts = self.id_of(device).map_err(Trouble::from);
        let facts = facts.and_then(|id| id.map_or(Ok(Vec::new()), |id| self.rows().facts(id)));
        let facts = facts.map_err(|trouble| self.told(trouble))?;
        for fact in facts.into_iter().filter(|f| f.digest == digest) {
            // half a digest may be that of two texts
            if self.text(device, fact.number)?.as_deref() == Some(text) {
                return Ok(Some(fact.number));
            }
        }
        Ok(None)
    }

    /// Says whether to go on.
    fn every_of(
        &self,
        id: i64,
        device: &Device,
        from: u32,
        take: &mut dyn FnMut(Result<Record, Fault>) -> ControlFlow<()>,
    ) -> Result<bool, Trouble> {
        let mut sources = Sources::default();
        let mut returned: BTreeMap<u32, Vec<Stretch>> = BTreeMap::new();
        for stretch in sightings::rows_of(&self.connection, id)? {
            returned.entry(stretch.number).or_default().push(stretch);
        }
        self.rows().every(id, from, &mut |snapshot| {
            let told = snapshot
                .map_err(|(number, what)| Fault::of(device, number, what))
                .and_then(|(fact, parts)| {
                    let number = fact.number;
                    let moment = self.moment(Stretch::of(&fact), &fact, &mut sources);
                    let again = returned.remove(&number).unwrap_or_default().into_iter();
                    let again: Result<Vec<_>, _> =
                        again.map(|s| self.again(s, &mut sources)).collect();
                    let known = moment.ok().zip(again.ok()).zip(parts.text());
                    let record = known.map(|((moment, again), text)| Record {
                        device: device.clone(),
                        moment,
                        again,
                        text,
                    });
                    let what = || "what is known of it cannot be read".to_owned();
                    record.ok_or_else(|| Fault::of(device, Some(number), what()))
                });
            take(told).is_continue()
        })
    }
}

/// Sources by their ids, each looked up once.
#[derive(Default)]
struct Sources(HashMap<i64, (Way, String)>);

impl Sources {
    fn get(&mut self, connection: &Connection, id: i64) -> rusqlite::Result<(Way, String)> {
        if let Some(known) = self.0.get(&id) {
            return Ok(known.clone());
        }
        let found = connection
            .prepare_cached("SELECT way, name FROM source WHERE id = ?1")?
            .query_row([id], |row| Ok((Way::of_number(row.get(0)?), row.get(1)?)))
            .optional()?;
        let found = found.unwrap_or((Way::Imported, String::new()));
        self.0.insert(id, found.clone());
        Ok(found)
    }
}

fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    let written: i64 = row.get(column)?;
    Timestamp::from_millisecond(written)
        .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, written))
}
