//! Equal keys in one object, found in linear time; and the indexes that wide objects and long
//! arrays are looked up by.

use std::borrow::Cow;

use super::{Reader, narrow};
use crate::node::{PLAIN, content, inner, key_hash};
use crate::repair::RepairKind;

/// Objects with more members than this get an index.
const WIDE: usize = 64;

impl Reader<'_> {
    pub(super) fn find_duplicates(&mut self, object: u32) {
        let end = self.nodes[object as usize].next;
        let first = self.nodes.get(object as usize + 1);
        if first.is_none_or(|first| first.next == end) {
            return;
        }
        self.seen.start();
        let (mut at, mut members) = (object + 1, 0);
        let mut may_be_equal = false;
        while at < end {
            if members == WIDE {
                return self.index_wide(object);
            }
            let node = &self.nodes[at as usize];
            may_be_equal |= if node.key_bits == PLAIN {
                let key = inner(
                    node.key_start as usize..node.key_end as usize,
                    node.key_bits,
                );
                self.seen.has_or_keeps(look(&self.src[key]))
            } else {
                // without quotes, or with escapes, it may be equal to one that looks otherwise
                true
            };
            members += 1;
            at = node.next;
        }
        if !may_be_equal {
            return;
        }
        let mut members: Vec<_> = self.children(object).map(|at| (0, at)).collect();
        self.report_equal(&mut members);
    }

    /// Makes the index of a wide object, in exactly the memory it needs.
    fn index_wide(&mut self, object: u32) {
        let mut members = Vec::with_capacity(self.children(object).count());
        members.extend(self.children(object).map(|at| (0, at)));
        self.report_equal(&mut members);
        self.wide.insert(object, members.into());
    }

    /// Keeps where the elements of a long array of containers stand: a list of twins is asked for
    /// its thousandth as often as for its first.
    pub(super) fn index_long(&mut self, array: u32) {
        let of_containers = self
            .nodes
            .get(array as usize + 1)
            .is_some_and(|n| n.kind.is_container());
        if !of_containers || self.children(array).nth(WIDE).is_none() {
            return;
        }
        let mut elements = Vec::with_capacity(self.children(array).count());
        elements.extend(self.children(array));
        self.long.insert(array, elements.into());
    }

    /// Returns the members or elements of a container that is closed.
    fn children(&self, container: u32) -> impl Iterator<Item = u32> {
        let end = self.nodes[container as usize].next;
        let first = Some(container + 1).filter(|&n| n < end);
        std::iter::successors(first, move |&at| {
            Some(self.nodes[at as usize].next).filter(|&n| n < end)
        })
    }

    /// Sorts members by the hash of their keys, and reports those whose keys are equal.
    fn report_equal(&mut self, members: &mut [(u32, u32)]) {
        for member in &mut *members {
            member.0 = key_hash(self.key(member.1).as_bytes());
        }
        members.sort_unstable();
        for run in members
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|run| run.len() > 1)
        {
            for (i, &(_, later)) in run.iter().enumerate().skip(1) {
                // the nearest earlier equal one; runs are short unless the input is hostile
                let from = i.saturating_sub(64);
                let first = run[from..i]
                    .iter()
                    .rev()
                    .find(|&&(_, e)| self.key(e) == self.key(later));
                let Some(&(_, first)) = first else { continue };
                let node = &self.nodes[later as usize];
                let span = node.key_start as usize..node.key_end as usize;
                let other = self.nodes[first as usize].key_start as usize;
                if !span.is_empty() {
                    self.repair(RepairKind::DuplicateKey, span, "", Some(other));
                }
            }
        }
    }

    fn key(&self, member: u32) -> Cow<'_, str> {
        let node = &self.nodes[member as usize];
        content(
            self.text,
            node.key_start as usize..node.key_end as usize,
            node.key_bits,
        )
    }
}

/// Looks of keys of one object. Told to start anew without being cleared: most objects are small.
pub(super) struct Seen {
    /// The number of the object, and the look of one of its keys.
    places: Box<[(u32, u32); PLACES]>,
    object: u32,
}

/// Places for looks: twice as many as there can be.
const PLACES: usize = 2 * WIDE;

impl Seen {
    pub(super) fn new() -> Self {
        Self {
            places: Box::new([(0, 0); PLACES]),
            object: 0,
        }
    }

    fn start(&mut self) {
        self.object = self.object.wrapping_add(1);
        if self.object == 0 {
            *self = Self::new();
            self.object = 1;
        }
    }

    /// Returns true for a look that is kept already; keeps it otherwise.
    #[inline]
    fn has_or_keeps(&mut self, look: u32) -> bool {
        let mut at = look as usize % PLACES;
        loop {
            let place = &mut self.places[at];
            if place.0 != self.object {
                *place = (self.object, look);
                return false;
            }
            if place.1 == look {
                return true;
            }
            at = (at + 1) % PLACES;
        }
    }
}

/// Mixes the length, the first eight and the last eight bytes of a key: equal for equal keys, and hardly ever
/// for others.
#[inline]
fn look(key: &[u8]) -> u32 {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    let ends = match (key.first_chunk(), key.last_chunk()) {
        (Some(first), Some(last)) => {
            u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29)
        }
        _ => key.iter().fold(0, |all, &byte| all << 8 | u64::from(byte)),
    };
    let mixed = (ends ^ key.len() as u64).wrapping_mul(STEP);
    narrow((mixed >> 32) as usize)
}
