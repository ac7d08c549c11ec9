//! The left pane: one line per loaded twin, fetched by the window-full.

use serde::{Deserialize, Serialize};

use super::Badge;

/// Says how far the work on one twin has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum RowState {
    /// Known by name, not read yet.
    Waiting,
    /// Read and diagnosed.
    Checked,
    /// Could not be read; the reason is among the problems.
    Unreadable,
}

/// One loaded twin as the list shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TwinRow {
    /// Handle for every other call; stays valid until the twin is closed.
    pub id: u32,
    /// Device id, or the file's name where the input has none.
    pub name: String,
    /// Module id of a module twin.
    pub module: Option<String>,
    /// Where it came from: file name, with line or element number inside a collection.
    pub source: String,
    /// What the input was taken for, in two or three words.
    pub kind: String,
    /// How far the work has come.
    pub state: RowState,
    /// Findings by severity.
    pub badge: Badge,
    /// What the most serious finding says, if any.
    pub worst: Option<String>,
}

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct Filter {
    /// Words, all of which must match id, module, source or kind; `tag:site=A`,
    /// `finding:<rule>`, `group:<name>` and `declares:<group>@<version>` narrow by content.
    pub text: String,
    /// Only twins with at least this severity: `error`, `warning` or `info`.
    pub at_least: Option<String>,
    /// Most serious first, else in the order of loading.
    pub worst_first: bool,
}

/// A window of the list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ListPage {
    /// Twins loaded.
    pub loaded: u32,
    /// Twins that match the filter.
    pub matching: u32,
    /// Index of the first row among the matching.
    pub first: u32,
    /// The rows asked for.
    pub rows: Vec<TwinRow>,
    /// Why a filter cannot be understood, with the way out.
    pub filter_problem: Option<String>,
}
