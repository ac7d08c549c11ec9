//! A pattern taken apart: which byte may follow which, all ways at once.

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};
use regex_syntax::utf8::Utf8Sequences;

/// Most parts of a pattern; the longest of the catalogue has a third.
const MOST: usize = 1_500;

/// One step.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// A byte of a range, then the next part.
    Byte(u8, u8, u32),
    /// Either way.
    Either(u32, u32),
    /// Only where the text starts.
    Start(u32),
    /// Only where the text ends.
    End(u32),
    /// The pattern has matched.
    Match,
}

/// All parts of a pattern.
#[derive(Debug)]
pub(super) struct Parts {
    pub all: Vec<Part>,
    /// The part that a match begins with.
    pub first: u32,
}

impl Parts {
    pub fn of(pattern: &str) -> Option<Self> {
        if !is_plain(pattern) {
            return None;
        }
        let hir = regex_syntax::parse(pattern).ok()?;
        let mut parts = Self {
            all: vec![Part::Match],
            first: 0,
        };
        parts.first = parts.put(&hir, 0)?;
        Some(parts)
    }

    fn add(&mut self, part: Part) -> Option<u32> {
        self.all.push(part);
        (self.all.len() <= MOST).then(|| self.last())
    }

    fn last(&self) -> u32 {
        // never more than `MOST`
        u32::try_from(self.all.len()).unwrap_or(u32::MAX) - 1
    }

    /// Puts an expression before a part, and returns where it begins.
    fn put(&mut self, hir: &Hir, next: u32) -> Option<u32> {
        match hir.kind() {
            HirKind::Empty => Some(next),
            HirKind::Literal(literal) => {
                let mut backwards = literal.0.iter().rev();
                backwards.try_fold(next, |next, &byte| self.add(Part::Byte(byte, byte, next)))
            }
            HirKind::Class(class) => self.class(class, next),
            HirKind::Look(Look::Start) => self.add(Part::Start(next)),
            HirKind::Look(Look::End) => self.add(Part::End(next)),
            HirKind::Look(_) => None,
            HirKind::Repetition(repetition) => self.repetition(repetition, next),
            HirKind::Capture(capture) => self.put(&capture.sub, next),
            HirKind::Concat(all) => all
                .iter()
                .rev()
                .try_fold(next, |next, hir| self.put(hir, next)),
            HirKind::Alternation(all) => {
                let mut ways = Vec::new();
                for hir in all {
                    ways.push(self.put(hir, next)?);
                }
                self.any(&ways)
            }
        }
    }

    fn any(&mut self, ways: &[u32]) -> Option<u32> {
        let (&last, others) = ways.split_last()?;
        let mut backwards = others.iter().rev();
        backwards.try_fold(last, |rest, &way| self.add(Part::Either(way, rest)))
    }

    fn class(&mut self, class: &Class, next: u32) -> Option<u32> {
        let mut ways = Vec::new();
        match class {
            Class::Bytes(class) => {
                for range in class.iter() {
                    ways.push(self.add(Part::Byte(range.start(), range.end(), next))?);
                }
            }
            Class::Unicode(class) => {
                for range in class.iter() {
                    for sequence in Utf8Sequences::new(range.start(), range.end()) {
                        let mut backwards = sequence.as_slice().iter().rev();
                        let way = backwards.try_fold(next, |next, byte| {
                            self.add(Part::Byte(byte.start, byte.end, next))
                        });
                        ways.push(way?);
                    }
                }
            }
        }
        // a class without characters matches nothing: nobody writes it
        self.any(&ways)
    }

    fn repetition(&mut self, repetition: &Repetition, mut next: u32) -> Option<u32> {
        match repetition.max {
            None => {
                let again = self.add(Part::Match)?;
                let once = self.put(&repetition.sub, again)?;
                self.all[again as usize] = Part::Either(once, next);
                next = again;
            }
            Some(most) => {
                let end = next;
                for _ in repetition.min..most {
                    let once = self.put(&repetition.sub, next)?;
                    next = self.add(Part::Either(once, end))?;
                }
            }
        }
        (0..repetition.min).try_fold(next, |next, _| self.put(&repetition.sub, next))
    }
}

/// False for what the engine of `jsonschema` translates before it reads it, or might: classes by a
/// letter, flags, operations on classes and brackets in them.
fn is_plain(pattern: &str) -> bool {
    if ["(?", "[]", "[^]", "&&", "--", "~~"]
        .iter()
        .any(|sign| pattern.contains(sign))
    {
        return false;
    }
    let mut is_in_class = false;
    let mut signs = pattern.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => {
                let is_same = |c: char| c.is_ascii_punctuation() || "nrt".contains(c);
                if !signs.next().is_some_and(is_same) {
                    return false;
                }
            }
            '[' if is_in_class => return false,
            '[' => is_in_class = true,
            ']' => is_in_class = false,
            _ => {}
        }
    }
    true
}
