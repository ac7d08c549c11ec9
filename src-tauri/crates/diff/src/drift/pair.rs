//! A property of desired with its partner in reported, and what is known of it. Decides nothing.

use twin::Value;

use crate::habits::{Echo, Habits};
use crate::same::Meaning;

/// A property with both sides and what is known of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pair<'d, 'h> {
    /// What is asked for.
    pub desired: Option<Value<'d>>,
    /// What is reported.
    pub reported: Option<Value<'d>>,
    /// What is known of it.
    pub habits: Option<&'h Habits>,
    /// What is known of what it stands in.
    pub(super) around: Option<&'h Habits>,
    /// The error of the innermost thing around it that has one.
    pub(super) error: Option<u32>,
    /// The error is its own.
    pub(super) is_own_error: bool,
    /// Its members are reported one level higher: the reported side is the object around it.
    pub(super) is_hoisted: bool,
}

impl<'h> Pair<'_, 'h> {
    /// Returns what is known of a member.
    #[inline]
    pub(super) fn member_habits(&self, name: &str) -> Option<&'h Habits> {
        self.habits?.member(name).map(|habits| &**habits)
    }

    /// Returns what is known of a member whose name is written with these bytes; the one that is known as the `next` one is
    /// tried first.
    #[inline(always)]
    pub(super) fn plain_habits(&self, name: &[u8], next: &mut usize) -> Option<&'h Habits> {
        let above = self.habits?;
        match above.members.get_next(name, next) {
            Some(habits) => Some(habits),
            None => Self::other_habits(above, name, next),
        }
    }

    /// Looks a member up that is not the next one; apart from the loops over members, which are short without it.
    #[cold]
    #[inline(never)]
    fn other_habits(above: &'h Habits, name: &[u8], next: &mut usize) -> Option<&'h Habits> {
        let named = above.members.get_and_go_on(name, next);
        let habits = named.or_else(|| above.unnamed(std::str::from_utf8(name).ok()?));
        habits.map(|habits| &**habits)
    }

    /// True where a side may have something in it.
    #[inline]
    pub(super) fn has_container(&self) -> bool {
        let is_container = |side: Option<Value<'_>>| side.is_some_and(|v| v.kind().is_container());
        is_container(self.desired) || is_container(self.reported)
    }

    #[inline]
    pub(super) fn echo(&self) -> Echo {
        self.habits.map(|h| h.echo).unwrap_or_default()
    }

    /// True where nothing is known of it, and all that is read there is known.
    #[inline]
    pub(super) fn has_no_place(&self) -> bool {
        self.habits.is_none() && self.around.is_some_and(|h| h.is_closed)
    }

    pub(super) fn asks_for_absence(&self, asked: Value<'_>) -> bool {
        let gone = self.habits.and_then(|h| h.gone.as_ref());
        gone.is_some_and(|(member, word)| match &**member {
            "" => asked.is_str(word),
            member => asked.get(member).is_some_and(|value| value.is_str(word)),
        })
    }

    pub(super) fn meaning(&self) -> Meaning {
        self.habits.map(|h| h.meaning).unwrap_or_default()
    }
}
