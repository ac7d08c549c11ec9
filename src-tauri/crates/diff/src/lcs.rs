//! The longest common subsequence of two lists of numbers, with bounded effort: exact where that can be had within the
//! bound, and it says where it could not.
//!
//! Three ways, the first that fits. Few pairs of equal elements (most lists: elements differ from one another):
//! Hunt and Szymanski, exact in n log n. Many equal elements, few changes: Myers, exact. Many of both: only the
//! equal elements nearest to their own place are considered.

use std::collections::HashMap;

/// Pairs of equal elements that are considered.
const PAIRS: usize = 1 << 20;
/// Changes up to which lists of many equal elements are compared exactly, and steps taken for that.
const EDITS: usize = 1_000;
const STEPS: usize = 40_000_000;

/// Places that belong together, ascending on both sides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Common {
    pub pairs: Vec<(u32, u32)>,
    /// A longer one may exist.
    pub approximate: bool,
}

/// Returns the elements that two lists have in common, in order.
pub(crate) fn common(old: &[u64], new: &[u64]) -> Common {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old.iter().rev().zip(new.iter().rev());
    let tail = tail.take_while(|(a, b)| a == b).count();
    let (middle_old, middle_new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    let middle = middle(middle_old, middle_new);
    let at = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut pairs: Vec<_> = (0..head).map(|i| (at(i), at(i))).collect();
    let shifted = middle
        .pairs
        .iter()
        .map(|&(i, j)| (i + at(head), j + at(head)));
    pairs.extend(shifted);
    let (ends_old, ends_new) = (head + middle_old.len(), head + middle_new.len());
    pairs.extend((0..tail).map(|i| (at(ends_old + i), at(ends_new + i))));
    Common {
        pairs,
        approximate: middle.approximate,
    }
}

fn middle(old: &[u64], new: &[u64]) -> Common {
    if old.is_empty() || new.is_empty() {
        return Common::default();
    }
    let mut places: HashMap<u64, Vec<u32>> = HashMap::new();
    for (at, element) in (0..).zip(new) {
        places.entry(*element).or_default().push(at);
    }
    let count: usize = old.iter().map(|e| places.get(e).map_or(0, Vec::len)).sum();
    if count <= PAIRS {
        return Common {
            pairs: rising(old, new.len(), &places, usize::MAX),
            approximate: false,
        };
    }
    if let Some(pairs) = few_edits(old, new) {
        return Common {
            pairs,
            approximate: false,
        };
    }
    Common {
        pairs: rising(old, new.len(), &places, (PAIRS / old.len()).max(1)),
        approximate: true,
    }
}

/// A link of a chain of pairs: the pair, and the link before it.
struct Link {
    pair: (u32, u32),
    before: Option<u32>,
}

/// Hunt and Szymanski: the longest chain of pairs that rises on both sides; of each element only the `most` places
/// nearest to its own are looked at.
fn rising(
    old: &[u64],
    new_length: usize,
    places: &HashMap<u64, Vec<u32>>,
    most: usize,
) -> Vec<(u32, u32)> {
    let mut links: Vec<Link> = Vec::new();
    // for each length of a chain the one that ends earliest
    let mut ends: Vec<u32> = Vec::new();
    for (i, element) in (0_u32..).zip(old) {
        let Some(places) = places.get(element) else {
            continue;
        };
        let near = nearest(places, i as usize * new_length / old.len(), most);
        for &j in near.iter().rev() {
            let ends_at = |link: &u32| links[*link as usize].pair.1;
            let length = ends.partition_point(|link| ends_at(link) < j);
            if ends.get(length).is_some_and(|link| ends_at(link) == j) {
                continue;
            }
            let before = length.checked_sub(1).map(|at| ends[at]);
            let link = u32::try_from(links.len()).unwrap_or(u32::MAX);
            links.push(Link {
                pair: (i, j),
                before,
            });
            match ends.get_mut(length) {
                Some(end) => *end = link,
                None => ends.push(link),
            }
        }
    }
    let mut pairs = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(link) = next {
        let link = &links[link as usize];
        pairs.push(link.pair);
        next = link.before;
    }
    pairs.reverse();
    pairs
}

fn nearest(places: &[u32], own: usize, most: usize) -> &[u32] {
    if places.len() <= most {
        return places;
    }
    let at = places.partition_point(|&place| (place as usize) < own);
    let from = at.saturating_sub(most / 2).min(places.len() - most);
    &places[from..from + most]
}

/// Myers, forward, where few edits lead from one list to the other; nothing where it takes more.
fn few_edits(old: &[u64], new: &[u64]) -> Option<Vec<(u32, u32)>> {
    let (n, m) = (
        isize::try_from(old.len()).ok()?,
        isize::try_from(new.len()).ok()?,
    );
    let most = EDITS.min(STEPS / (old.len() + new.len()));
    let middle = isize::try_from(most).ok()? + 1;
    // how far each diagonal got, after each number of edits
    let mut reached = vec![0_isize; 2 * most + 3];
    let mut trace: Vec<Vec<isize>> = Vec::new();
    let slot = |k: isize| usize::try_from(k + middle).unwrap_or(0);
    for edits in 0..=isize::try_from(most).ok()? {
        let range = slot(-edits - 1)..=slot(edits + 1);
        trace.push(reached[range].to_vec());
        for k in (-edits..=edits).step_by(2) {
            let down = k == -edits || (k != edits && reached[slot(k - 1)] < reached[slot(k + 1)]);
            let mut x = match down {
                true => reached[slot(k + 1)],
                false => reached[slot(k - 1)] + 1,
            };
            let same = |x: isize| {
                let (i, j) = (usize::try_from(x).ok(), usize::try_from(x - k).ok());
                i.zip(j)
                    .is_some_and(|(i, j)| old.get(i).is_some_and(|a| new.get(j) == Some(a)))
            };
            while same(x) {
                x += 1;
            }
            reached[slot(k)] = x;
            if x >= n && x - k >= m {
                return Some(walked_back(&trace, (n, m)));
            }
        }
    }
    None
}

/// Reads the pairs off the trace of Myers' walk, from its end.
fn walked_back(trace: &[Vec<isize>], (n, m): (isize, isize)) -> Vec<(u32, u32)> {
    let (mut x, mut y) = (n, m);
    let mut pairs = Vec::new();
    let narrow = |v: isize| u32::try_from(v).unwrap_or(0);
    for (edits, reached) in trace.iter().enumerate().rev() {
        let edits = isize::try_from(edits).unwrap_or(0);
        let at = |k: isize| {
            let slot = usize::try_from(k + edits + 1).unwrap_or(0);
            reached.get(slot).copied().unwrap_or(0)
        };
        let k = x - y;
        let down = k == -edits || (k != edits && at(k - 1) < at(k + 1));
        let (from_x, from_k) = if down {
            (at(k + 1), k + 1)
        } else {
            (at(k - 1), k - 1)
        };
        let (from_x, from_y) = match edits {
            0 => (0, 0),
            _ => (from_x, from_x - from_k),
        };
        while x > from_x && y > from_y {
            x -= 1;
            y -= 1;
            pairs.push((narrow(x), narrow(y)));
        }
        (x, y) = (from_x, from_y);
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// By the book, for small lists.
    fn longest(old: &[u64], new: &[u64]) -> usize {
        let mut row = vec![0; new.len() + 1];
        for a in old {
            let mut diagonal = 0;
            for (j, b) in new.iter().enumerate() {
                let above = row[j + 1];
                row[j + 1] = if a == b {
                    diagonal + 1
                } else {
                    above.max(row[j])
                };
                diagonal = above;
            }
        }
        row[new.len()]
    }

    fn assert_is_common(old: &[u64], new: &[u64], pairs: &[(u32, u32)]) {
        assert!(
            pairs
                .iter()
                .all(|&(i, j)| old[i as usize] == new[j as usize])
        );
        let rising = |w: &[(u32, u32)]| w[0].0 < w[1].0 && w[0].1 < w[1].1;
        assert!(pairs.windows(2).all(rising), "{pairs:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn both_exact_ways_find_a_longest_one(
            old in prop::collection::vec(0_u64..6, 0..40), new in prop::collection::vec(0_u64..6, 0..40),
        ) {
            let found = common(&old, &new);
            assert_is_common(&old, &new, &found.pairs);
            prop_assert_eq!(found.pairs.len(), longest(&old, &new));
            prop_assert!(!found.approximate);
            if !old.is_empty() && !new.is_empty() {
                let by_edits = few_edits(&old, &new).expect("few");
                assert_is_common(&old, &new, &by_edits);
                prop_assert_eq!(by_edits.len(), longest(&old, &new));
            }
        }
    }

    #[test]
    fn many_equal_elements_with_few_changes_are_compared_exactly() {
        let old: Vec<u64> = (0..5_000).map(|i| i % 2).collect();
        let mut new = old.clone();
        new.insert(2_500, 7);
        new.remove(10);
        let found = common(&old, &new);
        assert_is_common(&old, &new, &found.pairs);
        assert!(!found.approximate);
        assert_eq!(found.pairs.len(), 4_999);
    }

    #[test]
    fn what_is_beyond_the_bound_is_said_to_be_approximate() {
        let old: Vec<u64> = (0..8_000).map(|i| i * i % 7 % 3).collect();
        let new: Vec<u64> = (0..8_000).map(|i| i * i * i % 11 % 3).collect();
        let found = common(&old, &new);
        assert_is_common(&old, &new, &found.pairs);
        assert!(found.approximate);
        assert!(found.pairs.len() > 2_500, "{}", found.pairs.len());
    }
}
