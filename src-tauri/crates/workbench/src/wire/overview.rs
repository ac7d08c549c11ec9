//! The first page of a twin: what it was taken for, how full it is, which versions were agreed.

use serde::Serialize;

use super::{Badge, PlaceView};

/// What the input was taken for and why, so that nothing is guessed silently.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TakenFor {
    /// Machine name, as in the command line's JSON: `service-twin`, `merge-patch` …
    pub kind: String,
    /// Two or three words.
    pub title: String,
    /// The evidence in one sentence.
    pub because: String,
    /// True where wrapping it into a twin is offered.
    pub can_wrap: bool,
    /// True where text repairs were assumed, so that a repaired text can be copied.
    pub repaired: bool,
}

/// One identity or counter field of the twin, shown as written.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Term {
    /// Field name as in the twin.
    pub name: String,
    /// Value as written, masked where secret.
    pub value: String,
    /// Where it stands.
    pub place: PlaceView,
}

/// How much of a platform limit a section uses.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Meter {
    /// `tags`, `desired` or `reported`.
    pub section: String,
    /// Bytes counted by the hub's rule.
    pub bytes: u64,
    /// Bytes allowed.
    pub bytes_limit: u64,
    /// Deepest nesting of containers below the section.
    pub depth: u32,
    /// Nesting allowed.
    pub depth_limit: u32,
    /// Longest key in bytes.
    pub longest_key: u64,
    /// Longest string value in bytes.
    pub longest_value: u64,
    /// `$version` as written.
    pub version: Option<String>,
    /// Newest `$lastUpdated` of the section, as written.
    pub last_updated: Option<String>,
    /// Where the section stands.
    pub place: Option<PlaceView>,
}

/// One declared version, or its absence.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct VersionCell {
    /// As written; absent where nothing is declared.
    pub text: Option<String>,
    /// Where it is declared.
    pub place: Option<PlaceView>,
}

/// The verdict of one direction under one profile.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SideVerdict {
    /// `draft`, `ga-doc`, `ga-agent` or `gen1`.
    pub profile: String,
    /// Row of the decision table: `A5`, `B7`, `C2` …
    pub row: String,
    /// `ok`, `note`, `ignored`, `undetermined` or `error`.
    pub verdict: String,
    /// One sentence.
    pub because: String,
}

/// One group's line in the negotiation table.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct NegotiationRow {
    /// Configuration group.
    pub group: String,
    /// Dialect the group speaks: `2018-09 draft`, `GA` …
    pub dialect: String,
    /// Version the portal writes into desired.
    pub portal_output: VersionCell,
    /// Highest version the portal reads from reported.
    pub portal_max_input: VersionCell,
    /// Highest version the device reads from desired.
    pub device_max_input: VersionCell,
    /// Version the device writes into reported.
    pub device_output: VersionCell,
    /// Desired direction, the group's own profile first.
    pub desired: Vec<SideVerdict>,
    /// Reported direction, the group's own profile first.
    pub reported: Vec<SideVerdict>,
    /// The worse of the two under the group's own profile.
    pub overall: String,
    /// Deployment identity asked for, and the one reported.
    pub deployment: Vec<String>,
}

/// The first page of a twin.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// Handle of the twin.
    pub id: u32,
    /// Device id or file name.
    pub name: String,
    /// Full path or other origin.
    pub source: String,
    /// What it was taken for.
    pub taken_for: TakenFor,
    /// Findings by severity.
    pub badge: Badge,
    /// Identity and counters, in the order of the twin.
    pub identity: Vec<Term>,
    /// One meter a section that is there.
    pub meters: Vec<Meter>,
    /// One row a group.
    pub negotiation: Vec<NegotiationRow>,
}

/// Which devices of the loaded set declare a group at a version.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Discovery {
    /// The condition as IoT Hub query text, with the path that really exists.
    pub query: String,
    /// Twins that match, by handle.
    pub matching: Vec<u32>,
    /// Twins that declare the same elsewhere, or in another spelling, where the query does not find them, with the
    /// version.
    pub elsewhere: Vec<(u32, String)>,
    /// Twins that declare the group at another version, with that version.
    pub others: Vec<(u32, String)>,
    /// Twins asked.
    pub asked: u32,
}
