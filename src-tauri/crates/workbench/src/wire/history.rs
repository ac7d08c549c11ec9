//! The history of a twin: its snapshots on an axis, what changed in each, and who wrote what.

use serde::Serialize;

/// Why there is no history of a twin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum NoHistory {
    /// Nothing is kept on this machine.
    Off,
    /// The settings say that nothing is kept.
    SettingsOff,
    /// Only twins are kept: this is a part of one, a pattern or another document.
    NoTwin,
    /// It was not kept: the sample is not, nor is what the program made itself.
    NotKept,
}

/// How a snapshot came to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum HistoryWay {
    /// Somebody opened it.
    Opened,
    /// A live connection brought it.
    Watched,
    /// It was imported.
    Imported,
}

/// Where snapshots come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct HistorySource {
    /// How they came.
    pub way: HistoryWay,
    /// File, address or other origin.
    pub name: String,
}

/// Snapshots in the order of time, column by column: ten thousand of them take little room so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Moments {
    /// Numbers among those of the device; they stay the same.
    pub numbers: Vec<u32>,
    /// When they were seen first, in milliseconds since 1970.
    pub seen: Vec<i64>,
    /// When they were seen last, in milliseconds since 1970.
    pub last: Vec<i64>,
    /// `$version` of desired.
    pub desired: Vec<Option<i64>>,
    /// `$version` of reported.
    pub reported: Vec<Option<i64>>,
    /// Versions of desired before each that were never seen; −1 where the version went back.
    pub desired_gaps: Vec<i64>,
    /// Versions of reported before each that were never seen; −1 where the version went back.
    pub reported_gaps: Vec<i64>,
    /// Positions of their sources.
    pub sources: Vec<u32>,
}

/// A group, or the tags, and the snapshots in which it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct HistoryLane {
    /// Name of the group.
    pub group: String,
    /// True for the tags, which have no reported side.
    pub is_tags: bool,
    /// Positions of the snapshots in which desired, or the tags, changed.
    pub desired: Vec<u32>,
    /// Positions of the snapshots in which reported changed.
    pub reported: Vec<u32>,
}

/// The history of one twin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct HistoryPage {
    /// Device and module, with the hub where one is known.
    pub device: String,
    /// Why there is nothing, where there is nothing.
    pub nothing: Option<NoHistory>,
    /// The snapshots; at most 20,000, the newest ones.
    pub moments: Moments,
    /// Where they come from.
    pub sources: Vec<HistorySource>,
    /// Groups that changed, in the order of the newest twin; those that are gone behind.
    pub lanes: Vec<HistoryLane>,
    /// Groups that never changed.
    pub unchanged: u32,
    /// Number of the snapshot that is the twin as it is open.
    pub shown: Option<u32>,
    /// What is to be known about the whole, in sentences: what is left out, why nothing new is kept.
    pub notes: Vec<String>,
    /// What was opened is still being kept: ask again soon.
    pub keeping: bool,
}

/// What tells who wrote a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum BlameSource {
    /// Its own stamp.
    Own,
    /// The stamp of what it stands in.
    Around,
    /// No stamp: the history has had it so since then, without a break.
    History,
}

/// Who wrote a property, when, and at which revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Blame {
    /// When it was written; from the history: no later than. RFC 3339.
    pub at: Option<String>,
    /// How long ago, as people say it; empty where no time tells, or it lies ahead.
    pub age: String,
    /// `$version` of its section at that write, or in the snapshot that tells.
    pub revision: Option<i64>,
    /// The configuration that wrote it.
    pub by: Option<String>,
    /// What tells it.
    pub source: BlameSource,
    /// Number of the snapshot that tells, from the history.
    pub snapshot: Option<u32>,
}
