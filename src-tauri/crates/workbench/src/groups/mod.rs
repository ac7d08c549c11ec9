//! Groups beside their schemas: each property with both sides, what the schema says and how the sides
//! stand to each other; the fixes that are safe; what counterparts of another version would read.

mod fixes;
mod head;
mod migration;
mod of_path;
mod pairs;
mod rows;
mod state;
#[cfg(test)]
mod tests;
mod view;

use groups::catalogue::{Catalogue, Choice, Form};
use groups::{Direction, Group, Groups};
use twin::Twin;
use twin::shape::Shape;

use crate::examine::Located;

pub use fixes::Fixes;
pub use migration::{UnknownCounterpart, counterpart_document, migration};
pub use of_path::{GroupTable, Table, TableError, migrations, tables};

pub(crate) use rows::{Asked, List};
pub(crate) use view::{Window, page};

/// A twin with its groups, its findings, and the schemas that count.
#[derive(Clone, Copy)]
pub struct Subject<'d> {
    /// The twin.
    pub twin: &'d Twin<'d>,
    /// Its groups.
    pub groups: &'d Groups<'d>,
    /// Its findings.
    pub findings: &'d [Located],
    /// The schemas.
    pub catalogue: &'d Catalogue,
}

impl<'d> Subject<'d> {
    /// Returns the schema in force for one side of a group.
    pub(crate) fn choice(&self, group: &Group<'d>, direction: Direction) -> Option<Choice> {
        self.catalogue.in_force(group, self.groups, direction)
    }

    /// Returns the findings of a group, most serious first, with their numbers.
    pub(crate) fn findings_of(&self, group: &str) -> Vec<(usize, &'d Located)> {
        let all = self.findings.iter().enumerate();
        let mut found: Vec<_> = all
            .filter(|(_, l)| l.finding.group.as_deref() == Some(group))
            .collect();
        found.sort_by_key(|(_, l)| l.finding.severity);
        found
    }

    /// Says whether the twin is all there is, or only what changed.
    pub(crate) fn form(&self) -> Form {
        match self.twin.recognition.shape {
            Shape::MergePatch | Shape::ScenarioCase | Shape::Configuration => Form::Delta,
            _ => Form::Complete,
        }
    }
}

/// A group that a twin does not have, and those that it has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no group is named `{name}`{}", among(.there))]
pub struct UnknownGroup {
    /// The name.
    pub name: String,
    /// Groups of the twin.
    pub there: Vec<String>,
}

/// Names what there is instead, for a sentence.
fn among(there: &[String]) -> String {
    const NAMED: usize = 12;
    let quoted: Vec<_> = there.iter().take(NAMED).map(|n| format!("`{n}`")).collect();
    let more = there.len().saturating_sub(NAMED);
    match (quoted.is_empty(), more) {
        (true, _) => "; the twin has none".to_owned(),
        (false, 0) => format!("; there are {}", quoted.join(", ")),
        (false, more) => format!("; there are {} and {more} more", quoted.join(", ")),
    }
}
