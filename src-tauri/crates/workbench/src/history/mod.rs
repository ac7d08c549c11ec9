//! The history of twins: what was opened is kept, by itself, on this machine and nowhere else; what
//! is kept is listed, rebuilt, compared, exported, imported, pruned and checked.

mod exchange;
pub(crate) mod held;
pub(crate) mod lanes;
mod place;
mod recorder;
mod rows;
mod seen;
mod side;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use store::Store;
use twin::Document;

use crate::drift::Patience;

pub use exchange::{Exchanged, import, import_stream};
pub use held::Since;
pub use place::{Span, Stamp, place};
pub(crate) use recorder::{Opened, Recorder};
pub use rows::{CheckReport, DeviceRow, Faulty, MomentRow, PruneReport, Version};
pub(crate) use seen::{device_of, name_of};
pub use side::snapshot;
pub use store::{Device, Keep, Moment, Record, Step, StoreError, Way};

/// A history, open.
#[derive(Debug)]
pub struct History {
    store: Store,
}

/// Why an answer cannot be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// The file cannot be had.
    #[error("{said}; {}", said.way_out())]
    Store {
        /// What, and why.
        #[from]
        said: StoreError,
    },
    /// No device goes by that name.
    #[error("no device is named `{0}`; `twinscope history list` lists those that are kept")]
    UnknownDevice(String),
    /// Several do.
    #[error("`{name}` may be {}; name one in full", .devices.join(" or "))]
    SeveralDevices {
        /// What was asked for.
        name: String,
        /// Those that go by it, in full.
        devices: Vec<String>,
    },
    /// A device has no such snapshot.
    #[error("{device} has no snapshot {wanted}; `twinscope history list {device}` lists them")]
    UnknownSnapshot {
        /// The device, in full.
        device: String,
        /// What was asked for.
        wanted: String,
    },
    /// None is kept.
    #[error("no history is kept: TWINSCOPE_HISTORY is off, or there is no place for data")]
    NoHistory,
    /// What stands behind the device says no snapshot.
    #[error(
        "`{0}` is no snapshot; write history:DEVICE@12, history:DEVICE@2026-02-01 or history:DEVICE@newest"
    )]
    NoSnapshotName(String),
    /// A snapshot is larger than a document can be.
    #[error("snapshot {number} of {device} cannot be read")]
    Unreadable {
        /// The device, in full.
        device: String,
        /// The snapshot.
        number: u32,
    },
}

/// Which snapshot of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// The newest one.
    #[default]
    Newest,
    /// The one with a number.
    Number(u32),
    /// The one that was the newest at a time.
    At(Timestamp),
}

impl History {
    /// Opens a history to write; makes the file and its folder where there is none.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        make_folder(file)?;
        Ok(Self {
            store: Store::open(file)?,
        })
    }

    /// Opens a history to read.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn open_to_read(file: &Path) -> Result<Self, StoreError> {
        Ok(Self {
            store: Store::open_to_read(file)?,
        })
    }

    /// Opens a history that is there, to write if that can be, else to read.
    ///
    /// # Errors
    /// Where it can neither be written nor read.
    pub fn open_at_best(file: &Path) -> Result<Self, StoreError> {
        match fs::metadata(file) {
            Err(_) => return Err(StoreError::Missing(file.to_owned())),
            // reading makes no history of it
            Ok(found) if found.len() == 0 => return Err(StoreError::NotAHistory(file.to_owned())),
            Ok(_) => {}
        }
        Ok(Self {
            store: Store::open_at_best(file)?.store,
        })
    }

    /// Says in a sentence what does not work and why, where the history can only be read.
    #[must_use]
    pub fn only_read(&self) -> Option<String> {
        let why = self.store.only_read()?;
        let unseen = if self.store.misses_its_journal() {
            ", and what was kept last cannot be seen yet"
        } else {
            ""
        };
        let way_out = why.way_out();
        Some(format!(
            "{why}; what is kept can be read{unseen}, but nothing new is kept and nothing forgotten; {way_out}"
        ))
    }

    /// Lists the devices by name.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn devices(&self) -> Result<Vec<DeviceRow>, HistoryError> {
        let lines = self.store.devices()?;
        Ok(lines.into_iter().map(DeviceRow::from).collect())
    }

    /// Finds a device by its name, alone or in full with hub and module.
    ///
    /// # Errors
    /// Where none or several go by it.
    pub fn device(&self, name: &str) -> Result<Device, HistoryError> {
        let all = self.store.devices()?.into_iter().map(|line| line.device);
        let found: Vec<_> = all
            .filter(|d| d.name == name || d.to_string() == name)
            .collect();
        let exact = found.iter().find(|d| d.to_string() == name);
        match (exact, found.as_slice()) {
            (Some(one), _) | (None, [one]) => Ok(one.clone()),
            (None, []) => Err(HistoryError::UnknownDevice(name.to_owned())),
            (None, several) => Err(HistoryError::SeveralDevices {
                name: name.to_owned(),
                devices: several.iter().map(|d| format!("`{d}`")).collect(),
            }),
        }
    }

    /// Returns the snapshots of a device in the order of time, those of a span only.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn timeline(&self, device: &Device, span: Span) -> Result<Vec<MomentRow>, HistoryError> {
        let moments = self.store.timeline(device)?.into_iter();
        let within = moments.filter(|m| span.holds(m.seen, m.last));
        Ok(within.map(MomentRow::from).collect())
    }

    /// Returns the snapshots of a device in the order of time, as they are kept.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn moments(&self, device: &Device) -> Result<Vec<Moment>, HistoryError> {
        Ok(self.store.timeline(device)?)
    }

    /// Returns the number under which a twin is kept.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn number_of(
        &self,
        device: &Device,
        twin: &twin::Twin<'_>,
    ) -> Result<Option<u32>, HistoryError> {
        Ok(self.store.number_of(device, &twin::Masked::of(twin))?)
    }

    /// Returns what was seen of any device in a span, at most so many.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn between(
        &self,
        span: Span,
        most: usize,
    ) -> Result<Vec<(String, MomentRow)>, HistoryError> {
        let found = self.store.between(span.from(), span.to(), most)?;
        let rows = found.into_iter();
        Ok(rows
            .map(|(device, moment)| (device.to_string(), MomentRow::from(moment)))
            .collect())
    }

    /// Returns the number and the text of a snapshot as it was seen, secrets masked.
    ///
    /// # Errors
    /// Where there is none, or the file cannot be read.
    pub fn text(&self, device: &Device, which: Which) -> Result<(u32, String), HistoryError> {
        let unknown = |wanted: String| HistoryError::UnknownSnapshot {
            device: device.to_string(),
            wanted,
        };
        let number = match which {
            Which::Number(number) => number,
            Which::Newest => {
                let timeline = self.store.timeline(device)?;
                timeline
                    .last()
                    .ok_or_else(|| unknown("at all".to_owned()))?
                    .number
            }
            Which::At(time) => {
                let found = self.store.at(device, time)?;
                found
                    .ok_or_else(|| unknown(format!("of {time} or before")))?
                    .number
            }
        };
        let text = self.store.text(device, number)?;
        text.map(|text| (number, text))
            .ok_or_else(|| unknown(number.to_string()))
    }

    /// Returns two snapshots of a device as documents, to be compared.
    ///
    /// # Errors
    /// Where there is none, or the file cannot be read.
    pub fn documents(
        &self,
        device: &Device,
        which: [Which; 2],
    ) -> Result<[Document; 2], HistoryError> {
        let [before, after] = which;
        Ok([
            self.document(device, before)?,
            self.document(device, after)?,
        ])
    }

    fn document(&self, device: &Device, which: Which) -> Result<Document, HistoryError> {
        let (number, text) = self.text(device, which)?;
        let read = Document::read(text.into_bytes());
        read.map_err(|_| HistoryError::Unreadable {
            device: device.to_string(),
            number,
        })
    }

    /// Forgets what is not to stay.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn prune(&mut self, keep: &Keep) -> Result<PruneReport, HistoryError> {
        Ok(self.store.prune(keep)?.into())
    }

    /// Forgets a device.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn forget(&mut self, device: &Device) -> Result<PruneReport, HistoryError> {
        Ok(self.store.forget_device(device)?.into())
    }

    /// Looks at the whole file.
    ///
    /// # Errors
    /// Where the file cannot be read at all.
    pub fn check(&self) -> Result<CheckReport, HistoryError> {
        let (faults, whole) = self.store.check()?;
        Ok(CheckReport {
            snapshots: whole,
            bytes: self.store.bytes()?,
            faults: faults.into_iter().map(Faulty::from).collect(),
        })
    }
}

/// Snapshots of one device that are looked at as a whole: the newest ones.
const RECENT: usize = 20_000;

/// Returns the newest of a device's snapshots.
pub(crate) fn recent(moments: &[Moment]) -> &[Moment] {
    &moments[moments.len().saturating_sub(RECENT)..]
}

/// Says in a sentence that nothing is kept of what is opened, and why.
pub(crate) fn not_kept(why: &StoreError) -> String {
    let way_out = why.way_out();
    format!("{why}; twins are opened as ever, but nothing is kept of them; {way_out}")
}

/// Returns the time that so long ago was.
#[must_use]
pub fn before_now(ago: Patience) -> Timestamp {
    let now = crate::examine::now();
    now.checked_sub(ago.length()).unwrap_or(Timestamp::MIN)
}

fn make_folder(file: &Path) -> Result<(), StoreError> {
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty());
    let made = folder.map_or(Ok(()), fs::create_dir_all);
    made.map_err(|error| StoreError::Unopened {
        path: PathBuf::from(file),
        detail: error.to_string(),
    })
}
