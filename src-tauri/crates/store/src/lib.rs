//! The history of twins in one SQLite file: every snapshot seen, once by content, per device.
//!
//! What is kept comes in as [`Masked`](twin::Masked), which only the masks of `twin` can make: no
//! secret reaches the file. The values of a snapshot and the stamps a hub writes with every change
//! are kept apart, each as the difference to the snapshot before it. The time comes in as an
//! argument. Nothing that is kept is interpreted here.

mod check;
mod dense;
mod error;
mod facts;
mod heads;
mod keep;
mod open;
mod prune;
mod read;
mod rows;
mod schema;
mod sightings;
mod split;
mod timeline;

use std::fmt;

use jiff::Timestamp;
use twin::Masked;

pub use check::Fault;
pub use error::StoreError;
pub use keep::Kept;
pub use open::{Opened, Store};
pub use prune::{Keep, Pruned};
pub use read::{Again, DeviceLine, Record};
pub use timeline::{Moment, Step};

/// Largest text of a snapshot, in bytes; no hub has twins a tenth as large.
pub const LARGEST_SNAPSHOT: usize = 16 << 20;

/// Whose snapshots belong together.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Device {
    /// Host name of the hub; empty where it is not known, as for files.
    pub hub: String,
    /// Device id, or what stands for one.
    pub name: String,
    /// Module id; empty for the device itself.
    pub module: String,
}

impl Device {
    /// A device of a hub that is not known.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.hub.is_empty() {
            write!(f, "{}/", self.hub)?;
        }
        f.write_str(&self.name)?;
        if !self.module.is_empty() {
            write!(f, "/{}", self.module)?;
        }
        Ok(())
    }
}

/// How a snapshot came to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// Somebody opened it.
    Opened,
    /// A live connection brought it.
    Watched,
    /// It was imported.
    Imported,
}

impl Way {
    /// All ways, in the order of their numbers in the file.
    pub const ALL: [Self; 3] = [Self::Opened, Self::Watched, Self::Imported];

    /// The name, as in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Watched => "watched",
            Self::Imported => "imported",
        }
    }

    /// Finds a way by its name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }

    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Opened => 0,
            Self::Watched => 1,
            Self::Imported => 2,
        }
    }

    pub(crate) fn of_number(number: i64) -> Self {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        Self::ALL.get(at).copied().unwrap_or(Self::Imported)
    }
}

/// A snapshot to be kept. Names and etags are masked, too, before they are written.
#[derive(Debug, Clone)]
pub struct Snapshot<'a> {
    /// Whose it is.
    pub device: &'a Device,
    /// When it was seen; kept to the millisecond.
    pub seen: Timestamp,
    /// Until when nothing else was seen, where that is known; nothing for a single look, which goes
    /// on from the look before if that found the same.
    pub until: Option<Timestamp>,
    /// How.
    pub way: Way,
    /// File, address or other origin, for people.
    pub source: &'a str,
    /// The twin's etag.
    pub etag: Option<&'a str>,
    /// `$version` of desired.
    pub desired: Option<i64>,
    /// `$version` of reported.
    pub reported: Option<i64>,
    /// The twin itself.
    pub twin: &'a Masked,
}
