//! Which part of two texts differs. Of long texts that part is shown with a little around it.

use std::borrow::Cow;

use diff::text::{Fate, Piece, pieces};
use twin::Value;

use crate::cell::CELL;
use crate::wire::{CellKind, DiffCell, DiffPiece};

/// Longest texts, both together, that are taken apart.
const LONGEST: usize = 64 << 10;
/// Characters that are shown of what both have, on either side of what differs.
const AROUND: usize = 40;

/// What is said of texts that are shown in part.
pub(super) const IN_PART: &str = "long texts, shown around what differs";
/// What is said of texts that are not taken apart.
pub(super) const TOO_LONG: &str = "the texts are too long to show which part differs";

/// Marks in two cells what differs; says what of that cannot be seen.
pub(super) fn take_apart(
    [old, new]: [Value<'_>; 2],
    [left, right]: [&mut DiffCell; 2],
) -> Option<&'static str> {
    let is_plain =
        |cell: &DiffCell| !cell.masked && !matches!(cell.kind, CellKind::Object | CellKind::Array);
    if !is_plain(left) || !is_plain(right) {
        return None;
    }
    let texts = old.str().zip(new.str());
    let are_texts = left.kind == CellKind::String && right.kind == CellKind::String;
    let Some((old, new)) = texts.filter(|_| are_texts) else {
        let is_cut = left.cut || right.cut;
        mark([left, right]);
        return is_cut.then_some(TOO_LONG);
    };
    if old.len() + new.len() > LONGEST {
        mark([left, right]);
        return Some(TOO_LONG);
    }
    let pieces = pieces(&old, &new);
    let is_cut = left.cut || right.cut;
    for (cell, other) in [(left, Fate::New), (right, Fate::Gone)] {
        if is_cut {
            (cell.pieces, cell.cut) = in_part(&pieces, other);
        } else {
            let own = pieces.iter().filter(|p| p.fate != other);
            cell.pieces = own.map(|p| piece(p, &p.text)).collect();
        }
    }
    is_cut.then_some(IN_PART)
}

fn mark(cells: [&mut DiffCell; 2]) {
    for piece in cells.into_iter().flat_map(|cell| &mut cell.pieces) {
        piece.differs = true;
    }
}

fn piece(piece: &Piece, text: &str) -> DiffPiece {
    DiffPiece {
        text: text.to_owned(),
        differs: piece.fate != Fate::Kept,
    }
}

/// Leaves out what is far from a difference, and the pieces of the other side; says whether the end is not shown.
fn in_part(pieces: &[Piece], other: Fate) -> (Vec<DiffPiece>, bool) {
    let mut room = CELL;
    let mut shown = Vec::new();
    for (at, one) in pieces.iter().enumerate().filter(|(_, p)| p.fate != other) {
        let is_last = at + 1 == pieces.len();
        let near = match one.fate {
            Fate::Kept => around(&one.text, at == 0, is_last),
            Fate::Gone | Fate::New => Cow::Borrowed(&*one.text),
        };
        let end = near.char_indices().nth(room).map(|(end, _)| end);
        let text = &near[..end.unwrap_or(near.len())];
        room -= text.chars().count();
        shown.push(piece(one, text));
        let ends_early = is_last && one.fate == Fate::Kept && near.len() < one.text.len();
        if end.is_some() || ends_early {
            return (shown, true);
        }
    }
    (shown, false)
}

/// Returns what stands beside a difference of a text that both have; at the ends of the whole nothing does.
fn around(text: &str, is_first: bool, is_last: bool) -> Cow<'_, str> {
    let count = text.chars().count();
    let at = |chars: usize| {
        text.char_indices()
            .nth(chars)
            .map_or(text.len(), |(at, _)| at)
    };
    match (is_first, is_last) {
        (true, true) => Cow::Borrowed(text),
        (true, false) if count > AROUND + 1 => {
            Cow::Owned(format!("…{}", &text[at(count - AROUND)..]))
        }
        // the cell says by itself that it goes on
        (false, true) if count > AROUND => Cow::Borrowed(&text[..at(AROUND)]),
        (false, false) if count > 2 * AROUND + 1 => {
            let (before, after) = (&text[..at(AROUND)], &text[at(count - AROUND)..]);
            Cow::Owned(format!("{before}…{after}"))
        }
        _ => Cow::Borrowed(text),
    }
}
