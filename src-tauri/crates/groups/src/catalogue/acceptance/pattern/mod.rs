//! Regular expressions that a text is held against byte by byte, without looking back.
//!
//! The patterns of schemas are short and used thousands of times on short texts, where an engine's
//! set-up costs more than its search. Here a pattern becomes one table when its schema is compiled; what
//! grows beyond a fixed size, or is spelled in a way that two engines might read differently, is left to
//! the engine of `jsonschema`.

mod parts;
mod states;

use std::collections::HashSet;
use std::sync::Arc;

/// The state from which nothing leads to a match.
const DEAD: u16 = u16::MAX;
/// Most pairs of states that are compared.
const MOST_PAIRS: usize = 4_000;

/// A compiled pattern. Says exactly what the engine would.
#[derive(Debug)]
pub(super) struct Pattern {
    /// The class of each byte; bytes of one class are never told apart.
    class_of: [u8; 256],
    classes: usize,
    states: Box<[State]>,
    /// Where each class leads from each state.
    next: Vec<u16>,
    /// What bytes of runs may be, one after the other.
    runs: Vec<u64>,
}

#[derive(Debug, Default)]
struct State {
    /// A text that ends here matches.
    accepts: bool,
    /// A text matches, whatever follows.
    is_settled: bool,
    /// Classes that lead back here.
    stays: u64,
    /// The only way on: so many bytes, each of a class in `runs`, and the state behind them.
    run: Option<Run>,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    first: u32,
    length: u32,
    to: u16,
}

impl Pattern {
    /// Compiles a pattern; nothing for one that is left to the engine.
    pub fn of(pattern: &str) -> Option<Arc<Self>> {
        let parts = parts::Parts::of(pattern)?;
        states::determine(&parts).map(Arc::new)
    }

    /// True where the text, without its quotes and with escapes resolved, has a match.
    pub fn matches(&self, text: &[u8]) -> bool {
        let mut rest = text;
        let mut at = 0;
        loop {
            let state = &self.states[usize::from(at)];
            if let Some(run) = state.run {
                let Some((head, tail)) = rest.split_at_checked(run.length as usize) else {
                    return false;
                };
                let wanted = &self.runs[run.first as usize..][..head.len()];
                // all bytes are looked at, none waits for the one before it
                let fits = head.iter().zip(wanted).fold(true, |fits, (&byte, wanted)| {
                    fits & self.is_in(byte, *wanted)
                });
                if !fits {
                    return false;
                }
                (rest, at) = (tail, run.to);
                continue;
            }
            if state.stays != 0 {
                if state.is_settled {
                    return true;
                }
                while let [byte, tail @ ..] = rest
                    && self.is_in(*byte, state.stays)
                {
                    rest = tail;
                }
            }
            let [byte, tail @ ..] = rest else {
                return state.accepts;
            };
            let class = usize::from(self.class_of[usize::from(*byte)]);
            at = self.next[usize::from(at) * self.classes + class];
            if at == DEAD {
                return false;
            }
            rest = tail;
        }
    }

    /// True where the class of a byte is one of these.
    #[inline]
    fn is_in(&self, byte: u8, classes: u64) -> bool {
        // no class has a number above 63
        classes >> (self.class_of[usize::from(byte)] & 63) & 1 != 0
    }

    /// True where every text that has a match here has one there; false where it has not, or where that
    /// is too much to find out.
    pub fn implies(&self, other: &Self) -> bool {
        let mut seen = HashSet::from([(0, 0)]);
        let mut open = vec![(0, 0)];
        while let Some((here, there)) = open.pop() {
            if self.accepts(here) && !other.accepts(there) || seen.len() > MOST_PAIRS {
                return false;
            }
            for byte in 0..=u8::MAX {
                let next = (self.after(here, byte), other.after(there, byte));
                if next.0 != DEAD && seen.insert(next) {
                    open.push(next);
                }
            }
        }
        true
    }

    fn accepts(&self, state: u16) -> bool {
        let state = self.states.get(usize::from(state));
        state.is_some_and(|state| state.accepts)
    }

    fn after(&self, state: u16, byte: u8) -> u16 {
        if state == DEAD {
            return DEAD;
        }
        let class = usize::from(self.class_of[usize::from(byte)]);
        self.next[usize::from(state) * self.classes + class]
    }

    /// Returns the pattern of all texts that have no match here.
    pub fn opposite(&self) -> Self {
        let end = self.states.len();
        let dead = u16::try_from(end).unwrap_or(DEAD);
        let mut states: Vec<_> = self.states.iter().map(|state| !state.accepts).collect();
        states.push(true);
        let next = self.next.iter();
        let next = next.map(|&to| if to == DEAD { dead } else { to });
        let next = next
            .chain(std::iter::repeat_n(dead, self.classes))
            .collect();
        Self::new(self.class_of, self.classes, &states, next)
    }

    /// Puts a table together: whether a text may end in each state, and where each class leads.
    fn new(class_of: [u8; 256], classes: usize, accepts: &[bool], next: Vec<u16>) -> Self {
        let mut pattern = Self {
            class_of,
            classes,
            states: Box::default(),
            next,
            runs: Vec::new(),
        };
        states::shorten(&mut pattern, accepts);
        pattern
    }
}

#[cfg(test)]
mod tests;
