//! One twin beside all others that are loaded.

use serde::{Deserialize, Serialize};

use super::PropertyCell;

/// A property, and how many others have the same value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct FleetRow {
    /// `tags`, `desired` or `reported`.
    pub section: String,
    /// JSON pointer below the section.
    pub path: String,
    /// The value; nothing where only others have one.
    pub value: Option<PropertyCell>,
    /// Others with the same value, or without any where this one has none.
    pub same: u32,
    /// Others with another value.
    pub other: u32,
    /// Others without any.
    pub without: u32,
    /// The other value that most have, cut, masked where secret.
    pub most: Option<String>,
    /// How many have it.
    pub most_count: u32,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct FleetRequest {
    /// The twin.
    pub twin: u32,
    /// Also what all others have in common with it.
    pub full: bool,
    /// Words that a place or a value has.
    pub search: String,
    /// First row.
    pub first: u32,
    /// Number of rows.
    pub count: u32,
}

/// How far the counting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Counted {
    /// Nothing is counted for this twin.
    No,
    /// It is under way.
    Counting,
    /// It was stopped: some others are not in it.
    Stopped,
    /// All others are in it.
    Yes,
}

/// A window of the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct FleetPage {
    /// How far the counting is.
    pub counted: Counted,
    /// Its job, while it is under way.
    pub job: Option<u32>,
    /// Twins it was compared with.
    pub others: u32,
    /// Other twins that are loaded.
    pub loaded: u32,
    /// Twins of the same device, which were left out.
    pub left_out: u32,
    /// The list has changed since: counted again, it may be another answer.
    pub outdated: bool,
    /// Properties that not all others have in common with it.
    pub outliers: u32,
    /// Rows in all.
    pub total: u32,
    /// First row of the window.
    pub first: u32,
    /// The rows, what is rare first.
    pub rows: Vec<FleetRow>,
}
