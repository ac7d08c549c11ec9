//! What is told of a history, as data.

use serde::Serialize;
use store::{Device, DeviceLine, Fault, Moment, Pruned, Step};

/// A device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceRow {
    /// With hub and module: the name to ask for.
    pub device: String,
    /// Its snapshots.
    pub snapshots: u64,
    /// When one was seen first.
    pub first: String,
    /// When one was seen last.
    pub last: String,
}

impl From<DeviceLine> for DeviceRow {
    fn from(line: DeviceLine) -> Self {
        Self {
            device: line.device.to_string(),
            snapshots: line.snapshots,
            first: line.first.to_string(),
            last: line.last.to_string(),
        }
    }
}

/// A snapshot on the axis of time. One that came back has a row for each time that it was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MomentRow {
    /// Its number among those of its device.
    pub number: u32,
    /// When it was seen first, this time.
    pub seen: String,
    /// When it was seen last, before anything else was.
    pub last: String,
    /// `opened`, `watched` or `imported`.
    pub way: &'static str,
    /// File or other origin.
    pub source: String,
    /// The twin's etag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `$version` of desired, and how it comes after the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desired: Option<Version>,
    /// `$version` of reported, and how it comes after the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported: Option<Version>,
}

/// A `$version` after another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Version {
    /// The version.
    pub version: i64,
    /// `first`, `same`, `next`, `gap` or `back`.
    pub step: &'static str,
    /// Versions before it that were never seen.
    pub missing: u64,
}

impl Version {
    fn of(version: Option<i64>, step: Step) -> Option<Self> {
        let (step, missing) = match step {
            Step::Unknown => ("first", 0),
            Step::Same => ("same", 0),
            Step::Next => ("next", 0),
            Step::Gap(missing) => ("gap", missing),
            Step::Back => ("back", 0),
        };
        Some(Self {
            version: version?,
            step,
            missing,
        })
    }
}

impl From<Moment> for MomentRow {
    fn from(moment: Moment) -> Self {
        Self {
            number: moment.number,
            seen: moment.seen.to_string(),
            last: moment.last.to_string(),
            way: moment.way.name(),
            source: moment.source,
            etag: moment.etag,
            desired: Version::of(moment.desired, moment.desired_step),
            reported: Version::of(moment.reported, moment.reported_step),
        }
    }
}

/// What was forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PruneReport {
    /// Snapshots that are gone.
    pub snapshots: u64,
    /// Devices of which nothing is left.
    pub devices: u64,
    /// Bytes of the file before.
    pub bytes_before: u64,
    /// Bytes of the file after.
    pub bytes_after: u64,
    /// Why the file did not become smaller, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_shrunk: Option<String>,
    /// Why not everything went that was to go, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unfinished: Option<String>,
    /// Devices of which something cannot be read, and stays until they are forgotten by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damaged: Vec<String>,
}

impl PruneReport {
    /// Returns both together, the other one after this one.
    #[must_use]
    pub fn and(self, then: Self) -> Self {
        Self {
            snapshots: self.snapshots + then.snapshots,
            devices: self.devices + then.devices,
            bytes_before: self.bytes_before,
            bytes_after: then.bytes_after,
            not_shrunk: then.not_shrunk,
            unfinished: self.unfinished.or(then.unfinished),
            damaged: then.damaged,
        }
    }
}

impl From<Pruned> for PruneReport {
    fn from(pruned: Pruned) -> Self {
        Self {
            snapshots: pruned.snapshots,
            devices: pruned.devices,
            bytes_before: pruned.bytes.0,
            bytes_after: pruned.bytes.1,
            not_shrunk: pruned.not_shrunk.map(|e| format!("{e}; {}", e.way_out())),
            unfinished: pruned.unfinished.map(|e| format!("{e}; {}", e.way_out())),
            damaged: pruned.damaged.iter().map(Device::to_string).collect(),
        }
    }
}

/// What a look at the whole file found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckReport {
    /// Snapshots that are as they were.
    pub snapshots: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// What is not, at most a hundred.
    pub faults: Vec<Faulty>,
}

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Faulty {
    /// The device, where one is concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The snapshot, or the first of several, where one is concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// What is wrong.
    pub what: String,
}

impl From<Fault> for Faulty {
    fn from(fault: Fault) -> Self {
        Self {
            device: fault.device.map(|d| d.to_string()),
            number: fault.number,
            what: fault.what,
        }
    }
}
