//! A window of the rows as the page shows them.

use twin::{Document, Value};

use super::apart::take_apart;
use super::lines::{Line, Lines, Side, key, values};
use super::list::{Entry, List};
use crate::cell::{Cell, narrow};
use crate::drift::MASK;
use crate::wire::{Blame, DiffCell, DiffPage, DiffPiece, DiffRow, DiffRowKind};

/// Rows in one window.
const WINDOW: u32 = 1_000;

/// The two documents, and who wrote what in them.
#[derive(Clone, Copy)]
pub(crate) struct Sides<'d> {
    /// Documents of the left and of the right side.
    pub documents: [&'d Document; 2],
    /// Document of what both come from, where it is known.
    pub base: Option<&'d Document>,
    /// Says who wrote a value.
    pub blame: &'d dyn Fn(Value<'_>, Side) -> Option<Blame>,
}

/// Returns a window of the rows.
pub(crate) fn page(
    list: &List,
    lines: &Lines,
    sides: Sides<'_>,
    (first, count): (u32, u32),
) -> DiffPage {
    let total = narrow(lines.lines.len());
    let first = first.min(total);
    let last = first.saturating_add(count.min(WINDOW)).min(total);
    let rows = lines.lines[first as usize..last as usize].iter();
    DiffPage {
        total,
        first,
        rows: rows.map(|line| row(list, line, sides)).collect(),
        head: list.head.clone(),
        marks: lines.marks.clone(),
    }
}

fn row(list: &List, line: &Line, sides: Sides<'_>) -> DiffRow {
    let entry = &list.entries[line.entry as usize];
    let [left, right] = values(entry, sides.documents);
    let named = left.or(right);
    let name = named.map(name).unwrap_or_default();
    let is_of = |side| line.only.is_none_or(|only| only == side);
    let is_gap = line.kind == DiffRowKind::Gap;
    let ([left_cell, right_cell], note) = cells(entry, [left, right], sides);
    let kind = match line.kind {
        DiffRowKind::Gap => "gap ",
        DiffRowKind::Close => "end ",
        _ if line.only == Some(Side::Right) => "new ",
        _ => "",
    };
    DiffRow {
        key: key(entry, sides.documents, kind),
        kind: line.kind,
        depth: entry.depth,
        element: named.is_some_and(|v| v.key().is_none()),
        name,
        left: left_cell.filter(|_| is_of(Side::Left) && !is_gap),
        right: right_cell.filter(|_| is_of(Side::Right) && !is_gap),
        base: base_cell(entry, sides.base).filter(|_| !is_gap),
        state: entry.state,
        reason: with_note(&entry.reason, note.filter(|_| !is_gap)),
        differs: entry.differs,
        has_children: line.kind == DiffRowKind::Gap
            || !entry.is_leaf && line.kind == DiffRowKind::Open,
        folded: line.folded || is_gap,
        left_out: line.left_out,
        hidden: entry.hidden.as_deref().cloned(),
    }
}

fn name(value: Value<'_>) -> String {
    match (value.key(), value.parent()) {
        (Some(key), _) => twin::secret::cut(&key, 200),
        (None, Some(list)) => {
            let before = list.children().take_while(|v| *v != value);
            before.count().to_string()
        }
        (None, None) => String::new(),
    }
}

fn cells(
    entry: &Entry,
    [left, right]: [Option<Value<'_>>; 2],
    sides: Sides<'_>,
) -> ([Option<DiffCell>; 2], Option<&'static str>) {
    let cell = |value: Option<Value<'_>>, side| {
        let value = value?;
        // what stands in an object was written one by one
        let is_told = !value.is_object() || value.children().next().is_none();
        let blame = is_told.then(|| (sides.blame)(value, side)).flatten();
        Some(cell(value, entry.is_secret, blame))
    };
    let mut both = [cell(left, Side::Left), cell(right, Side::Right)];
    let mut note = None;
    if let ([Some(one), Some(other)], Some(values)) = (&mut both, left.zip(right))
        && entry.differs
        && entry.is_leaf
    {
        note = take_apart(values.into(), [one, other]);
    }
    (both, note)
}

fn with_note(reason: &str, note: Option<&str>) -> String {
    match note {
        None => reason.to_owned(),
        Some(note) if reason.is_empty() => note.to_owned(),
        Some(note) => format!("{reason}; {note}"),
    }
}

fn base_cell(entry: &Entry, base: Option<&Document>) -> Option<DiffCell> {
    let value = base?.value(entry.base?);
    Some(cell(value, entry.is_secret, None))
}

fn cell(value: Value<'_>, is_secret: bool, blame: Option<Blame>) -> DiffCell {
    let cell = Cell::of(value);
    let is_masked = cell.masked || is_secret && !value.is_str("") && !value.kind().is_container();
    let text = if is_masked && !cell.masked {
        MASK.to_owned()
    } else {
        cell.text
    };
    DiffCell {
        kind: cell.kind,
        pieces: vec![DiffPiece {
            text,
            differs: false,
        }],
        cut: cell.cut,
        masked: is_masked,
        pointer: value.path().to_string(),
        blame,
    }
}
