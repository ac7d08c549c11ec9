//! What is known of properties when they are compared: plain data, filled by whoever knows the groups.

use std::collections::BTreeMap;
use std::sync::Arc;

use regex::Regex;

use crate::same::Meaning;

/// How a desired property comes back in reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Echo {
    /// Under the same name, with the same value.
    #[default]
    Same,
    /// Not at all, by design.
    Never,
    /// Only where desired has it.
    WhenDesired,
    /// By its name alone: there, or not there, as certificates by their thumbprints. Members of the map are elements.
    ByPresence,
    /// In a spelling of the device.
    Normalised,
    /// Its members come back one level higher, beside the property itself.
    Hoisted,
}

/// Who reads members that are not named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reading {
    /// Nothing is known: anybody may.
    #[default]
    Unsaid,
    /// Nobody does.
    Closed,
    /// The later version of a schema may.
    Outgrown,
}

/// What is known of one property, or of a whole group.
#[derive(Debug, Clone, Default)]
pub struct Habits {
    /// How its text is understood.
    pub meaning: Meaning,
    /// How it comes back.
    pub echo: Echo,
    /// State of the device that nobody can ask for.
    pub is_read_only: bool,
    /// Never to be shown.
    pub is_secret: bool,
    /// What is reported for it may be of another property: a known defect of the agent.
    pub is_unreliable: bool,
    /// Member by which the elements of an array correspond.
    pub identity: Option<Box<str>>,
    /// Value that stands where desired has none, as JSON text.
    pub default: Option<Box<str>>,
    /// How the names of its members are compared.
    pub names: Meaning,
    /// Desired has a place for it.
    pub in_desired: bool,
    /// Reported has a place for it.
    pub in_reported: bool,
    /// Who reads further members of its desired side.
    pub reading_desired: Reading,
    /// Who reads further members of its reported side.
    pub reading_reported: Reading,
    /// Its members by name.
    pub members: BTreeMap<Box<str>, Arc<Habits>>,
    /// Members by the form of their name.
    pub forms: Vec<(Regex, Arc<Habits>)>,
    /// The other members.
    pub others: Option<Arc<Habits>>,
    /// Elements of an array.
    pub items: Option<Arc<Habits>>,
}

impl Habits {
    /// Returns what is known of a member.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Arc<Habits>> {
        let by_form = || self.forms.iter().find(|(form, _)| form.is_match(name));
        let named = self.members.get(name);
        named
            .or_else(|| Some(&by_form()?.1))
            .or(self.others.as_ref())
    }
}
