//! The steps that bring the elements that stayed in an array into their new order, with the places each has at its
//! turn. Everything in n log n.

use crate::align::Pair;

/// Gives the steps one by one, in the order of the new array.
pub(crate) struct Reorder {
    /// Rank of each old place among those that stay, by old place.
    rank: Vec<u32>,
    /// Elements that stay where they are and have a lower rank, by rank.
    staying: Vec<u32>,
    /// Elements that are still to be moved, by rank.
    waiting: Counts,
    /// For each element moved so far the rank that it stands behind, one up; 0 for the start.
    anchors: Vec<u32>,
    anchor: u32,
    done: u32,
}

impl Reorder {
    pub fn new(pairs: &[Pair]) -> Self {
        let mut by_old: Vec<&Pair> = pairs.iter().collect();
        by_old.sort_unstable_by_key(|pair| pair.old);
        let last = by_old.last().map_or(0, |pair| pair.old as usize + 1);
        let mut reorder = Self {
            rank: vec![0; last],
            staying: Vec::with_capacity(pairs.len()),
            waiting: Counts(vec![0; pairs.len() + 1]),
            anchors: Vec::new(),
            anchor: 0,
            done: 0,
        };
        let mut staying = 0;
        for (rank, pair) in (0..).zip(by_old) {
            reorder.rank[pair.old as usize] = rank;
            reorder.staying.push(staying);
            match pair.moved {
                true => reorder.waiting.add(rank, 1),
                false => staying += 1,
            }
        }
        reorder
    }

    /// Returns from where to where the next element moves; nothing where it stays.
    pub fn next(&mut self, pair: Pair) -> Option<(u32, u32)> {
        let rank = self.rank[pair.old as usize];
        let before = self.done;
        self.done += 1;
        if !pair.moved {
            self.anchor = rank + 1;
            return None;
        }
        let placed = self.anchors.partition_point(|anchor| *anchor <= rank);
        let placed = u32::try_from(placed).unwrap_or(u32::MAX);
        let from = self.waiting.below(rank) + self.staying[rank as usize] + placed;
        self.waiting.add(rank, -1);
        // behind the one before it, and whatever waits before that one
        let to = before
            + self
                .anchor
                .checked_sub(1)
                .map_or(0, |rank| self.waiting.below(rank));
        self.anchors.push(self.anchor);
        (from != to).then_some((from, to))
    }
}

/// Counts with sums of their beginnings (a Fenwick tree).
struct Counts(Vec<i32>);

impl Counts {
    fn add(&mut self, at: u32, count: i32) {
        let mut at = at as usize + 1;
        while at < self.0.len() {
            self.0[at] += count;
            at += at & at.wrapping_neg();
        }
    }

    /// Returns the sum of the counts before a place.
    fn below(&self, at: u32) -> u32 {
        let (mut at, mut sum) = (at as usize, 0);
        while at > 0 {
            sum += self.0[at];
            at &= at - 1;
        }
        u32::try_from(sum).unwrap_or(0)
    }
}
