//! The rows of the decision tables by name.

use super::Outcome;
use crate::dialect::Profile;

/// A row of the decision tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowId {
    /// Draft, desired: a version is malformed.
    A1,
    /// Draft, desired: the portal declares no output version.
    A2,
    /// Draft, desired: the device declares no maximum.
    A3,
    /// Draft, desired: lower major.
    A4,
    /// Draft, desired: same major, minor not higher.
    A5,
    /// Draft, desired: same major, higher minor.
    A6,
    /// Draft, desired: higher major.
    A7,
    /// Draft, reported: a version is malformed.
    B1,
    /// Draft, reported: the device declares no output version.
    B2,
    /// Draft, reported: the portal declares no maximum.
    B3,
    /// Draft, reported: lower major.
    B4,
    /// Draft, reported: same major, minor not higher.
    B5,
    /// Draft, reported: same major, higher minor.
    B6,
    /// Draft, reported: higher major.
    B7,
    /// Interface: same major.
    C1,
    /// Interface: the service is older by a major.
    C2,
    /// Interface: the service is newer by a major.
    C3,
    /// Interface: same major, the service newer by a minor.
    C4,
    /// Interface: no `__meta` in desired, and the device never accepted a version.
    C5,
    /// Interface: no `__meta` in desired, and the device accepted a version before.
    C6,
    /// Interface: `__meta` without `serviceInterfaceVersion`.
    C7,
    /// Interface: `serviceInterfaceVersion` is malformed.
    C8,
    /// Interface: the group reports another version than the device declares.
    C9,
    /// Interface: the group reports an empty version.
    C10,
    /// Interface: the device has no handler.
    C11,
    /// Interface: an old refusal stands although the versions fit now.
    C12,
    /// Preview: the integers are 1, and nobody compares them.
    P1,
    /// Preview: another integer than 1.
    P2,
    /// Older agent: no versions.
    G1,
    /// A node that carries no version of its own.
    U0,
    /// Not configured: nothing to read in desired.
    U1,
    /// The device does not say which interface it has.
    U2,
    /// A side writes higher than it reads itself.
    S1,
    /// `__deviceSchemas` and `interfaceVersion` name different majors.
    S2,
}

/// A row with its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Which one.
    pub id: RowId,
    /// Its name in the tables.
    pub name: &'static str,
    /// What holds.
    pub title: &'static str,
}

const fn row(id: RowId, name: &'static str, title: &'static str) -> Row {
    Row { id, name, title }
}

/// Every row, in the order of `RowId`.
const ROWS: [Row; 34] = [
    row(RowId::A1, "A1", "a version of desired cannot be read"),
    row(
        RowId::A2,
        "A2",
        "the portal declares no version: the device ignores desired",
    ),
    row(
        RowId::A3,
        "A3",
        "the device declares no version: it will not process desired",
    ),
    row(RowId::A4, "A4", "the device reads lower versions"),
    row(RowId::A5, "A5", "the device reads this version"),
    row(
        RowId::A6,
        "A6",
        "the device ignores the additional optional fields",
    ),
    row(RowId::A7, "A7", "the device cannot read desired"),
    row(RowId::B1, "B1", "a version of reported cannot be read"),
    row(
        RowId::B2,
        "B2",
        "the device declares no version: the portal ignores reported",
    ),
    row(
        RowId::B3,
        "B3",
        "the portal declares no version: it will not read reported",
    ),
    row(RowId::B4, "B4", "the portal reads lower versions"),
    row(RowId::B5, "B5", "the portal reads this version"),
    row(
        RowId::B6,
        "B6",
        "the portal ignores the additional optional fields",
    ),
    row(RowId::B7, "B7", "the portal cannot read reported"),
    row(
        RowId::C1,
        "C1",
        "service and device have the same major version",
    ),
    row(RowId::C2, "C2", "the service is older by a major version"),
    row(RowId::C3, "C3", "the service is newer by a major version"),
    row(RowId::C4, "C4", "the service is newer by a minor version"),
    row(RowId::C5, "C5", "no `__meta` on first contact"),
    row(
        RowId::C6,
        "C6",
        "no `__meta`, but a version was accepted before",
    ),
    row(
        RowId::C7,
        "C7",
        "`__meta` without `serviceInterfaceVersion`",
    ),
    row(RowId::C8, "C8", "`serviceInterfaceVersion` cannot be read"),
    row(
        RowId::C9,
        "C9",
        "the group reports another version than the device declares",
    ),
    row(
        RowId::C10,
        "C10",
        "the group has not succeeded since the agent started",
    ),
    row(RowId::C11, "C11", "the device has no handler for the group"),
    row(
        RowId::C12,
        "C12",
        "an old refusal stands although the versions fit now",
    ),
    row(
        RowId::P1,
        "P1",
        "the preview's integers, which nobody compares",
    ),
    row(RowId::P2, "P2", "an integer that no preview agent wrote"),
    row(RowId::G1, "G1", "the older agent has no versions"),
    row(RowId::U0, "U0", "the node carries no version of its own"),
    row(RowId::U1, "U1", "the group is not configured"),
    row(
        RowId::U2,
        "U2",
        "the device does not say which interface it has",
    ),
    row(
        RowId::S1,
        "S1",
        "a side writes a higher major version than it reads",
    ),
    row(
        RowId::S2,
        "S2",
        "the two ways to declare a version disagree",
    ),
];

impl RowId {
    /// Returns the row with its words.
    #[must_use]
    pub fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The name in the tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What holds, for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.row().title
    }

    /// Returns every row.
    pub fn all() -> impl Iterator<Item = &'static Row> {
        ROWS.iter()
    }
}

/// Says what a row of the interface tables means by the documents or to the shipped agent.
pub(super) fn verdict(row: RowId, profile: Profile) -> Outcome {
    let agent = profile == Profile::GaAgent;
    match row {
        RowId::C2 if agent => Outcome::Error,
        RowId::C4 if agent => Outcome::Ok,
        RowId::C5 | RowId::C8 if !agent => Outcome::Undetermined,
        RowId::C6 if !agent => Outcome::Note,
        RowId::C3 | RowId::C5 | RowId::C7 | RowId::C8 => Outcome::Error,
        RowId::C4 | RowId::C9 | RowId::C10 | RowId::C12 | RowId::U2 | RowId::P2 => Outcome::Note,
        RowId::C11 => Outcome::Ignored,
        _ => Outcome::Ok,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_its_ids() {
        for (at, row) in ROWS.iter().enumerate() {
            assert_eq!(row.id as usize, at, "{}", row.name);
            assert_eq!(format!("{:?}", row.id), row.name);
        }
    }
}
