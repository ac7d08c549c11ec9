//! A row of the decision tables that holds for a group, made into a finding.

use groups::{Direction, Group, Profile, RowId, SideRow};
use twin::Value;
use twin::secret::shown;

use crate::finding::Finding;
use crate::place::Place;

/// A row that holds for one direction of a group.
#[derive(Clone, Copy)]
pub(crate) struct Held<'d> {
    /// The group.
    pub group: &'d Group<'d>,
    /// The rules it was judged by.
    pub profile: Profile,
    /// The verdict on the direction.
    pub side: &'d SideRow,
    /// The row that holds.
    pub row: RowId,
}

impl<'d> Held<'d> {
    /// Returns what the portal declares for the direction.
    pub(crate) fn portal(&self) -> Option<Value<'d>> {
        self.value(self.side.portal)
    }

    /// Returns what the device declares for the direction.
    pub(crate) fn device(&self) -> Option<Value<'d>> {
        self.value(self.side.device)
    }

    fn value(&self, id: Option<twin::NodeId>) -> Option<Value<'d>> {
        Some(node(self.group)?.document().value(id?))
    }

    /// True where the section that is read holds the group.
    pub(crate) fn has_node(&self) -> bool {
        self.group
            .node(self.side.direction)
            .is_some_and(|node| node.kind() != twin::Kind::Null)
    }

    /// True for a group for which no version is declared by anyone.
    pub(crate) fn is_without_versions(&self) -> bool {
        is_without_versions(self.group)
    }

    /// Starts a finding at what the writer of the direction declares.
    pub(crate) fn at_writer(&self, message: String) -> Finding {
        let (own, other, label) = match self.side.direction {
            Direction::Desired => (self.portal(), self.device(), "what the device declares"),
            Direction::Reported => (self.device(), self.portal(), "what the portal declares"),
        };
        self.at(own, other, label, message)
    }

    /// Starts a finding at the group itself.
    pub(crate) fn at_group(&self, message: String) -> Finding {
        let place = self
            .group
            .node(self.side.direction)
            .or_else(|| node(self.group));
        Finding {
            place: place.map_or_else(Place::start, Place::key),
            ..self.at_writer(message)
        }
    }

    /// Starts a finding at what the device declares.
    pub(crate) fn at_device(&self, message: String) -> Finding {
        self.at(
            self.device(),
            self.portal(),
            "what the portal declares",
            message,
        )
    }

    fn at(
        &self,
        own: Option<Value<'d>>,
        other: Option<Value<'d>>,
        label: &str,
        message: String,
    ) -> Finding {
        let place = own
            .or_else(|| self.group.node(self.side.direction))
            .or_else(|| node(self.group));
        let mut finding = Finding::at(place.map_or_else(Place::start, Place::key), message)
            .because(self.reason())
            .group(&self.group.name);
        for value in own.into_iter().chain(other) {
            finding = finding.evidence(format!("{}: {}", value.raw_key(), shown(value, 40)));
        }
        match other.filter(|other| Some(*other) != own) {
            Some(other) => finding.related(label, Place::key(other)),
            None => finding,
        }
    }

    /// Returns why the row holds, as a sentence.
    pub(crate) fn reason(&self) -> String {
        let words = if self.side.row == self.row {
            &self.side.because
        } else {
            self.row.title()
        };
        sentence(words)
    }
}

/// Returns the first node of a group that stands in the document.
pub(crate) fn node<'d>(group: &Group<'d>) -> Option<Value<'d>> {
    group
        .desired
        .or(group.reported)
        .or(group.schema_entry)
        .or(group.portal_entry)
}

/// True for a group for which no version is declared by anyone.
pub(crate) fn is_without_versions(group: &Group<'_>) -> bool {
    let declared = [
        group.portal_out,
        group.portal_max_in,
        group.device_max_in,
        group.device_out,
    ];
    declared.into_iter().all(|version| version.is_none())
}

/// Returns a clause as a sentence; a name at its start keeps its spelling.
pub(crate) fn sentence(clause: &str) -> String {
    let capital = clause
        .strip_prefix("the ")
        .map(|rest| format!("The {rest}."));
    capital.unwrap_or_else(|| format!("{clause}."))
}

/// Returns a value as a version for people, or that there is none.
pub(crate) fn version(value: Option<Value<'_>>) -> String {
    value.map_or_else(|| "no version".to_owned(), |value| shown(value, 40))
}
