//! Two sides beside each other: desired against reported, a twin against another, a snapshot against an older one.

use serde::{Deserialize, Serialize};

use super::{Blame, CellKind, Scope};

/// How a row stands. What needs a look comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum DiffState {
    /// Both sides changed it since their common ancestor, and not alike.
    Conflict,
    /// The device says that it could not be applied.
    Failed,
    /// The device reported another value after it was asked.
    Drifted,
    /// The device has not come to it.
    Pending,
    /// Desired, and not reported.
    NotReported,
    /// Both differ, and nothing tells why.
    Unknown,
    /// A local setting has precedence.
    Overridden,
    /// Of two snapshots only the right one has it.
    Added,
    /// Of two snapshots only the left one has it.
    Removed,
    /// Two snapshots have it with different values.
    Edited,
    /// It stands elsewhere in the right snapshot.
    Moved,
    /// Only the left side changed it since the common ancestor.
    ChangedLeft,
    /// Only the right side changed it since the common ancestor.
    ChangedRight,
    /// Both sides changed it since their common ancestor, alike.
    ChangedBoth,
    /// Written in another way, with the same meaning.
    Respelled,
    /// Nobody reads what is asked for.
    Ignored,
    /// Both sides say the same.
    Same,
    /// Reported, and nobody asks for it.
    ReportedOnly,
    /// A difference that the settings hide.
    Hidden,
}

/// What stands beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Compared {
    /// Desired and reported of a part of a twin.
    Drift {
        /// The twin.
        twin: u32,
        /// The part.
        scope: Scope,
    },
    /// Two loaded twins, or two snapshots that are open.
    Twins {
        /// The older, or the one to go by.
        left: u32,
        /// The newer, or the other.
        right: u32,
        /// The one that both come from, where it is known.
        base: Option<u32>,
    },
    /// Two snapshots of the history of a loaded twin.
    Snapshots {
        /// The twin.
        twin: u32,
        /// Number of the older one.
        before: u32,
        /// Number of the newer one.
        after: u32,
    },
}

/// In which form the rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum DiffLayout {
    /// A tree with a column for each side.
    #[default]
    Tree,
    /// JSON text, the sides beside each other.
    Split,
    /// JSON text, the sides below each other.
    Inline,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DiffRequest {
    /// What stands beside each other.
    pub compared: Compared,
    /// In which form.
    pub layout: DiffLayout,
    /// Also what differs in nothing, far from any difference.
    pub full: bool,
    /// States that are wanted; all where it is empty.
    pub states: Vec<DiffState>,
    /// Words that a name or a value has.
    pub search: String,
    /// Where no stamp tells who wrote a property, the history is asked.
    pub blame: bool,
    /// Keys of rows that were folded or unfolded against their habit.
    pub toggled: Vec<String>,
    /// First row.
    pub first: u32,
    /// Number of rows.
    pub count: u32,
}

/// How many properties are in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DiffCount {
    /// The state.
    pub state: DiffState,
    /// Properties in it.
    pub count: u32,
}

/// What is said above the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DiffHead {
    /// What the left side is: `Desired`, or a snapshot.
    pub left: String,
    /// What the right side is.
    pub right: String,
    /// What both come from, where it is known.
    pub base: Option<String>,
    /// Properties by state, what needs a look first.
    pub counts: Vec<DiffCount>,
    /// What is to be known about the whole: times that contradict each other, bounded effort.
    pub notes: Vec<String>,
    /// True where the sides are two twins.
    pub is_of_two: bool,
}

/// A window of the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DiffPage {
    /// Rows in all.
    pub total: u32,
    /// First row of the window.
    pub first: u32,
    /// The rows.
    pub rows: Vec<DiffRow>,
    /// What is said above them.
    pub head: DiffHead,
    /// Rows of differences with their state, in order: for the strip, and to go from one to the next.
    pub marks: Vec<(u32, DiffState)>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum DiffRowKind {
    /// A value without members.
    Leaf,
    /// A value with members, which come below.
    Open,
    /// Its end, in text.
    Close,
    /// Rows that differ in nothing and are left out.
    Gap,
}

/// The ignore of drift that hides a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DriftHidden {
    /// Its number, from 0.
    pub ignore: u32,
    /// The same in words, to be named when it is taken back.
    pub hides: String,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DiffRow {
    /// What folds and selection go by.
    pub key: String,
    /// What it is.
    pub kind: DiffRowKind,
    /// Depth below the part that is shown.
    pub depth: u32,
    /// Name as written; a number where it is an element without a name.
    pub name: String,
    /// True for an element of a list, whose name is no part of the text.
    pub element: bool,
    /// Left side.
    pub left: Option<DiffCell>,
    /// Right side.
    pub right: Option<DiffCell>,
    /// In what both come from.
    pub base: Option<DiffCell>,
    /// How it stands.
    pub state: DiffState,
    /// Why and since when, in words; empty where the state says it all.
    pub reason: String,
    /// The sides do not agree, and should.
    pub differs: bool,
    /// Something stands below.
    pub has_children: bool,
    /// What stands below is not shown.
    pub folded: bool,
    /// Rows left out, where it stands for some.
    pub left_out: u32,
    /// What hides it, where the settings do.
    pub hidden: Option<DriftHidden>,
}

/// A part of a value, beside the other side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DiffPiece {
    /// The part.
    pub text: String,
    /// The other side does not have it.
    pub differs: bool,
}

/// One side of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DiffCell {
    /// JSON type.
    pub kind: CellKind,
    /// The value as written, without the quotes of a string, cut, masked where secret; in parts where it differs.
    pub pieces: Vec<DiffPiece>,
    /// True where it is cut.
    pub cut: bool,
    /// True where a secret is masked.
    pub masked: bool,
    /// JSON pointer within its document.
    pub pointer: String,
    /// Who wrote it and when, as far as anything tells.
    pub blame: Option<Blame>,
}

/// What can be saved of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum PatchForm {
    /// JSON Patch, RFC 6902.
    Json,
    /// Merge patch, RFC 7396.
    Merge,
    /// The changes as a table, for a ticket.
    Markdown,
}

impl PatchForm {
    /// Returns the name that is proposed for the file.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Json => "patch.json",
            Self::Merge => "merge-patch.json",
            Self::Markdown => "changes.md",
        }
    }
}

/// Patches from one twin to another, applied and checked before they are given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Patches {
    /// JSON Patch, RFC 6902, secrets masked.
    pub json: String,
    /// Operations in it.
    pub operations: u32,
    /// Merge patch, RFC 7396, secrets masked.
    pub merge: String,
    /// Nulls that no merge patch can set, as JSON pointers.
    pub inexpressible: Vec<String>,
    /// Texts behind a mask; the values have to be put in before a patch is used.
    pub masked: u32,
    /// The changes as a table, for a ticket.
    pub markdown: String,
}
