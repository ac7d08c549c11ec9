//! What comes of the versions that portal and device declare: one verdict a direction and group.
//!
//! Every verdict is a row of a decision table; [`RowId`] names it.

mod draft;
mod interface;
mod rows;

use std::fmt;

use twin::{NodeId, Value};

use crate::dialect::{Dialect, Profile};
use crate::group::{Group, Groups, Role};
use crate::version::Fault;

pub use rows::{Row, RowId};

/// Who reads what: the device reads desired, the portal reads reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// Written by the portal, read by the device.
    Desired,
    /// Written by the device, read by the portal.
    Reported,
}

impl Direction {
    /// The section's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Desired => "desired",
            Self::Reported => "reported",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a row means, from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// The reader understands the writer.
    Ok,
    /// It does, with something to know.
    Note,
    /// The reader ignores the group.
    Ignored,
    /// A version cannot be read, so nothing can be told; an error for the group as a whole.
    Undetermined,
    /// The reader refuses.
    Error,
}

impl Outcome {
    /// The machine name, as in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Ignored => "ignored",
            Self::Undetermined => "undetermined",
            Self::Error => "error",
        }
    }
}

/// A fault of one of the versions that were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The value with the fault.
    pub node: NodeId,
    /// What is unusual or wrong, and what to write.
    pub fault: Fault,
}

/// The verdict on one direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideRow {
    /// The direction.
    pub direction: Direction,
    /// The row that decides.
    pub row: RowId,
    /// What it means.
    pub outcome: Outcome,
    /// The sentence for people, with group and versions.
    pub because: String,
    /// Further rows that hold.
    pub also: Vec<RowId>,
    /// What is unusual about the versions.
    pub remarks: Vec<Remark>,
    /// The version the portal declares for this direction.
    pub portal: Option<NodeId>,
    /// The version the device declares for this direction.
    pub device: Option<NodeId>,
}

impl SideRow {
    fn new(direction: Direction, row: RowId, outcome: Outcome, because: String) -> Self {
        Self {
            direction,
            row,
            outcome,
            because,
            also: Vec::new(),
            remarks: Vec::new(),
            portal: None,
            device: None,
        }
    }

    fn between(mut self, portal: Option<Value<'_>>, device: Option<Value<'_>>) -> Self {
        self.portal = portal.map(Value::id);
        self.device = device.map(Value::id);
        self
    }

    /// True where this row decides or holds beside the one that does.
    #[must_use]
    pub fn has(&self, row: RowId) -> bool {
        self.row == row || self.also.contains(&row)
    }
}

/// The verdict on a group by the rules of one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Negotiation {
    /// The rules that were used.
    pub profile: Profile,
    /// The device reading what the portal writes.
    pub desired: SideRow,
    /// The portal reading what the device writes.
    pub reported: SideRow,
    /// The worse of both; a version that cannot be read is an error.
    pub overall: Outcome,
}

impl Negotiation {
    /// Returns both directions, desired first.
    #[must_use]
    pub fn sides(&self) -> [&SideRow; 2] {
        [&self.desired, &self.reported]
    }
}

/// Judges a group by the profile of its own dialect.
#[must_use]
pub fn default_negotiation(group: &Group<'_>, groups: &Groups<'_>) -> Negotiation {
    negotiate(group, groups, group.dialect.profile())
}

/// Judges a group by the rules of a profile.
#[must_use]
pub fn negotiate(group: &Group<'_>, groups: &Groups<'_>, profile: Profile) -> Negotiation {
    let [desired, reported] = [Direction::Desired, Direction::Reported]
        .map(|direction| side(group, groups, profile, direction));
    let overall = match desired.outcome.max(reported.outcome) {
        Outcome::Undetermined => Outcome::Error,
        outcome => outcome,
    };
    Negotiation {
        profile,
        desired,
        reported,
        overall,
    }
}

fn side(group: &Group<'_>, groups: &Groups<'_>, profile: Profile, direction: Direction) -> SideRow {
    let name = &group.called();
    let row = |row, outcome, because| SideRow::new(direction, row, outcome, because);
    if profile == Profile::Gen1 {
        let because = format!("the older agent reads and writes {name} without versions");
        return row(RowId::G1, Outcome::Ok, because);
    }
    if group.role == Role::Gen1Section {
        let because = format!(
            "{name} is a section of the older agent; later agents have no handler `windows`"
        );
        return row(RowId::G1, Outcome::Ignored, because);
    }
    let ga = matches!(profile, Profile::GaDoc | Profile::GaAgent);
    let is_handler = ga && group.role == Role::DeviceSchemas;
    if matches!(
        group.role,
        Role::DeviceSchemas | Role::PortalSchemas | Role::Summary
    ) && !is_handler
    {
        let because = format!("{name} carries no version of its own");
        return row(RowId::U0, Outcome::Ok, because);
    }
    if !ga {
        return draft::side(group, groups, direction);
    }
    if matches!(group.dialect, Dialect::Preview | Dialect::Staging) {
        return interface::preview(group, direction);
    }
    match direction {
        Direction::Desired => interface::desired(group, groups, profile),
        Direction::Reported => interface::reported(group, profile),
    }
}

#[cfg(test)]
mod tests;
