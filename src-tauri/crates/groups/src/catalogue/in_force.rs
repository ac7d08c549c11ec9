//! Which schema is in force for a group, and why.

use std::fmt;
use std::sync::Arc;

use super::Catalogue;
use super::key::Flow;
use super::schema::Schema;
use crate::dialect::Dialect;
use crate::group::{Group, Groups};
use crate::negotiate::Direction;
use crate::version::{self, Format, Parsed, Version};

/// How a schema fits the version that a side declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// The very version.
    Exact,
    /// The dialect has no versions.
    Unversioned,
    /// No version can be read, and this is the newest one.
    Assumed,
    /// The same major number; the schema is older and knows nothing of what came later.
    OlderMinor,
    /// The same major number; the schema is newer and knows what the side may not have.
    NewerMinor,
    /// The catalogue knows other major numbers only, and nothing can be held against them.
    OtherMajor,
}

/// The schema in force.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The schema.
    pub schema: Arc<Schema>,
    /// How it fits.
    pub fit: Fit,
    /// The version that the side declares, where it can be read.
    pub declared: Option<Version>,
    /// The dialect by which it was looked up, where the group's own says nothing.
    pub assumed: Option<Dialect>,
}

impl Choice {
    /// True where what the schema refuses is wrong: not for another major number.
    #[must_use]
    pub fn is_binding(&self) -> bool {
        self.fit != Fit::OtherMajor
    }

    /// True where members that it does not know may be of a later version.
    #[must_use]
    pub fn may_be_outgrown(&self) -> bool {
        self.fit == Fit::OlderMinor
    }
}

impl fmt::Display for Choice {
    /// Says why this schema was chosen, in one clause.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = &self.schema.key.version_text;
        let declared = self.declared.map(|v| v.to_string()).unwrap_or_default();
        match self.fit {
            Fit::Exact => write!(f, "the version that is declared, {known}")?,
            Fit::Unversioned if self.schema.key.dialect == Dialect::Undeclared => {
                f.write_str("a plain group has no versions")?;
            }
            Fit::Unversioned => f.write_str("this dialect has no versions")?,
            Fit::Assumed => write!(f, "no version is declared; {known} is the newest one known")?,
            Fit::OlderMinor => write!(
                f,
                "{declared} is declared; {known} is the nearest one known, and what came later is not in it"
            )?,
            Fit::NewerMinor => write!(
                f,
                "{declared} is declared; {known} is the nearest one known and includes it"
            )?,
            Fit::OtherMajor => write!(
                f,
                "{declared} is declared, and no schema with its major number is known; shown is {known}"
            )?,
        }
        match self.assumed {
            Some(dialect) => write!(
                f,
                "; the group does not tell its dialect, {} is assumed",
                dialect.title()
            ),
            None => Ok(()),
        }
    }
}

impl Catalogue {
    /// Returns the schema that one side of a group is held against; nothing for a group that the
    /// catalogue does not know.
    #[must_use]
    pub fn in_force(
        &self,
        group: &Group<'_>,
        groups: &Groups<'_>,
        direction: Direction,
    ) -> Option<Choice> {
        let name = group.name.strip_prefix("windows.").unwrap_or(&group.name);
        let flow = direction.into();
        let plain = || self.nearest(Dialect::Undeclared, name, flow, None);
        if group.dialect == Dialect::Undeclared
            && let Some(choice) = plain()
        {
            return Some(choice);
        }
        let (dialect, assumed) = dialect(group, groups);
        let declared = declared(group, direction, dialect);
        match self.nearest(dialect, name, flow, declared) {
            Some(choice) => Some(Choice { assumed, ..choice }),
            None => plain(),
        }
    }

    /// Returns the schema of a group that fits a version best.
    #[must_use]
    pub fn nearest(
        &self,
        dialect: Dialect,
        group: &str,
        flow: Flow,
        declared: Option<Version>,
    ) -> Option<Choice> {
        let versions: Vec<_> = self.versions(dialect, group, flow).collect();
        let newest = *versions.last()?;
        let chosen = |schema: &Arc<Schema>, fit| {
            Some(Choice {
                schema: schema.clone(),
                fit,
                declared,
                assumed: None,
            })
        };
        if newest.key.version.is_none() {
            return chosen(newest, Fit::Unversioned);
        }
        let Some(wanted) = declared else {
            return chosen(newest, Fit::Assumed);
        };
        let of = |schema: &&Arc<Schema>| schema.key.version.unwrap_or(Version::new(0, 0));
        let same_major: Vec<_> = versions
            .iter()
            .copied()
            .filter(|s| of(s).major == wanted.major)
            .collect();
        // patch numbers only correct a definition: the newest of a minor number is the right one
        let at_most = |s: &&Arc<Schema>| (of(s).major, of(s).minor) <= (wanted.major, wanted.minor);
        match same_major.iter().copied().rfind(at_most) {
            Some(schema) if of(&schema).minor == wanted.minor => chosen(schema, Fit::Exact),
            Some(schema) => chosen(schema, Fit::OlderMinor),
            None => match same_major.first() {
                Some(schema) => chosen(schema, Fit::NewerMinor),
                None => chosen(newest, Fit::OtherMajor),
            },
        }
    }
}

/// Returns the dialect to look up, and it again where it is only assumed.
fn dialect(group: &Group<'_>, groups: &Groups<'_>) -> (Dialect, Option<Dialect>) {
    if group.dialect != Dialect::Undeclared {
        return (group.dialect, None);
    }
    let assumed = match groups.dialect {
        Dialect::Undeclared => Dialect::Ga,
        of_the_twin => of_the_twin,
    };
    (assumed, Some(assumed))
}

/// Returns the version that a side declares for what it writes.
fn declared(group: &Group<'_>, direction: Direction, dialect: Dialect) -> Option<Version> {
    let (value, format) = match (dialect, direction) {
        (Dialect::Ga, Direction::Desired) => (group.service_interface, Format::GaAgent),
        (Dialect::Ga, Direction::Reported) => (
            group
                .device_interface
                .filter(|v| !v.is_str(""))
                .or(group.interface),
            Format::GaAgent,
        ),
        (_, Direction::Desired) => (group.portal_out, Format::Draft),
        (_, Direction::Reported) => (group.device_out, Format::Draft),
    };
    match version::parse(value, format) {
        Parsed::Fine(version, _) => Some(version),
        _ => None,
    }
}
