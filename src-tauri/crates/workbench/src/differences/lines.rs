//! Which rows are shown, in which order: narrowed by state and words, folded, with gaps where nothing differs, and
//! with the ends of parts where the form is text.

use std::collections::HashSet;

use twin::{Document, Value};

use super::list::{Entry, List};
use crate::wire::{DiffLayout, DiffRowKind, DiffState};

/// Rows of context above and below a difference.
const CONTEXT: usize = 2;
/// Fewer rows than this are shown rather than counted.
const SMALLEST_GAP: usize = 3;

/// What is asked for of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Asked {
    /// In which form.
    pub layout: DiffLayout,
    /// Also what differs in nothing.
    pub full: bool,
    /// States that are wanted; all where it is empty.
    pub states: Vec<DiffState>,
    /// Words, in lower case.
    pub search: String,
    /// Keys of what was folded, and of gaps that were opened.
    pub toggled: Vec<String>,
}

/// One row that is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// Number of the entry; of the first one that is left out, for a gap.
    pub entry: u32,
    /// What it is.
    pub kind: DiffRowKind,
    /// Only one of its sides, where the form has a row for each.
    pub only: Option<Side>,
    /// What stands in it is not shown.
    pub folded: bool,
    /// Rows left out.
    pub left_out: u32,
}

/// One of two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// The rows that are shown.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// The rows.
    pub lines: Vec<Line>,
    /// Rows of differences, in order.
    pub marks: Vec<(u32, DiffState)>,
}

impl Lines {
    /// Chooses rows of a list. The documents are those of the left and of the right side.
    pub fn of(list: &List, documents: [&Document; 2], asked: &Asked) -> Self {
        let chosen = Chosen::of(list, documents, asked);
        let mut lines = Laid {
            list,
            asked,
            out: Self::default(),
            open: Vec::new(),
        };
        lines.all(&chosen);
        lines.out
    }
}

/// Which entries are wanted, and which only because something in them is.
struct Chosen {
    wanted: Vec<bool>,
    folded: Vec<bool>,
    /// What is left out is counted.
    has_gaps: bool,
}

impl Chosen {
    fn of(list: &List, documents: [&Document; 2], asked: &Asked) -> Self {
        let entries = &list.entries;
        let is_narrowed = !asked.states.is_empty() || !asked.search.is_empty();
        let hit = |entry: &Entry| {
            let of_state =
                asked.states.is_empty() || entry.is_leaf && asked.states.contains(&entry.state);
            of_state && (asked.search.is_empty() || has_words(entry, documents, &asked.search))
        };
        let mut wanted: Vec<bool> = match (is_narrowed, asked.full) {
            (true, _) => entries.iter().map(hit).collect(),
            (false, true) => vec![true; entries.len()],
            (false, false) => near_differences(entries),
        };
        for at in (0..entries.len()).rev() {
            if let Some(parent) = entries[at].parent.filter(|_| wanted[at]) {
                wanted[parent as usize] = true;
            }
        }
        let toggled: HashSet<&str> = asked.toggled.iter().map(String::as_str).collect();
        let folded = entries.iter().map(|entry| {
            !toggled.is_empty() && !entry.is_leaf && toggled.contains(&*key(entry, documents, ""))
        });
        let has_gaps = !is_narrowed && !asked.full;
        Self {
            folded: folded.collect(),
            has_gaps,
            wanted: match has_gaps {
                true => opened(wanted, entries, documents, &toggled),
                false => wanted,
            },
        }
    }
}

/// A difference and its neighbours.
fn near_differences(entries: &[Entry]) -> Vec<bool> {
    let mut wanted = vec![false; entries.len()];
    let differing = entries
        .iter()
        .enumerate()
        .filter(|(_, e)| e.differs && e.is_leaf);
    for (at, entry) in differing {
        wanted[at] = true;
        let is_neighbour =
            |other: usize| entries[other].parent == entry.parent && entries[other].is_leaf;
        let before = (0..at)
            .rev()
            .take(CONTEXT)
            .filter(|other| is_neighbour(*other));
        let after = (at + 1..entries.len())
            .take(CONTEXT)
            .filter(|other| is_neighbour(*other));
        for near in before.chain(after).collect::<Vec<_>>() {
            wanted[near] = true;
        }
    }
    wanted
}

/// Gaps that were opened show everything that stands in them; too small ones are none.
fn opened(
    mut wanted: Vec<bool>,
    entries: &[Entry],
    documents: [&Document; 2],
    toggled: &HashSet<&str>,
) -> Vec<bool> {
    let mut at = 0;
    while at < entries.len() {
        if wanted[at] {
            at += 1;
            continue;
        }
        let end = gap_end(entries, &wanted, at);
        let is_small = end - at < SMALLEST_GAP && at > 0;
        let is_opened =
            !toggled.is_empty() && toggled.contains(&*key(&entries[at], documents, "gap "));
        if is_small || is_opened {
            wanted[at..end].fill(true);
        }
        at = end;
    }
    wanted
}

/// Returns where the run of unwanted rows ends that begins here: at the next wanted row, or at the end of what the
/// first one stands in.
fn gap_end(entries: &[Entry], wanted: &[bool], from: usize) -> usize {
    let depth = entries[from].depth;
    let rest = entries[from..].iter().zip(&wanted[from..]);
    let run = rest.take_while(|(entry, wanted)| !**wanted && entry.depth >= depth);
    from + run.count()
}

/// What a row is known by: where it stands in its document.
pub(crate) fn key(entry: &Entry, documents: [&Document; 2], kind: &str) -> String {
    let [left, right] = values(entry, documents);
    let side = if left.is_some() { '=' } else { '+' };
    let path = left
        .or(right)
        .map(|v| v.path().to_string())
        .unwrap_or_default();
    format!("{kind}{side}{path}")
}

/// Returns both sides of an entry.
pub(crate) fn values<'d>(entry: &Entry, documents: [&'d Document; 2]) -> [Option<Value<'d>>; 2] {
    [
        entry.left.map(|id| documents[0].value(id)),
        entry.right.map(|id| documents[1].value(id)),
    ]
}

fn has_words(entry: &Entry, documents: [&Document; 2], words: &str) -> bool {
    let sides = values(entry, documents);
    let mut told = String::new();
    for value in sides.into_iter().flatten() {
        told.push_str(&value.key().unwrap_or_default());
        told.push(' ');
        if !value.kind().is_container() && !entry.is_secret {
            told.push_str(&crate::cell::Cell::of(value).text);
            told.push(' ');
        }
    }
    let told = told.to_lowercase();
    words.split_whitespace().all(|word| told.contains(word))
}

struct Laid<'l> {
    list: &'l List,
    asked: &'l Asked,
    out: Lines,
    /// Parts whose end is still to come.
    open: Vec<u32>,
}

impl Laid<'_> {
    fn all(&mut self, chosen: &Chosen) {
        let entries = &self.list.entries;
        let mut at = 0;
        while at < entries.len() {
            self.close(entries[at].depth);
            if !chosen.wanted[at] {
                let end = gap_end(entries, &chosen.wanted, at);
                if chosen.has_gaps {
                    self.gap(at, end);
                }
                at = end;
                continue;
            }
            self.row(at, chosen.folded[at]);
            at = if chosen.folded[at] {
                after(entries, at)
            } else {
                at + 1
            };
        }
        self.close(0);
    }

    fn gap(&mut self, from: usize, end: usize) {
        let left_out = self.list.entries[from..end]
            .iter()
            .filter(|e| e.is_leaf)
            .count();
        self.push(Line {
            entry: number(from),
            kind: DiffRowKind::Gap,
            only: None,
            folded: false,
            left_out: number(left_out.max(1)),
        });
    }

    fn row(&mut self, at: usize, folded: bool) {
        let entry = &self.list.entries[at];
        let kind = if entry.is_leaf {
            DiffRowKind::Leaf
        } else {
            DiffRowKind::Open
        };
        let line = Line {
            entry: number(at),
            kind,
            only: None,
            folded,
            left_out: 0,
        };
        if entry.differs && (entry.is_leaf || folded) {
            self.out
                .marks
                .push((number(self.out.lines.len()), entry.state));
        }
        let is_two_fold = self.asked.layout == DiffLayout::Inline
            && entry.is_leaf
            && entry.differs
            && entry.left.is_some()
            && entry.right.is_some();
        if is_two_fold {
            for side in [Side::Left, Side::Right] {
                self.push(Line {
                    only: Some(side),
                    ..line
                });
            }
            return;
        }
        self.push(line);
        if !entry.is_leaf && !folded {
            self.open.push(number(at));
        }
    }

    /// Ends the parts in which nothing more stands.
    fn close(&mut self, depth: u32) {
        while let Some(&last) = self.open.last() {
            if self.list.entries[last as usize].depth < depth {
                return;
            }
            self.open.pop();
            if self.asked.layout != DiffLayout::Tree {
                self.push(Line {
                    entry: last,
                    kind: DiffRowKind::Close,
                    only: None,
                    folded: false,
                    left_out: 0,
                });
            }
        }
    }

    fn push(&mut self, line: Line) {
        self.out.lines.push(line);
    }
}

/// Returns the entry behind everything that stands in one.
fn after(entries: &[Entry], at: usize) -> usize {
    let depth = entries[at].depth;
    let inside = entries[at + 1..].iter().take_while(|e| e.depth > depth);
    at + 1 + inside.count()
}

fn number(at: usize) -> u32 {
    crate::cell::narrow(at)
}
