//! The middle and right panes: sections and groups, their values, their findings.

use serde::{Deserialize, Serialize};

/// Findings by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Badge {
    /// What is wrong.
    pub errors: u32,
    /// What works but will surprise.
    pub warnings: u32,
    /// What is good to know.
    pub infos: u32,
}

/// The tabs of the right pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Tab {
    /// One group beside its schema; values while no group is selected.
    Group,
    /// Values, desired left, reported right.
    Values,
    /// Desired against reported.
    Drift,
    /// Findings.
    Findings,
    /// The original text.
    Json,
    /// The snapshots of the twin on an axis, and two of them beside each other.
    History,
}

/// What a line of the tree stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum ScopeKind {
    /// The whole input.
    Twin,
    /// Identity and counters.
    Identity,
    /// `tags`.
    Tags,
    /// `properties.desired` as a whole.
    Desired,
    /// `properties.reported` as a whole.
    Reported,
    /// One configuration group, both sides.
    Group,
}

/// A part of a twin, as asked for by the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Scope {
    /// Which part.
    pub kind: ScopeKind,
    /// The group's name where the part is a group, else empty.
    pub group: String,
}

/// One line of the tree.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TreeRow {
    /// Stable name of the line, for selection and memory.
    pub key: String,
    /// What it stands for.
    pub scope: Scope,
    /// Text shown.
    pub label: String,
    /// Small print: dialect of a group, bytes of a section, what the input was taken for.
    pub note: String,
    /// Indentation, 0 for the twin.
    pub depth: u32,
    /// Findings inside.
    pub badge: Badge,
    /// For a group: present in desired.
    pub in_desired: bool,
    /// For a group: present in reported.
    pub in_reported: bool,
}

/// Which values are wanted.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ValuesRequest {
    /// Handle of the twin.
    pub twin: u32,
    /// Part of the twin.
    pub scope: Scope,
    /// Show `$metadata` and `$version` as values, too.
    pub show_metadata: bool,
    /// Only rows whose name or value contains this, case ignored, with their parents.
    pub search: String,
    /// Names (`ValueRow.key`) of rows whose children are folded away.
    pub folded: Vec<String>,
    /// Index of the first row wanted.
    pub first: u32,
    /// Rows wanted.
    pub count: u32,
}

/// JSON type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum CellKind {
    /// Text.
    String,
    /// Number, kept as written.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`.
    Null,
    /// Object; the text says how many members.
    Object,
    /// Array; the text says how many elements.
    Array,
}

/// One side of a row.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ValueCell {
    /// JSON type.
    pub kind: CellKind,
    /// The value as written, without the quotes of a string, cut at 400 characters, masked where secret.
    pub text: String,
    /// True where the text is cut.
    pub cut: bool,
    /// True where a secret is masked.
    pub masked: bool,
    /// JSON pointer.
    pub pointer: String,
    /// `$lastUpdated` of this value, as written.
    pub last_updated: Option<String>,
    /// `$lastUpdatedVersion` of this value.
    pub version: Option<String>,
    /// `$lastUpdatedBy` of this value: the configuration that wrote it.
    pub by: Option<String>,
    /// Worst severity of a finding exactly here.
    pub severity: Option<String>,
    /// Index of that finding.
    pub finding: Option<u32>,
}

/// One row of the values view.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ValueRow {
    /// Path below the section, for folding and selection.
    pub key: String,
    /// Last part of the path.
    pub name: String,
    /// Indentation.
    pub depth: u32,
    /// True where there are children to fold.
    pub has_children: bool,
    /// True where they are folded away.
    pub folded: bool,
    /// Desired side, or the only side of tags and identity.
    pub desired: Option<ValueCell>,
    /// Reported side.
    pub reported: Option<ValueCell>,
}

/// A window of the values.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ValuesPage {
    /// Rows in all.
    pub total: u32,
    /// Index of the first row.
    pub first: u32,
    /// True where the part has two sides.
    pub two_sided: bool,
    /// The rows asked for.
    pub rows: Vec<ValueRow>,
}

/// A place in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PlaceView {
    /// What is there, where it is a related place; else empty.
    pub label: String,
    /// JSON pointer within the input.
    pub pointer: String,
    /// Line from 1.
    pub line: u32,
    /// Column from 1, in characters.
    pub column: u32,
    /// Row of the JSON tab.
    pub row: u32,
}

/// A finding as the desktop shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct FindingView {
    /// Index within the twin.
    pub index: u32,
    /// Rule name.
    pub rule: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// `certain`, `likely` or `possible`.
    pub confidence: String,
    /// What.
    pub message: String,
    /// Why.
    pub reason: String,
    /// Do.
    pub advice: String,
    /// Where.
    pub place: PlaceView,
    /// Other places that matter.
    pub related: Vec<PlaceView>,
    /// Values seen, masked.
    pub evidence: Vec<String>,
    /// Text that would replace what is there, where that is safe.
    pub repair: Option<String>,
    /// Group it belongs to, if any.
    pub group: Option<String>,
    /// What to look up of the device's error code, if it is about one.
    pub code: Option<String>,
}

/// A window of a twin's findings.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct FindingsPage {
    /// Findings in this part.
    pub total: u32,
    /// Further ones in this part that the settings hide.
    pub hidden: u32,
    /// Index of the first row.
    pub first: u32,
    /// The rows asked for, most serious first, then by place.
    pub rows: Vec<FindingView>,
}

/// A rule's page.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct RulePage {
    /// Rule name.
    pub rule: String,
    /// Severity it normally has.
    pub severity: String,
    /// Part of the catalogue: `syntax`, `shape`, `limits`, `names`, `versions`, `status`, `metadata`, `agent`.
    pub category: String,
    /// The page in Markdown: what, why, do, example.
    pub markdown: String,
}

/// How something is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum CopyFormat {
    /// IoT Hub query path: `properties.desired.rebootInfo`.
    Path,
    /// JSON pointer: `/properties/desired/rebootInfo`.
    Pointer,
    /// The value alone, as JSON, secrets masked.
    Value,
    /// Markdown for a ticket: one finding, or the twin's summary with every finding.
    Markdown,
    /// The whole text with the assumed repairs made, secrets masked.
    Repaired,
}

/// What is to be copied.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CopyRequest {
    /// Handle of the twin.
    pub twin: u32,
    /// Pointer of the value; empty for the whole twin.
    pub pointer: String,
    /// Index of the finding, where a finding is copied.
    pub finding: Option<u32>,
    /// How.
    pub format: CopyFormat,
    /// Number of the snapshot of its history that is meant; the twin as it is open without one.
    #[serde(default)]
    #[cfg_attr(test, ts(optional))]
    pub snapshot: Option<u32>,
}
