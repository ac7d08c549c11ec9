//! Equal keys in one object, found in linear time; and the index that wide objects are looked up by.

use std::borrow::Cow;

use super::{Reader, narrow};
use crate::document::{Quoting, key_hash};
use crate::escape::unescape;
use crate::repair::RepairKind;

/// Objects with more members than this get an index.
const WIDE: usize = 64;

impl Reader<'_> {
    pub(super) fn find_duplicates(&mut self, object: u32) {
        self.scratch.clear();
        let end = self.nodes[object as usize].next;
        let mut at = object + 1;
        // one bit for each rough look of a key: where no bit is hit twice, no two keys are equal
        let mut seen = 0u64;
        let mut collided = false;
        while at < end {
            let node = &self.nodes[at as usize];
            let key = &self.src[node.key_start as usize..node.key_end as usize];
            let bit = 1u64 << (rough(key) & 63);
            collided |= seen & bit != 0 || node.key_bits & 16 != 0;
            seen |= bit;
            self.scratch.push((0, at));
            at = node.next;
        }
        if self.scratch.len() < 2 || !collided {
            return;
        }
        let mut members = std::mem::take(&mut self.scratch);
        for member in &mut members {
            member.0 = key_hash(self.key(member.1).as_bytes());
        }
        members.sort_unstable();
        self.report_equal(&members);
        if members.len() > WIDE {
            self.wide.insert(object, members.as_slice().into());
        }
        members.clear();
        self.scratch = members;
    }

    fn report_equal(&mut self, members: &[(u32, u32)]) {
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
        let quoting = Quoting::unpack(node.key_bits);
        let from = node.key_start as usize + usize::from(quoting.open);
        let to = node.key_end as usize - usize::from(quoting.close);
        let raw = &self.text[from.min(to)..to];
        if quoting.escaped {
            unescape(raw)
        } else {
            Cow::Borrowed(raw)
        }
    }
}

fn rough(key: &[u8]) -> u32 {
    let n = key.len();
    if n < 4 {
        return narrow(n) ^ key.get(1).map_or(0, |&b| u32::from(b));
    }
    let mix = u32::from(key[1]) ^ (u32::from(key[n - 2]) << 2) ^ (u32::from(key[n / 2]) << 4);
    (mix ^ (narrow(n) << 1)).wrapping_mul(0x9e37_79b1) >> 26
}
