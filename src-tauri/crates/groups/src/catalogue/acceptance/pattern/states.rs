//! The ways through a pattern made one: after each byte exactly one state.

use std::collections::HashMap;

use super::parts::{Part, Parts};
use super::{DEAD, Pattern, Run, State};

/// Most states of a pattern; the longest of the catalogue has a third.
const MOST: usize = 400;
/// Most classes of bytes: one bit each.
const CLASSES: usize = 64;
/// Longest run that is checked in one go.
const LONGEST: usize = 64;

/// Returns the table of a pattern; nothing where it is too large.
pub(super) fn determine(parts: &Parts) -> Option<Pattern> {
    let (class_of, samples) = classes(parts)?;
    let mut making = Making {
        parts,
        numbers: HashMap::new(),
        open: Vec::new(),
        accepts: Vec::new(),
    };
    making.number(Ways::from([parts.first], parts, Ends::AtStart))?;
    let mut next = Vec::new();
    let mut at = 0;
    while let Some(ways) = making.open.get(at).cloned() {
        at += 1;
        for &sample in &samples {
            let to = ways.after(parts, sample);
            next.push(making.number(to)?);
        }
    }
    Some(Pattern::new(class_of, samples.len(), &making.accepts, next))
}

/// Puts bytes that no part tells apart into one class: the class of each byte, one byte of each class.
fn classes(parts: &Parts) -> Option<([u8; 256], Vec<u8>)> {
    let mut starts = [false; 256];
    for part in &parts.all {
        if let Part::Byte(from, to, _) = *part {
            starts[usize::from(from)] = true;
            if let Some(behind) = to.checked_add(1) {
                starts[usize::from(behind)] = true;
            }
        }
    }
    let mut class_of = [0; 256];
    let mut samples = Vec::new();
    for byte in 0..=u8::MAX {
        if byte == 0 || starts[usize::from(byte)] {
            samples.push(byte);
        }
        class_of[usize::from(byte)] = u8::try_from(samples.len() - 1).ok()?;
    }
    (samples.len() <= CLASSES).then_some((class_of, samples))
}

/// What has been read when the ways are followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// Nothing.
    AtStart,
    /// Something, and there may be more.
    Inside,
    /// Everything.
    AtEnd,
    /// Everything, and that is nothing.
    Empty,
}

/// The parts that may come next, in order; and whether a match is behind already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Ways {
    parts: Vec<u32>,
    is_start: bool,
    has_matched: bool,
}

impl Ways {
    /// Returns the ways from some parts: everything that can be reached without reading a byte.
    fn from(from: impl IntoIterator<Item = u32>, parts: &Parts, ends: Ends) -> Self {
        let mut ways = Self {
            is_start: ends == Ends::AtStart,
            ..Self::default()
        };
        let mut open: Vec<_> = from.into_iter().collect();
        let mut seen = vec![false; parts.all.len()];
        while let Some(part) = open.pop() {
            if std::mem::replace(&mut seen[part as usize], true) {
                continue;
            }
            match parts.all[part as usize] {
                Part::Match => ways.has_matched = true,
                Part::Either(one, other) => open.extend([one, other]),
                Part::Start(next) => {
                    if matches!(ends, Ends::AtStart | Ends::Empty) {
                        open.push(next);
                    }
                }
                Part::End(next) if matches!(ends, Ends::AtEnd | Ends::Empty) => open.push(next),
                Part::End(_) | Part::Byte(..) => ways.parts.push(part),
            }
        }
        ways.parts.sort_unstable();
        ways
    }

    /// Returns the ways behind a byte; a match may begin behind it, too.
    fn after(&self, parts: &Parts, byte: u8) -> Self {
        if self.has_matched {
            return self.clone();
        }
        let next = self
            .parts
            .iter()
            .filter_map(|&part| match parts.all[part as usize] {
                Part::Byte(from, to, next) if (from..=to).contains(&byte) => Some(next),
                _ => None,
            });
        Self::from(next.chain([parts.first]), parts, Ends::Inside)
    }

    /// True where a text that ends here matches.
    fn accepts(&self, parts: &Parts) -> bool {
        let ends = if self.is_start {
            Ends::Empty
        } else {
            Ends::AtEnd
        };
        let end = Self::from(self.parts.iter().copied(), parts, ends);
        self.has_matched || end.has_matched
    }
}

struct Making<'p> {
    parts: &'p Parts,
    numbers: HashMap<Ways, u16>,
    /// The ways of each state, by its number.
    open: Vec<Ways>,
    accepts: Vec<bool>,
}

impl Making<'_> {
    fn number(&mut self, mut ways: Ways) -> Option<u16> {
        if ways.has_matched {
            // what follows makes no difference
            ways.parts.clear();
        } else if ways.parts.is_empty() && !self.accepts.is_empty() {
            return Some(DEAD);
        }
        if let Some(&number) = self.numbers.get(&ways) {
            return Some(number);
        }
        let number = u16::try_from(self.accepts.len()).ok()?;
        if self.accepts.len() >= MOST {
            return None;
        }
        self.accepts.push(ways.accepts(self.parts));
        self.open.push(ways.clone());
        self.numbers.insert(ways, number);
        Some(number)
    }
}

/// Finds what is read without a choice: bytes that lead back, and bytes that only lead on.
pub(super) fn shorten(pattern: &mut Pattern, accepts: &[bool]) {
    let all = if pattern.classes < 64 {
        !(u64::MAX << pattern.classes)
    } else {
        u64::MAX
    };
    let ways: Vec<_> = (0..accepts.len())
        .map(|at| {
            let row = &pattern.next[at * pattern.classes..][..pattern.classes];
            let to = |wanted: u16| {
                let classes = row.iter().enumerate().filter(|(_, to)| **to == wanted);
                classes.fold(0, |bits, (class, _)| bits | 1_u64 << class)
            };
            let own = u16::try_from(at).unwrap_or(DEAD);
            let mut others = row.iter().filter(|to| **to != DEAD);
            let first = others.next().copied();
            let only = first.filter(|to| others.all(|other| other == to) && *to != own);
            (to(own), only.map(|only| (to(only), only)))
        })
        .collect();
    let mut states = Vec::new();
    for (at, (stays, _)) in ways.iter().enumerate() {
        let first = pattern.runs.len();
        let mut to = u16::try_from(at).unwrap_or(DEAD);
        while pattern.runs.len() - first < LONGEST && !accepts[usize::from(to)] {
            let Some((classes, next)) = ways[usize::from(to)].1 else {
                break;
            };
            pattern.runs.push(classes);
            to = next;
        }
        let length = pattern.runs.len() - first;
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        states.push(State {
            accepts: accepts[at],
            is_settled: accepts[at] && *stays == all,
            stays: *stays,
            run: (length > 1).then(|| Run {
                first: narrow(first),
                length: narrow(length),
                to,
            }),
        });
    }
    pattern.states = states.into_boxed_slice();
}
