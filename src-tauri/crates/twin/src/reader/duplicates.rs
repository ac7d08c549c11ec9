//! Equal keys in one object, found in linear time; and the indexes that wide objects and long
//! arrays are looked up by.

use std::borrow::Cow;

use super::{Reader, narrow};
use crate::node::{Quoting, content, key_hash};
use crate::repair::RepairKind;

/// Objects with more members than this get an index.
const WIDE: usize = 64;

impl Reader<'_> {
    pub(super) fn find_duplicates(&mut self, object: u32) {
        self.scratch.clear();
        let end = self.nodes[object as usize].next;
        let mut at = object + 1;
        // one bit for each rough look of a key: where no bit is hit twice, no two keys are equal.
        // Keys in other quotes, or in none, and keys with escapes may be equal and look otherwise.
        let plain = Quoting::PLAIN.pack();
        let mut seen = 0u64;
        let mut collided = false;
        while at < end {
            let node = &self.nodes[at as usize];
            let key = &self.src[node.key_start as usize..node.key_end as usize];
            let bit = 1u64 << (rough(key) & 63);
            collided |= seen & bit != 0 || node.key_bits != plain;
            seen |= bit;
            if self.scratch.len() == WIDE {
                return self.index_wide(object);
            }
            self.scratch.push((0, at));
            at = node.next;
        }
        if self.scratch.len() < 2 || !collided {
            return;
        }
        let mut members = std::mem::take(&mut self.scratch);
        self.report_equal(&mut members);
        self.scratch = members;
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

/// Mixes some bytes between the quotes, which may be any quotes.
fn rough(key: &[u8]) -> u32 {
    let n = key.len();
    if n < 4 {
        return key.get(1).filter(|_| n == 3).map_or(0, |&b| u32::from(b));
    }
    let mix = u32::from(key[1]) ^ (u32::from(key[n - 2]) << 2) ^ (u32::from(key[n / 2]) << 4);
    (mix ^ (narrow(n) << 1)).wrapping_mul(0x9e37_79b1) >> 26
}
