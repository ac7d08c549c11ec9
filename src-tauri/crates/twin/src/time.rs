//! Time stamps of hubs and devices: with a zone or without one, and nothing in between.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

/// A point in time as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// With `Z` or an offset: comparable everywhere.
    Utc(Timestamp),
    /// Without a zone: the device's local time, which zone is unknown.
    Local(DateTime),
}

impl When {
    /// Reads ISO 8601 as hubs and device agents write it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() < 19 || text.as_bytes()[10] != b'T' {
            return None;
        }
        if let Ok(stamp) = text.parse::<Timestamp>() {
            return Some(Self::Utc(stamp));
        }
        text.parse::<DateTime>().ok().map(Self::Local)
    }

    /// Returns the point in time where the zone is known.
    #[must_use]
    pub fn utc(self) -> Option<Timestamp> {
        match self {
            Self::Utc(stamp) => Some(stamp),
            Self::Local(_) => None,
        }
    }
}

/// Reads a time stamp of the hub, which is always UTC.
#[must_use]
pub fn hub_time(text: &str) -> Option<Timestamp> {
    When::parse(text)?.utc()
}

/// Writes the time between two stamps for people: `3 h 20 min`, `12 days`.
#[must_use]
pub fn spoken(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().unsigned_abs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
        _ => format!("{} days", seconds / 86_400),
    }
}
