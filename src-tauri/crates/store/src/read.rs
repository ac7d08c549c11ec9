//! What is kept, read: devices, the timeline of one, any snapshot as it was.

use std::ops::ControlFlow;

use jiff::Timestamp;
use rusqlite::{Row, params};

use crate::heads::{self, Link, Trouble, find_device, id_of, of_id};
use crate::keep::{digest_of, masked_device};
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
    /// When, how and which; steps are not told.
    pub moment: Moment,
    /// The twin, secrets masked.
    pub text: String,
}

const MOMENTS: &str = "SELECT s.id, s.seen, s.last, o.way, o.name, s.etag, s.desired, s.reported
  FROM snapshot s LEFT JOIN source o ON o.id = s.source WHERE s.id BETWEEN ?1 AND ?2";

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

    fn try_lines(&self) -> rusqlite::Result<Vec<(i64, DeviceLine)>> {
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

    /// Returns the snapshots of a device in the order of time; none of a device that is not there.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn timeline(&self, device: &Device) -> Result<Vec<Moment>, StoreError> {
        let moments = self.id_of(device).and_then(|id| match id {
            Some(id) => self.moments(id),
            None => Ok(Vec::new()),
        });
        moments.map(in_order).map_err(|error| self.failure(&error))
    }

    fn id_of(&self, device: &Device) -> rusqlite::Result<Option<i64>> {
        find_device(&self.connection, &masked_device(device))
    }

    fn moments(&self, device: i64) -> rusqlite::Result<Vec<Moment>> {
        let mut all = self.connection.prepare_cached(MOMENTS)?;
        let moments = all.query_map([id_of(device, 0), id_of(device, u32::MAX)], moment)?;
        moments.collect()
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
            let moments = self.moments(id).map_err(|error| self.failure(&error))?;
            let within = in_order(moments)
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
        let Some(link) = heads::read_link(&self.connection, &self.dense, id, number)? else {
            return Ok(None);
        };
        let digest: heads::Digest = self
            .connection
            .prepare_cached("SELECT digest FROM snapshot WHERE id = ?1")?
            .query_row([id_of(id, number)], |row| row.get(0))?;
        let text = link.parts.text().filter(|t| digest_of(t) == digest);
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
            match self.every_of(id, &line.device, take) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return Ok(()),
                Err(error) => {
                    let what = self.failure(&error).to_string();
                    if take(Err(Fault::of(&line.device, None, what))).is_break() {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    fn every_of(
        &self,
        id: i64,
        device: &Device,
        take: &mut dyn FnMut(Result<Record, Fault>) -> ControlFlow<()>,
    ) -> rusqlite::Result<ControlFlow<()>> {
        let mut all = self.connection.prepare_cached(
            "SELECT s.id, s.seen, s.last, o.way, o.name, s.etag, s.desired, s.reported, s.depth, s.body, s.stamps, s.digest
             FROM snapshot s LEFT JOIN source o ON o.id = s.source WHERE s.id BETWEEN ?1 AND ?2 ORDER BY s.id",
        )?;
        let mut rows = all.query(params![id_of(id, 0), id_of(id, u32::MAX)])?;
        let mut link: Option<Link> = None;
        while let Some(row) = rows.next()? {
            let moment = moment(row)?;
            let text = self.next_text(&mut link, row)?;
            let told = match text {
                Some(text) => Ok(Record {
                    device: device.clone(),
                    moment,
                    text,
                }),
                None => {
                    let what = "it is not what it was, and cannot be rebuilt";
                    Err(Fault::of(device, Some(moment.number), what.to_owned()))
                }
            };
            if take(told).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Goes on to the next row; nothing where it cannot be rebuilt.
    fn next_text(
        &self,
        link: &mut Option<Link>,
        row: &Row<'_>,
    ) -> rusqlite::Result<Option<String>> {
        let depth: u32 = row.get(8)?;
        let (body, stamps): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(9)?, row.get(10)?);
        let digest: heads::Digest = row.get(11)?;
        let on = if depth == 0 {
            Some(Link::default())
        } else {
            link.take()
        };
        let Some(mut next) = on else {
            return Ok(None);
        };
        if next
            .step(&self.dense, body.as_deref(), stamps.as_deref())
            .is_none()
        {
            return Ok(None);
        }
        let text = next.parts.text().filter(|t| digest_of(t) == digest);
        // a text that is wrong is nothing to build on
        *link = text.is_some().then_some(next);
        Ok(text)
    }
}

fn moment(row: &Row<'_>) -> rusqlite::Result<Moment> {
    let (_, number) = of_id(row.get(0)?);
    let seen = time(row, 1)?;
    let last = match row.get::<_, Option<i64>>(2)? {
        Some(_) => time(row, 2)?,
        None => seen,
    };
    Ok(Moment {
        number,
        seen,
        last,
        way: Way::of_number(row.get::<_, Option<i64>>(3)?.unwrap_or(-1)),
        source: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
        etag: row.get(5)?,
        desired: row.get(6)?,
        reported: row.get(7)?,
        desired_step: Step::Unknown,
        reported_step: Step::Unknown,
    })
}

fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    let written: i64 = row.get(column)?;
    Timestamp::from_millisecond(written)
        .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, written))
}
