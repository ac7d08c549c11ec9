//! How the reported side of a twin stands to the desired one.

use serde::Serialize;

use super::PropertyCell;

/// How a property, or a whole group, stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum DriftState {
    /// The device says that it could not be applied.
    Failed,
    /// The device reported another value after it was asked.
    Drifted,
    /// The device has not come to it.
    Pending,
    /// It is asked for and not reported.
    NotReported,
    /// It differs, and nothing tells why.
    Unknown,
    /// A local setting has precedence.
    Overridden,
    /// Nobody reads what is asked for.
    Ignored,
    /// What is asked for is reported.
    InSync,
    /// It is reported and not asked for.
    ReportedOnly,
}

/// What became of a part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum PieceFate {
    /// In both.
    Kept,
    /// In the first only.
    Gone,
    /// In the second only.
    New,
}

/// A part of a text that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DriftPiece {
    /// What became of it.
    pub fate: PieceFate,
    /// The part.
    pub text: String,
}

/// One property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DriftRow {
    /// JSON pointer below the group.
    pub path: String,
    /// How it stands.
    pub state: DriftState,
    /// True where the sides do not agree and should, and the settings do not hide it.
    pub differs: bool,
    /// Why the settings hide it, where they do.
    pub hidden: Option<String>,
    /// Why, in one clause; empty where the name of the state says it all.
    pub note: String,
    /// Since when, where a time tells: RFC 3339.
    pub since: Option<String>,
    /// Pending longer than it should.
    pub stuck: bool,
    /// Error code, where one explains it.
    pub code: Option<String>,
    /// Desired side.
    pub desired: Option<PropertyCell>,
    /// Reported side.
    pub reported: Option<PropertyCell>,
    /// Desired and reported text taken apart, where both are texts that can be shown.
    pub pieces: Vec<DriftPiece>,
}

/// How many properties are in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DriftCount {
    /// The state.
    pub state: DriftState,
    /// Properties in it.
    pub count: u32,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DriftGroup {
    /// Its name.
    pub group: String,
    /// How it stands as a whole.
    pub state: DriftState,
    /// True where the sides do not agree and should.
    pub differs: bool,
    /// Why, in one clause.
    pub note: String,
    /// Since when, where a time tells: RFC 3339.
    pub since: Option<String>,
    /// Pending longer than it should.
    pub stuck: bool,
    /// Properties whose difference the settings hide; they are in no count.
    pub hidden: u32,
    /// Properties by state, what needs a look first.
    pub counts: Vec<DriftCount>,
    /// Times that contradict each other, each in one clause.
    pub skews: Vec<String>,
    /// The properties asked for, in the order of the text.
    pub rows: Vec<DriftRow>,
}

/// One twin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DriftTwin {
    /// Device and module id, or the source.
    pub name: String,
    /// What it was taken for.
    pub kind: String,
    /// True where a group differs.
    pub differs: bool,
    /// Properties whose difference the settings hide.
    pub hidden: u32,
    /// Its groups, in the order of the text.
    pub groups: Vec<DriftGroup>,
}
