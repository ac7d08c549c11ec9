//! The settings of the workspace: what is hidden, why, and what hiding more would hide.

use serde::{Deserialize, Serialize};

use super::FindingView;

/// How far an ignore reaches that is made from a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Reach {
    /// The rule at this place, of every twin.
    Place,
    /// The rule in this group, or in what stands around the place.
    Group,
    /// The rule everywhere on this device.
    Device,
    /// The rule everywhere.
    Everywhere,
}

/// A wish to hide findings like one.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct HideRequest {
    /// The twin.
    pub twin: u32,
    /// Index of the finding in it.
    pub finding: u32,
    /// How far.
    pub reach: Reach,
    /// Why, for those who come after; may be empty.
    pub reason: String,
}

/// How far an ignore of drift reaches that is made from a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum DriftReach {
    /// The property, of every twin.
    Property,
    /// The whole group, of every twin.
    Group,
    /// The property, on this device.
    Device,
}

/// A wish to hide the drift of a property.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct HideDriftRequest {
    /// The twin.
    pub twin: u32,
    /// JSON pointer of the property within its document, on either side.
    pub pointer: String,
    /// How far.
    pub reach: DriftReach,
    /// Why, for those who come after; may be empty.
    pub reason: String,
}

/// A finding, or a property that drifted, that would be hidden.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PreviewRow {
    /// Name of its twin.
    pub name: String,
    /// What it says, or how the property stands.
    pub message: String,
    /// JSON pointer within the document.
    pub pointer: String,
    /// Line.
    pub line: u32,
}

/// What an ignore would hide of the loaded twins.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct HidePreview {
    /// The ignore in words: `comment at /tags/** of pump-1`.
    pub hides: String,
    /// Findings, or properties, it would hide.
    pub findings: u32,
    /// Twins they are of.
    pub twins: u32,
    /// Some of them.
    pub rows: Vec<PreviewRow>,
    /// Twins looked at for it.
    pub looked: u32,
    /// Twins that come into question; more than were looked at where there are very many.
    pub candidates: u32,
    /// File the ignore is written to.
    pub file: String,
}

/// A finding that the settings hide.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct HiddenView {
    /// The finding, with the severity it would have.
    pub finding: FindingView,
    /// The reason the user gave, or what hides it.
    pub because: String,
    /// Number of the ignore, from 0; absent where the rule is off.
    pub ignore: Option<u32>,
    /// The ignore in words, to be named when it is taken back.
    pub hides: String,
}

/// A window of what is hidden in a part of a twin.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct HiddenPage {
    /// Hidden findings in this part.
    pub total: u32,
    /// Index of the first row.
    pub first: u32,
    /// The rows asked for, in the order of the text.
    pub rows: Vec<HiddenView>,
}

/// An ignore of the settings.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct IgnoreView {
    /// Number, from 0.
    pub number: u32,
    /// Line in the file.
    pub line: u32,
    /// What it hides, in words.
    pub hides: String,
    /// Why, where the user said it.
    pub reason: Option<String>,
    /// Findings, or properties, of the loaded twins it hides; absent where it matches nothing.
    pub matched: Option<u32>,
}

/// A rule whose severity the settings choose.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SeverityView {
    /// The rule.
    pub rule: String,
    /// `error`, `warning`, `info` or `off`.
    pub chosen: String,
    /// Severity it normally has.
    pub usual: String,
}

/// A pack of the settings.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PackView {
    /// Number, from 0.
    pub number: u32,
    /// Its folder, as written in the file.
    pub folder: String,
    /// Name for people; absent where the folder could not be looked at.
    pub title: Option<String>,
    /// Schemas in use.
    pub schemas: u32,
    /// What is wrong in it, errors first, with file, line and column.
    pub problems: Vec<String>,
    /// Further problems that are not listed.
    pub further: u32,
}

/// How long a change may be pending before it is told as stuck.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct StuckAfter {
    /// What the settings say: `1h 30m`.
    pub chosen: Option<String>,
    /// What holds without it.
    pub usual: String,
}

/// The settings in force.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// Their file; changes are written there.
    pub file: String,
    /// True for those of a folder, false for those the program keeps for loose files.
    pub of_folder: bool,
    /// Ignores, in the order of the file.
    pub ignores: Vec<IgnoreView>,
    /// Ignores of drift, in the order of the file.
    pub drift: Vec<IgnoreView>,
    /// How long a change may be pending.
    pub stuck_after: StuckAfter,
    /// Rules with a severity of their own.
    pub severities: Vec<SeverityView>,
    /// Packs of schemas, in the order of the file.
    pub packs: Vec<PackView>,
    /// Files of settings further down in what is open, which are not applied.
    pub nested: Vec<String>,
    /// What is wrong in the file, with line and column.
    pub troubles: Vec<String>,
    /// True where the last change can be undone.
    pub can_undo: bool,
    /// Findings hidden in all loaded twins.
    pub hidden: u32,
}
