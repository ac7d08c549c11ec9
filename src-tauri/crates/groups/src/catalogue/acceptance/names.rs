//! Names found by their bytes: two words and a length tell most of them apart without a comparison.

/// Names, each with something that belongs to it.
#[derive(Debug)]
pub(super) struct Names<T> {
    entries: Box<[Entry<T>]>,
    /// Where each hash leads: a position plus one, or nothing; what is taken goes to the next place, and
    /// one place is always free.
    slots: Box<[u16]>,
}

#[derive(Debug)]
struct Entry<T> {
    name: Box<[u8]>,
    ends: (u64, u64),
    of: T,
}

impl<T> Names<T> {
    /// Takes the names, each once; nothing where there are too many to be numbered.
    pub fn of(all: Vec<(String, T)>) -> Option<Self> {
        let room = (all.len() * 2 + 1).next_power_of_two();
        let mut slots = vec![0; room].into_boxed_slice();
        let mut entries = Vec::with_capacity(all.len());
        for (name, of) in all {
            let name = name.into_bytes().into_boxed_slice();
            let ends = ends(&name);
            let mut at = hash(ends, name.len()) & (room - 1);
            while slots[at] != 0 {
                at = (at + 1) & (room - 1);
            }
            entries.push(Entry { name, ends, of });
            slots[at] = u16::try_from(entries.len()).ok()?;
        }
        Some(Self {
            entries: entries.into_boxed_slice(),
            slots,
        })
    }

    /// Returns what belongs to a name.
    #[inline]
    pub fn get(&self, name: &[u8]) -> Option<&T> {
        self.next(name, &mut 0)
    }

    /// Returns the same. Names mostly come in their order, so that the one after the last is tried first.
    #[inline]
    pub fn next(&self, name: &[u8], last: &mut usize) -> Option<&T> {
        if let Some(entry) = self.entries.get(*last)
            && entry.is(name)
        {
            *last += 1;
            return Some(&entry.of);
        }
        let at = self.position(name)?;
        *last = at + 1;
        self.entries.get(at).map(|entry| &entry.of)
    }

    #[inline(never)]
    fn position(&self, name: &[u8]) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash(ends(name), name.len()) & mask;
        loop {
            let at = usize::from(self.slots[slot]).checked_sub(1)?;
            if self.entries[at].is(name) {
                return Some(at);
            }
            slot = (slot + 1) & mask;
        }
    }
}

impl<T> Entry<T> {
    #[inline]
    fn is(&self, name: &[u8]) -> bool {
        self.name.len() == name.len()
            && self.ends == ends(name)
            && (name.len() <= 16 || has_middle(&self.name, name))
    }
}

/// Returns the first eight bytes and the last eight, which may be the same ones; of a shorter name the
/// first four and the last four, or all there are.
#[inline]
fn ends(name: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return (u64::from(first), u64::from(last));
    }
    match *name {
        [] => (0, 0),
        [one] => (u64::from(one), 0),
        [one, two] => (u64::from(one), u64::from(two)),
        [one, two, three, ..] => (u64::from(one), u64::from(two) | u64::from(three) << 8),
    }
}

/// Compares names of the same length, longer than sixteen bytes, whose ends are equal.
#[inline]
fn has_middle(own: &[u8], name: &[u8]) -> bool {
    let words = |name: &[u8]| -> Option<([u8; 8], [u8; 8])> {
        let second = name.get(8..16)?.first_chunk()?;
        let last = name.get(name.len().checked_sub(16)?..)?.first_chunk()?;
        Some((*second, *last))
    };
    words(own) == words(name) && (name.len() <= 32 || own == name)
}

#[inline]
fn hash((first, last): (u64, u64), length: usize) -> usize {
    const STEP: u64 = 0x517c_c1b7_2722_0a95;
    let mixed = (first ^ last.rotate_left(29) ^ length as u64).wrapping_mul(STEP);
    // the upper part is the better mixed one; there are far fewer slots
    (mixed >> 40) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_no_other() {
        let text = |length: usize, last: char| {
            "timeZoneStandardName".repeat(2)[..length].to_owned() + &last.to_string()
        };
        let all: Vec<_> = (0..40)
            .flat_map(|length| [text(length, 'a'), text(length, 'b')])
            .collect();
        let numbered = all.iter().cloned().zip(0..).collect();
        let names: Names<usize> = Names::of(numbered).expect("few");
        let get = |name: &[u8]| {
            let found = names.get(name).copied();
            for mut last in [1, 7, all.len()] {
                assert_eq!(names.next(name, &mut last).copied(), found);
                assert!(found.is_none_or(|found| last == found + 1));
            }
            found
        };
        for (number, name) in all.iter().enumerate() {
            assert_eq!(get(name.as_bytes()), Some(number));
            assert_eq!(get(format!("{name}c").as_bytes()), None);
            let mut middle = name.clone().into_bytes();
            let at = middle.len() / 2;
            middle[at] = b'#';
            assert_eq!(get(&middle), None, "{name}");
        }
        assert_eq!(get(b""), None);
    }

    #[test]
    fn no_names_are_no_names() {
        let names: Names<()> = Names::of(Vec::new()).expect("none");
        assert!(names.get(b"").is_none() && names.get(b"a").is_none());
    }
}
