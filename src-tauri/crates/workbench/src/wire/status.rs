//! The state of the workspace as a whole, and refusals.

use serde::{Deserialize, Serialize};

use super::{RememberedSimulation, Tab};

/// Long work under way.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// Handle for `cancel`.
    pub job: u32,
    /// What is going on: `listing`, `reading`, `checking`, `comparing`.
    pub phase: String,
    /// Name of what is being worked on.
    pub subject: String,
    /// Units done (twins).
    pub done: u32,
    /// Units in all, where known.
    pub total: Option<u32>,
    /// Bytes read.
    pub bytes: u64,
    /// Bytes in all, where known.
    pub bytes_total: Option<u64>,
}

/// An input that could not be looked at.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// File or other origin.
    pub source: String,
    /// Reason, for the table of words.
    pub code: ErrorCode,
    /// What the system said, one line.
    pub detail: String,
}

/// The workspace at a glance; sent as the event `workspace` whenever it changes.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Grows with every change; a page with an older one is stale.
    pub revision: u32,
    /// Twins loaded.
    pub loaded: u32,
    /// Twins diagnosed.
    pub checked: u32,
    /// Findings over all diagnosed twins.
    pub errors: u32,
    /// Warnings over all diagnosed twins.
    pub warnings: u32,
    /// Notes over all diagnosed twins.
    pub infos: u32,
    /// Findings over all diagnosed twins that the settings hide; the others do not count them.
    pub hidden: u32,
    /// Work under way.
    pub activities: Vec<Activity>,
    /// Inputs that could not be looked at, newest last, at most 200.
    pub problems: Vec<Problem>,
    /// Problems in all.
    pub problem_count: u32,
    /// Why nothing is kept in the history of what was opened last, and the way out; nothing where it is kept.
    pub not_kept: Option<String>,
}

/// Why a call was refused. Every code has its words in one table of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    /// Nothing is at that path.
    NotFound,
    /// The system forbids reading it.
    NoPermission,
    /// A pipe, socket or device, which could block for ever.
    NotAFile,
    /// A folder without any twin file.
    EmptyFolder,
    /// Reading failed half way.
    ReadFailed,
    /// Larger than one document may be.
    TooLarge,
    /// Not text in any encoding a twin may have.
    NotText,
    /// The user stopped it.
    Cancelled,
    /// That twin is no longer loaded.
    Closed,
    /// No rule has that name.
    UnknownRule,
    /// The twin has no such group, or the group no such counterpart.
    UnknownGroup,
    /// The file changed since it was opened.
    Changed,
    /// A document of the simulator cannot be read, or one of its switches is unknown.
    NotSimulated,
    /// Remembered state could not be written.
    NotRemembered,
    /// A file, where the folder of a pack belongs.
    NotAFolder,
    /// A pack has errors, and not all of it is used.
    PackFaulty,
    /// Something is there already, and nothing is written over it.
    InTheWay,
    /// No schema has that key.
    UnknownSchema,
    /// The settings of the workspace are wrong, or do not hold what is to be changed.
    BadSettings,
    /// The settings of the workspace could not be written.
    NotWritten,
    /// A file that was to be saved could not be written.
    NotSaved,
    /// That file is open: saving would write over what is looked at.
    OpenInput,
    /// Another program holds the history.
    HistoryLocked,
    /// The history is damaged.
    HistoryDamaged,
    /// A newer Twinscope wrote the history.
    HistoryNewer,
    /// The history cannot be read for another reason.
    HistoryUnread,
    /// The history no longer has that snapshot.
    UnknownSnapshot,
    /// There is not one twin in it, where one is wanted.
    NotATwin,
    /// A patch that was made does not lead where it should; it is not offered.
    PatchUnsound,
    /// The bench hub does not run.
    BenchStopped,
    /// A port of the bench hub is taken, or not allowed.
    BenchPort,
    /// Another bench hub has the folder.
    BenchRunning,
    /// The bench hub cannot run for another reason.
    BenchNotStarted,
    /// The bench hub does not do what it is asked.
    BenchRefused,
}

/// A refused call.
#[derive(Debug, Clone, Serialize, thiserror::Error)]
#[error("{subject}: {detail}")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// Reason, for the table of words.
    pub code: ErrorCode,
    /// What was asked for.
    pub subject: String,
    /// What the system said, one line.
    pub detail: String,
}

/// A file or folder opened before.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Recent {
    /// Full path.
    pub path: String,
    /// Last part of the path.
    pub name: String,
    /// True for a folder.
    pub folder: bool,
}

/// Colours chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// What the window was showing, kept from one start to the next.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct Remembered {
    /// Files and folders that were open.
    pub open: Vec<String>,
    /// Name of the selected twin.
    pub twin: Option<String>,
    /// Selected line of the tree: its `key`.
    pub tree: Option<String>,
    /// Selected tab.
    pub tab: Option<Tab>,
    /// Width of the list, in CSS pixels.
    pub list_width: Option<u32>,
    /// Width of the tree, in CSS pixels.
    pub tree_width: Option<u32>,
    /// Colours chosen.
    pub theme: Theme,
    /// Whether `$metadata` was shown among the values.
    pub show_metadata: bool,
    /// Whether it was shown beside the values who wrote them.
    pub show_blame: bool,
    /// What the simulator was showing.
    pub simulation: Option<RememberedSimulation>,
    /// Whether the bench hub starts with the window.
    pub bench: bool,
}

/// What a new window starts from.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Startup {
    /// Program version.
    pub version: String,
    /// True where files were given on the command line, so that nothing else is re-opened.
    pub given: bool,
    /// What the last window was showing.
    pub remembered: Remembered,
    /// Files and folders opened before, newest first.
    pub recent: Vec<Recent>,
}
