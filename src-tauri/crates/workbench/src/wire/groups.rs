//! One configuration group: its properties beside their schema, and the fixes that are safe.

use serde::{Deserialize, Serialize};

use super::{Badge, CellKind};

/// What a row of a group stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum PropertyKind {
    /// A property, with members or without.
    Property,
    /// Properties that are applied, and fail, together.
    SubGroup,
    /// One of a list or map: an app, a certificate.
    Element,
}

/// How the two sides of a property stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum PropertyState {
    /// Required, and not there.
    Missing,
    /// The device says that it could not be applied.
    Failed,
    /// The device reported another value after it was asked.
    Drifted,
    /// Both sides say something, not the same, and nothing tells why.
    Different,
    /// The schema does not know it: nobody reads it.
    Unknown,
    /// Nobody reads the group it stands in.
    Ignored,
    /// Desired, and the device has not come to it.
    Pending,
    /// The device's own setting has precedence.
    Overridden,
    /// Desired, and the device says nothing of it.
    NotReported,
    /// Reported, and nobody asks for it.
    NotAsked,
    /// The device says the same in its own spelling.
    Respelled,
    /// Desired, and never reported, by design.
    ByDesign,
    /// State of the device that nobody can ask for.
    ReadOnly,
    /// Both sides say the same.
    Same,
    /// The schema knows it; the twin does not have it.
    NotSet,
}

/// How many properties are in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct StateCount {
    /// The state.
    pub state: PropertyState,
    /// Properties in it; those that are not set are not counted.
    pub count: u32,
}

/// One side of a property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PropertyCell {
    /// JSON type.
    pub kind: CellKind,
    /// The value as written, without the quotes of a string, cut at 400 characters, masked where secret.
    pub text: String,
    /// True where the text is cut.
    pub cut: bool,
    /// True where a secret is masked.
    pub masked: bool,
    /// JSON pointer within the input.
    pub pointer: String,
    /// What the value means, where the schema says so.
    pub meaning: Option<String>,
}

/// A finding at a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct FindingMark {
    /// Index of the finding in this twin's findings.
    pub index: u32,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// Rule name.
    pub rule: String,
    /// What it says.
    pub message: String,
}

/// One value that a property may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct AllowedValue {
    /// The value as JSON text.
    pub value: String,
    /// What it means, where the schema says so.
    pub meaning: Option<String>,
}

/// What the schema says about a property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PropertyText {
    /// One or two sentences.
    pub description: String,
    /// JSON types it may have: `integer`, `string` …; empty for any.
    pub types: Vec<String>,
    /// Values it may have, at most 40.
    pub allowed: Vec<AllowedValue>,
    /// Values beyond those.
    pub further_allowed: u32,
    /// True where there are no other values.
    pub closed: bool,
    /// Smallest and largest number in words: `0 to 23`.
    pub range: Option<String>,
    /// Shortest and longest text in words.
    pub length: Option<String>,
    /// Regular expression of the text.
    pub pattern: Option<String>,
    /// Value that counts where none is given, as JSON text.
    pub default: Option<String>,
    /// True where a complete group has it.
    pub required: bool,
    /// How it comes back in reported, where that is not plain.
    pub reported: Option<String>,
    /// Name of the sub-group with which it is applied, where that has several properties.
    pub sub_group: Option<String>,
    /// Names that are used for it and that nobody reads.
    pub aliases: Vec<String>,
    /// What documents say differently.
    pub documented: Option<String>,
    /// A defect of the agent that shows here.
    pub defect: Option<String>,
    /// Node of the configuration service provider behind it.
    pub csp: Option<String>,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// One row of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PropertyRow {
    /// Path below the group, for folding, opening and selection.
    pub key: String,
    /// Name as in the twin.
    pub name: String,
    /// Short name for people; empty where no schema has one.
    pub title: String,
    /// Indentation.
    pub depth: u32,
    /// What it stands for.
    pub kind: PropertyKind,
    /// Desired side.
    pub desired: Option<PropertyCell>,
    /// Reported side.
    pub reported: Option<PropertyCell>,
    /// Unit as a word.
    pub unit: Option<String>,
    /// How the sides stand to each other; of a part with members the worst inside.
    pub state: PropertyState,
    /// What is to be said about the state, in one clause; empty where its name says it all.
    pub note: String,
    /// Findings exactly here, most serious first, at most 8.
    pub findings: Vec<FindingMark>,
    /// True where there are rows below.
    pub has_children: bool,
    /// True where they are folded away.
    pub folded: bool,
    /// True where the schema has something to say, so that the row can be opened.
    pub has_text: bool,
    /// What the schema says, for a row that is open.
    pub text: Option<PropertyText>,
}

/// The schema that one side of a group is held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SchemaInForce {
    /// Path in the catalogue: `ga/rebootInfo/desired-1.0.0.json`.
    pub path: String,
    /// Dialect and version: `ga 1.0.0`.
    pub name: String,
    /// Name of the pack it comes from, where it is not built in.
    pub pack: Option<String>,
    /// Why this one, in one clause.
    pub because: String,
    /// False where nothing can be held against it: only another major number is known.
    pub binding: bool,
}

/// The status that a group reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct GroupStatus {
    /// `notStarted`, `pending`, `succeeded`, `failed`, or the word as reported.
    pub name: String,
    /// True where it is a word that the agents write.
    pub known: bool,
}

/// What is said of a group above its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct GroupHead {
    /// Name as in the twin.
    pub group: String,
    /// Short name for people; empty where no schema has one.
    pub title: String,
    /// One or two sentences; empty where no schema has them.
    pub description: String,
    /// Machine name of the dialect.
    pub dialect: String,
    /// Name of the dialect for people.
    pub dialect_title: String,
    /// What speaks for the dialect.
    pub dialect_because: String,
    /// Present in desired.
    pub in_desired: bool,
    /// Present in reported.
    pub in_reported: bool,
    /// True where desired or reported holds "refreshing" in place of the group.
    pub refreshing: bool,
    /// Status it reports, if any.
    pub status: Option<GroupStatus>,
    /// Schema for desired.
    pub desired: Option<SchemaInForce>,
    /// Schema for reported.
    pub reported: Option<SchemaInForce>,
    /// True where the catalogue has a schema for a group of this name.
    pub known: bool,
    /// Findings of the group.
    pub badge: Badge,
    /// Findings of the group that stand at none of its rows, at most 12.
    pub elsewhere: Vec<FindingMark>,
    /// Properties by state, those that need a look first.
    pub states: Vec<StateCount>,
    /// Findings that a patch can mend.
    pub fixes: u32,
    /// Versions that the other end may have.
    pub counterparts: u32,
}

/// Which rows of a group are wanted.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct GroupRequest {
    /// Handle of the twin.
    pub twin: u32,
    /// Name of the group.
    pub group: String,
    /// Also what the schema knows and the twin does not have.
    pub unset: bool,
    /// Only rows whose title, name or value contains this, case ignored, with those above them.
    pub search: String,
    /// Keys of rows that are folded, or unfolded, against their habit.
    pub toggled: Vec<String>,
    /// Key of the row whose text is wanted.
    pub open: Option<String>,
    /// Index of the first row wanted.
    pub first: u32,
    /// Rows wanted.
    pub count: u32,
}

/// A window of a group.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct GroupPage {
    /// What is said above the rows.
    pub head: GroupHead,
    /// Rows in all.
    pub total: u32,
    /// Index of the first row.
    pub first: u32,
    /// The rows asked for.
    pub rows: Vec<PropertyRow>,
}

/// What is copied of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum GroupCopy {
    /// The safe fixes as a merge patch (RFC 7396) for the twin.
    MergePatch,
    /// The safe fixes as a JSON patch (RFC 6902) for the twin.
    JsonPatch,
    /// The group as it would be written for a counterpart.
    Document,
}

/// What is to be copied of a group.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct GroupCopyRequest {
    /// Handle of the twin.
    pub twin: u32,
    /// Name of the group.
    pub group: String,
    /// What.
    pub what: GroupCopy,
    /// Name of the counterpart, for a document.
    pub to: String,
    /// True for the reported side of the document.
    pub reported: bool,
}
