//! The dictionary of error codes: what a search box gets for what is typed.

use serde::Serialize;

/// One meaning of a code.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CodeRow {
    /// Stable name of the row.
    pub key: String,
    /// Who gives the code out: `agent`, `win32`, `iot-hub` …
    pub family: String,
    /// The same for people.
    pub family_title: String,
    /// The number as its family writes it; none for a status in words.
    pub code: Option<String>,
    /// A Windows code as HRESULT.
    pub hresult: Option<String>,
    /// Symbolic names, the first one first.
    pub names: Vec<String>,
    /// What.
    pub words: String,
    /// Why.
    pub cause: String,
    /// Do.
    pub way_out: String,
    /// Where the facts are from.
    pub source: String,
    /// The whole row for a ticket.
    pub markdown: String,
}

/// A family of codes.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CodeFamily {
    /// Name that finds all of its codes when it is typed.
    pub name: String,
    /// The same for people.
    pub title: String,
    /// Where its codes are seen.
    pub about: String,
    /// How many it has.
    pub codes: u32,
}

/// What a search box gets.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CodesPage {
    /// Codes found.
    pub total: u32,
    /// The first of them, the likeliest first.
    pub rows: Vec<CodeRow>,
    /// What the bits of a number tell.
    pub decoded: Option<String>,
    /// Why nothing was found, with what can still be told.
    pub problem: Option<String>,
    /// Every family, for whoever does not know what to type.
    pub families: Vec<CodeFamily>,
}
