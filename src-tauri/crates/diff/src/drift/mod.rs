//! Drift of one group: how each property that is asked for stands to what is reported. One state a property, decided
//! in `judge.rs` alone; `rows.rs` walks.
//!
//! What is reported and not asked for is no drift, and where nothing is asked for nothing drifts.

mod judge;
mod pair;
mod rows;
#[cfg(test)]
mod tests;
mod times;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use twin::Value;

use crate::habits::Habits;

pub use judge::Judge;
pub use pair::Pair;
pub use rows::{Drift, Row};
pub use times::{Skew, SkewKind};

/// How a property stands. What needs a look comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// The device says that it could not be applied.
    Failed,
    /// The device reported another value after it was asked.
    Drifted,
    /// The device has not come to it.
    Pending,
    /// It is asked for and not reported; by design where the reason says so.
    NotReported,
    /// It differs, and nothing tells why.
    Unknown,
    /// A local setting has precedence.
    Overridden,
    /// Nobody reads what is asked for.
    Ignored,
    /// What is asked for is reported.
    InSync,
    /// It is reported and not asked for.
    ReportedOnly,
}

impl State {
    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Drifted => "drifted",
            Self::Pending => "pending",
            Self::NotReported => "notReported",
            Self::Unknown => "unknown",
            Self::Overridden => "overridden",
            Self::Ignored => "ignored",
            Self::InSync => "inSync",
            Self::ReportedOnly => "reportedOnly",
        }
    }

    /// Every state, what needs a look first.
    pub const ALL: [Self; 9] = [
        Self::Failed,
        Self::Drifted,
        Self::Pending,
        Self::NotReported,
        Self::Unknown,
        Self::Overridden,
        Self::Ignored,
        Self::InSync,
        Self::ReportedOnly,
    ];
}

/// Why a property has its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Both say the same.
    Equal,
    /// Both mean the same in two spellings.
    Respelled,
    /// The device reports that it is there, and no more.
    InShort,
    /// It shall not be there and is not.
    GoneAsAsked,
    /// Null deletes it.
    Deleted,
    /// Nothing is asked for in it.
    NothingAsked,
    /// Others in it decide.
    Inside,
    /// The device reports the group as pending.
    StatusPending,
    /// The device is about to replace the report.
    Refreshing,
    /// Asked after the last report.
    AskedLater,
    /// The last report is of another deployment.
    OtherDeployment,
    /// The device never reported the group.
    NeverReported,
    /// An error names the property, or what it stands in.
    Error,
    /// The device reports the group as failed.
    StatusFailed,
    /// Reported after it was asked.
    ReportedLater,
    /// The device reports success.
    StatusSucceeded,
    /// It shall not be there and is.
    StillThere,
    /// A policy gives the device's own setting precedence.
    LocalPolicy,
    /// State of the device that nobody can ask for.
    ReadOnly,
    /// Nobody asked for it.
    NotAsked,
    /// The default, for which nobody asked.
    Default,
    /// The agent never reports it.
    ByDesign,
    /// The reporting mode asks for no report.
    NotRequested,
    /// The group is reported without it.
    LeftOut,
    /// The group has no version.
    NoVersion,
    /// The device has no such group.
    UnknownGroup,
    /// A command, not a configuration.
    Command,
    /// A node about the twin, not of the device's configuration.
    Declaration,
    /// No schema has a place for it.
    Unread,
    /// No times and no status tell which side is the later one.
    NoTimes,
    /// The document has no reported section.
    NotSeen,
    /// A known defect of the agent: what is reported may be of another property.
    Defect,
}

impl Reason {
    /// True where the absence is as it should be.
    #[must_use]
    pub fn is_by_design(self) -> bool {
        matches!(self, Self::ByDesign | Self::NotRequested)
    }
}

/// What is decided about a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The state.
    pub state: State,
    /// Why.
    pub reason: Reason,
    /// Since when, where a time tells.
    pub since: Option<Timestamp>,
    /// Pending longer than it should.
    pub is_stuck: bool,
    /// Number of the error that explains it, in [`Contract::errors`].
    pub error: Option<u32>,
    /// What stands below does not matter.
    pub is_settled: bool,
}

impl Verdict {
    #[inline]
    pub(crate) fn new(state: State, reason: Reason) -> Self {
        Self {
            state,
            reason,
            since: None,
            is_stuck: false,
            error: None,
            is_settled: false,
        }
    }

    /// True where the two sides do not agree and should.
    #[must_use]
    pub fn is_difference(&self) -> bool {
        match self.state {
            State::Failed | State::Drifted | State::Pending | State::Unknown => true,
            State::Overridden => true,
            State::NotReported => !self.reason.is_by_design(),
            State::Ignored | State::InSync | State::ReportedOnly => false,
        }
    }
}

/// What the device says of a whole group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// Nothing.
    #[default]
    Unsaid,
    /// It is at it.
    Pending,
    /// It is done.
    Succeeded,
    /// It could not do it, or not all of it.
    Failed,
}

/// An error that the device reports.
#[derive(Debug, Clone)]
pub struct Failure<'d> {
    /// What failed: a property, an element, a sub-group, or the group.
    pub operation: Box<str>,
    /// Its code.
    pub code: Option<i64>,
    /// The entry.
    pub value: Value<'d>,
}

/// What is known of a group and of what its device says: data, filled by whoever knows the groups.
#[derive(Debug, Clone, Default)]
pub struct Contract<'d> {
    /// Name of the group.
    pub name: String,
    /// What is known of its properties.
    pub habits: Option<Arc<Habits>>,
    /// Why nobody reads the group, if nobody does.
    pub ignored: Option<Reason>,
    /// What the device says.
    pub standing: Standing,
    /// The device is about to replace the report.
    pub is_refreshing: bool,
    /// The report is of another deployment than the one asked for.
    pub is_of_other_deployment: bool,
    /// The operator asks for no report.
    pub is_unreported: bool,
    /// True for an element that asks not to be reported.
    pub is_silent: Option<fn(Value<'_>) -> bool>,
    /// A policy gives the device's own settings precedence.
    pub is_local: bool,
    /// Errors in the report.
    pub errors: Vec<Failure<'d>>,
    /// When the device says that it reported, by its own clock.
    pub device_time: Option<Value<'d>>,
    /// Members that are about the group, at any depth: no properties of it.
    pub aside: &'static [&'static str],
    /// Returns a name without what is only a mark on it; nothing where names have no marks.
    pub plain: Option<fn(&str) -> &str>,
}

/// Both sides of a group, and when they were written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sides<'d> {
    /// What is asked for.
    pub desired: Option<Value<'d>>,
    /// What is reported.
    pub reported: Option<Value<'d>>,
    /// Node of `$metadata` for the desired side.
    pub desired_stamps: Option<Value<'d>>,
    /// Node of `$metadata` for the reported side.
    pub reported_stamps: Option<Value<'d>>,
    /// The document has a reported section.
    pub has_reported: bool,
}

/// The time of the look, and what counts as too long.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// Now, where it is known.
    pub now: Option<Timestamp>,
    /// How long a change may be pending.
    pub patience: SignedDuration,
}

impl Default for Clock {
    /// No time is known; an hour is long.
    fn default() -> Self {
        Self {
            now: None,
            patience: SignedDuration::from_hours(1),
        }
    }
}

/// Errors by what failed.
pub(crate) type ErrorsByName<'c> = HashMap<&'c str, u32>;
