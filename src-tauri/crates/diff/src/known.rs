//! What is known of members by their names: a table that is made once for a schema and asked for every property of every
//! twin.

use std::sync::Arc;

use crate::habits::Habits;

/// What is known of members, by name. Names come from schemas, so that nobody can make them collide.
#[derive(Debug, Clone, Default)]
pub struct Members {
    /// In the order in which they came.
    known: Vec<(Name, Arc<Habits>)>,
    /// Numbers of what is known, each at the place that its name tells or behind it. More than half of them are free.
    slots: Vec<u32>,
}

#[derive(Debug, Clone)]
struct Name {
    text: Box<str>,
    ends: Ends,
}

impl Name {
    /// True for this name, whose ends are at hand.
    #[inline(always)]
    fn is(&self, name: &[u8], ends: Ends) -> bool {
        self.ends == ends && (name.len() <= 16 || self.is_long(name))
    }

    /// Compares the middle of a long name, too; apart from the loops over members, which are short without it.
    #[cold]
    #[inline(never)]
    fn is_long(&self, name: &[u8]) -> bool {
        self.text.as_bytes() == name
    }
}

/// In a slot in which there is nothing.
const FREE: u32 = u32::MAX;

impl Members {
    /// Returns what is known of a member.
    #[must_use]
    #[inline]
    pub fn get(&self, name: &str) -> Option<&Arc<Habits>> {
        self.get_bytes(name.as_bytes())
    }

    /// Returns what is known of the member with these bytes for its name.
    #[inline]
    fn get_bytes(&self, name: &[u8]) -> Option<&Arc<Habits>> {
        self.known.get(self.find(name)?).map(|(_, habits)| habits)
    }

    /// Returns what is known of the member with these bytes for its name, if that is the one that comes `next` in the
    /// order in which they are known.
    #[inline(always)]
    pub fn get_next(&self, name: &[u8], next: &mut usize) -> Option<&Arc<Habits>> {
        let (known, habits) = self.known.get(*next)?;
        let is_it = known.is(name, Ends::of(name));
        *next += usize::from(is_it);
        is_it.then_some(habits)
    }

    /// Returns what is known of the member with these bytes for its name, and expects the one behind it `next`.
    pub fn get_and_go_on(&self, name: &[u8], next: &mut usize) -> Option<&Arc<Habits>> {
        let at = self.find(name)?;
        *next = at + 1;
        self.known.get(at).map(|(_, habits)| habits)
    }

    /// Puts down what is known of a member, in place of what was known before.
    pub fn insert(&mut self, name: Box<str>, habits: Arc<Habits>) {
        if let Some(at) = self.find(name.as_bytes()) {
            self.known[at].1 = habits;
            return;
        }
        let ends = Ends::of(name.as_bytes());
        self.known.push((Name { text: name, ends }, habits));
        if 2 * self.known.len() > self.slots.len() {
            self.slots = vec![FREE; (4 * self.known.len()).next_power_of_two()];
            (0..self.known.len()).for_each(|number| self.place(number));
        } else {
            self.place(self.known.len() - 1);
        }
    }

    /// Returns what is known of each, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Arc<Habits>)> {
        self.known
            .iter()
            .map(|(name, habits)| (&*name.text, habits))
    }

    #[inline(never)]
    fn find(&self, name: &[u8]) -> Option<usize> {
        let ends = Ends::of(name);
        let mut at = ends.slot(&self.slots);
        loop {
            let number = *self.slots.get(at)? as usize;
            let (known, _) = self.known.get(number)?;
            if known.is(name, ends) {
                return Some(number);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    fn place(&mut self, number: usize) {
        let mut at = self.known[number].0.ends.slot(&self.slots);
        while self.slots[at] != FREE {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = u32::try_from(number).unwrap_or(FREE);
    }
}

impl FromIterator<(Box<str>, Arc<Habits>)> for Members {
    fn from_iter<T: IntoIterator<Item = (Box<str>, Arc<Habits>)>>(all: T) -> Self {
        let mut members = Self::default();
        for (name, habits) in all {
            members.insert(name, habits);
        }
        members
    }
}

/// The first and the last eight bytes of a name, which may be partly the same, and its length: that is the whole name
/// where it is no longer than sixteen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ends {
    first: u64,
    last: u64,
    length: usize,
}

impl Ends {
    #[inline(always)]
    fn of(name: &[u8]) -> Self {
        let (first, last) = match (name.first_chunk(), name.last_chunk()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => (0, short(name)),
        };
        Self {
            first,
            last,
            length: name.len(),
        }
    }

    /// Returns the slot at which a name is looked for at first; their number is a power of two.
    #[inline]
    fn slot(self, slots: &[u32]) -> usize {
        const STEP: u64 = 0x517c_c1b7_2722_0a95;
        let mixed = (self.first.rotate_left(29) ^ self.last).wrapping_mul(STEP);
        // the highest bits are the best mixed ones
        let bits = slots.len().trailing_zeros();
        usize::try_from(mixed >> (64 - bits)).unwrap_or_default()
    }
}

/// Returns the bytes of a name of less than eight, some of them twice.
#[cold]
#[inline(never)]
fn short(name: &[u8]) -> u64 {
    match (name.first_chunk(), name.last_chunk()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
        }
        _ => name.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_no_other_one() {
        let names: Vec<_> = (0..300)
            .flat_map(|n| {
                let long =
                    format!("a name that is longer than sixteen bytes, number {n:04} of them all");
                [
                    format!("{n}"),
                    format!("property{n:03}"),
                    long,
                    "x".repeat(n),
                ]
            })
            .collect();
        let habits = |n: usize| {
            Arc::new(Habits {
                identity: Some(n.to_string().into()),
                ..Habits::default()
            })
        };
        let mut members = Members::default();
        assert!(members.get("property000").is_none());
        for (n, name) in names.iter().enumerate() {
            assert!(members.get(name).is_none(), "{name}");
            members.insert((**name).into(), habits(n));
        }
        members.insert((*names[7]).into(), habits(9_999));
        assert_eq!(members.iter().count(), names.len());
        for (n, name) in names.iter().enumerate() {
            let number = if n == 7 { 9_999 } else { n };
            let found = members.get(name).and_then(|h| h.identity.as_deref());
            assert_eq!(found, Some(&*number.to_string()), "{name}");
            assert!(members.get(&format!("{name}!")).is_none());
        }
        let known = |member: Option<&Arc<Habits>>| member.and_then(|h| h.identity.clone());
        fn in_order<'m>(
            members: &'m Members,
            name: &str,
            next: &mut usize,
        ) -> Option<&'m Arc<Habits>> {
            let found = members.get_next(name.as_bytes(), next);
            found.or_else(|| members.get_and_go_on(name.as_bytes(), next))
        }
        for step in [1, 2, 299] {
            let mut next = 5;
            for name in names.iter().cycle().step_by(step).take(names.len()) {
                let found = known(in_order(&members, name, &mut next));
                assert_eq!(found, known(members.get(name)), "{name}");
                let other = format!("{name}!");
                assert!(in_order(&members, &other, &mut next).is_none());
            }
        }
    }
}
