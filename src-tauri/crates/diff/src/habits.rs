//! What is known of properties when they are compared: plain data, filled by whoever knows the groups.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use regex::Regex;
use twin::{NodeId, Step, Value};

use crate::known::Members;
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
    /// Properties of this name are applied, and fail, together.
    pub sub_group: Option<Box<str>>,
    /// Member and text that ask for its absence: `state`, `uninstalled`; no member where the value itself is the text.
    pub gone: Option<(Box<str>, Box<str>)>,
    /// Member by which the elements of an array correspond.
    pub identity: Option<Box<str>>,
    /// Value that stands where desired has none, as JSON text.
    pub default: Option<Box<str>>,
    /// How the names of its members are compared.
    pub names: Meaning,
    /// Nobody reads it in desired: there is a schema, and it has no place for it.
    pub is_unread: bool,
    /// Nobody reads further members of it in desired.
    pub is_closed: bool,
    /// Its members by name.
    pub members: Members,
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
    #[inline]
    pub fn member(&self, name: &str) -> Option<&Arc<Habits>> {
        let named = self.members.get(name);
        named.or_else(|| self.unnamed(name))
    }

    /// Returns what is known of a member that is not known by its name.
    pub(crate) fn unnamed(&self, name: &str) -> Option<&Arc<Habits>> {
        let by_form = self.forms.iter().find(|(form, _)| form.is_match(name));
        by_form.map(|(_, habits)| habits).or(self.others.as_ref())
    }

    /// Returns what is known of a place below.
    #[must_use]
    pub fn at(&self, steps: &[Step]) -> Option<&Habits> {
        steps.iter().try_fold(self, |habits, step| match step {
            Step::Key(name) => habits.member(name).map(|of| &**of),
            Step::Index(_) => habits.items.as_deref(),
        })
    }
}

/// Members of the old side of two objects that the new side has by another name of the same meaning.
pub(crate) struct Renamed<'d> {
    names: Meaning,
    left: HashMap<String, Value<'d>>,
    taken: HashSet<NodeId>,
}

impl<'d> Renamed<'d> {
    /// Looks for those whose own names the new side does not have; nothing where names are compared letter by letter.
    pub fn of(habits: Option<&Habits>, old: Value<'d>, new: Value<'d>) -> Option<Self> {
        let names = habits.map(|h| h.names).unwrap_or_default();
        if names == Meaning::AsWritten {
            return None;
        }
        let mut kept = new.in_order();
        let gone = old.members();
        let gone = gone.map(|member| (member.key().unwrap_or_default(), member));
        let gone = gone.filter(|(name, _)| kept.get(name).is_none());
        Some(Self {
            names,
            left: gone
                .map(|(name, member)| (names.folded(&name), member))
                .collect(),
            taken: HashSet::new(),
        })
    }

    /// Returns the one that a new name means, once.
    pub fn take(&mut self, name: &str) -> Option<Value<'d>> {
        let found = self.left.remove(&self.names.folded(name))?;
        self.taken.insert(found.id());
        Some(found)
    }

    /// True for one that some new name means.
    pub fn is_taken(&self, member: Value<'d>) -> bool {
        self.taken.contains(&member.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_known_by_its_name_its_form_or_as_one_of_the_others() {
        let named = |word: &str| {
            Arc::new(Habits {
                identity: Some(word.into()),
                ..Habits::default()
            })
        };
        let habits = Habits {
            members: Members::from_iter([("own".into(), named("by name"))]),
            forms: vec![(Regex::new("^x-").expect("a form"), named("by form"))],
            others: Some(named("other")),
            ..Habits::default()
        };
        for (name, expected) in [("own", "by name"), ("x-own", "by form"), ("else", "other")] {
            let found = habits.member(name).and_then(|h| h.identity.as_deref());
            assert_eq!(found, Some(expected));
        }
        assert!(Habits::default().member("own").is_none());
    }

    #[test]
    fn what_is_known_of_a_place_is_found_by_its_steps() {
        let element = Habits {
            members: Members::from_iter([(
                "at".into(),
                Arc::new(Habits {
                    meaning: Meaning::Time,
                    ..Habits::default()
                }),
            )]),
            ..Habits::default()
        };
        let list = Habits {
            items: Some(Arc::new(element)),
            ..Habits::default()
        };
        let habits = Habits {
            members: Members::from_iter([("list".into(), Arc::new(list))]),
            ..Habits::default()
        };
        let key = |name: &str| Step::Key(name.into());
        let found = habits.at(&[key("list"), Step::Index(7), key("at")]);
        assert_eq!(found.map(|h| h.meaning), Some(Meaning::Time));
        assert!(habits.at(&[key("list"), key("at")]).is_none());
        assert!(habits.at(&[]).is_some());
    }
}
