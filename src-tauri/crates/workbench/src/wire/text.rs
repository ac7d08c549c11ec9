//! The JSON tab: the original text, row by row, with a mark where a finding is.

use serde::Serialize;

/// A finding's mark in the gutter.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Mark {
    /// Index of the finding in this twin's findings.
    pub finding: u32,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// Rule name.
    pub rule: String,
    /// What it says.
    pub message: String,
    /// First marked character within the row, from 0, in UTF-16 units.
    pub from: u32,
    /// One past the last marked character within the row.
    pub to: u32,
}

/// One row of text: a line, or a piece of a line too long for a row.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TextRow {
    /// Line number in the file, from 1.
    pub line: u32,
    /// True for the second and later pieces of a long line.
    pub continued: bool,
    /// The text, secrets masked character for character.
    pub text: String,
    /// Marks in this row.
    pub marks: Vec<Mark>,
}

/// A window of the text.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TextPage {
    /// Rows in all.
    pub total: u32,
    /// Index of the first row.
    pub first: u32,
    /// The rows asked for.
    pub rows: Vec<TextRow>,
    /// Every row that has a mark, with its worst severity, for the overview strip; at most 2,000.
    pub strip: Vec<(u32, String)>,
}

/// Where a search hit is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// Row of the hit.
    pub row: u32,
    /// Which hit it is, from 1.
    pub ordinal: u32,
    /// Hits in all, counted up to 10,000.
    pub total: u32,
    /// First character of the hit within the row, in UTF-16 units.
    pub from: u32,
    /// One past its last character.
    pub to: u32,
}
