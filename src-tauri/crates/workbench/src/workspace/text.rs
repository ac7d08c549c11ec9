//! The original text by rows: lines, long ones in pieces, secrets masked, findings marked.

use std::ops::Range;

use diagnose::{Place, Units};
use twin::{Document, LineIndex, Masks};

use super::shown::Shown;
use crate::wire::{Found, Mark, PlaceView, TextPage, TextRow};

/// Bytes of a line in one row; longer lines are cut into pieces.
const ROW_BYTES: usize = 400;
/// Rows with marks told for the overview strip.
const STRIP: usize = 2_000;
/// Hits counted by a search.
const HITS: usize = 10_000;
/// Marks shown in one row.
const MARKS: usize = 20;

/// Where the rows of a text start. A twin among others in one document has the rows of its own lines.
#[derive(Debug)]
pub(super) struct Rows {
    starts: Vec<u32>,
    end: usize,
    lines_before: u32,
    masks: Masks,
}

impl Rows {
    pub fn of(doc: &Document, unit: usize, lines_before: u32) -> Self {
        let text = doc.text();
        let Range { start, end } = part(doc, unit, doc.lines());
        let mut starts = Vec::new();
        let mut at = start;
        while at < end {
            let line_end = text[at..end].find('\n').map_or(end, |i| at + i + 1);
            while at < line_end {
                starts.push(narrow(at));
                at = piece_end(text, at, line_end);
            }
        }
        if starts.is_empty() {
            starts.push(narrow(start));
        }
        Self {
            starts,
            end,
            lines_before,
            masks: Masks::of(doc),
        }
    }

    /// Returns the row of a byte.
    pub fn row_of(&self, byte: usize) -> u32 {
        narrow(
            self.starts
                .partition_point(|&s| s as usize <= byte)
                .saturating_sub(1),
        )
    }

    fn span(&self, row: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(row)? as usize;
        let end = self.starts.get(row + 1).map_or(self.end, |&e| e as usize);
        Some(start..end)
    }

    /// Returns where a place stands, for people and for the page.
    pub fn place(&self, doc: &Document, place: &Place, label: String) -> PlaceView {
        let at = doc.lines().locate(doc.text(), place.span.start);
        PlaceView {
            label,
            pointer: place.path.to_string(),
            line: at.line + self.lines_before,
            column: at.column,
            row: self.row_of(place.span.start),
        }
    }

    /// Returns a piece of the text with its secrets masked, character for character.
    pub fn masked(&self, text: &str, span: Range<usize>) -> String {
        self.masks.apply(text, span)
    }
}

/// Returns the part of the text that belongs to a twin: all of it, or its own lines among others.
fn part(doc: &Document, unit: usize, lines: &LineIndex) -> Range<usize> {
    let whole = 0..doc.text().len();
    let units = Units::of(doc);
    if units.len() < 2 {
        return whole;
    }
    let Some(twin) = units.twin(unit) else {
        return whole;
    };
    let span = twin.root.span();
    let start = lines.start(lines.line_of(span.start)).unwrap_or(0);
    let end = lines
        .start(lines.line_of(span.end.saturating_sub(1)) + 1)
        .unwrap_or(whole.end);
    start..end
}

fn piece_end(text: &str, at: usize, line_end: usize) -> usize {
    if line_end - at <= ROW_BYTES + ROW_BYTES / 4 {
        return line_end;
    }
    let end = at + ROW_BYTES;
    // after a comma reads better than in the middle of a word
    if let Some(comma) = text.as_bytes()[at + ROW_BYTES / 2..end]
        .iter()
        .rposition(|&b| b == b',')
    {
        return at + ROW_BYTES / 2 + comma + 1;
    }
    text.ceil_char_boundary(end)
}

/// Returns a window of the text.
pub(super) fn page(shown: &Shown, first: u32, count: u32) -> TextPage {
    let rows = shown.rows();
    let total = narrow(rows.starts.len());
    let first = first.min(total);
    let last = first.saturating_add(count.min(1_000)).min(total);
    TextPage {
        total,
        first,
        rows: (first..last)
            .filter_map(|row| row_at(shown, rows, row))
            .collect(),
        strip: strip(shown, rows),
    }
}

fn row_at(shown: &Shown, rows: &Rows, row: u32) -> Option<TextRow> {
    let text = shown.doc.text();
    let span = rows.span(row as usize)?;
    let line = shown.doc.lines().line_of(span.start);
    let content = span.start..span.start + text[span.clone()].trim_end_matches(['\n', '\r']).len();
    Some(TextRow {
        line: narrow(line + 1) + rows.lines_before,
        continued: shown.doc.lines().start(line) != Some(span.start),
        text: rows.masked(text, content.clone()),
        marks: marks(shown, text, content, span.end),
    })
}

fn marks(shown: &Shown, text: &str, row: Range<usize>, next: usize) -> Vec<Mark> {
    let findings = &shown.examined.findings;
    let from = findings.partition_point(|l| l.finding.place.span.start < row.start);
    let utf16 = |to: usize| {
        narrow(
            text[row.start..to.clamp(row.start, row.end)]
                .encode_utf16()
                .count(),
        )
    };
    let last_row = next >= text.len();
    findings[from..]
        .iter()
        .enumerate()
        .take_while(|(_, l)| l.finding.place.span.start < next || last_row)
        .take(MARKS)
        .map(|(i, l)| {
            let span = &l.finding.place.span;
            let end = text.ceil_char_boundary(span.end);
            let first = utf16(text.floor_char_boundary(span.start));
            Mark {
                finding: narrow(from + i),
                severity: l.finding.severity.name().to_owned(),
                rule: l.finding.rule.to_owned(),
                message: l.finding.message.clone(),
                from: first,
                to: utf16(end).max(first),
            }
        })
        .collect()
}

fn strip(shown: &Shown, rows: &Rows) -> Vec<(u32, String)> {
    let mut strip: Vec<(u32, diagnose::Severity)> = Vec::new();
    for located in &shown.examined.findings {
        let row = rows.row_of(located.finding.place.span.start);
        let full = strip.len() >= STRIP;
        match strip.last_mut() {
            Some((last, severity)) if *last == row => {
                *severity = located.finding.severity.min(*severity)
            }
            _ if full => break,
            _ => strip.push((row, located.finding.severity)),
        }
    }
    strip
        .into_iter()
        .map(|(row, s)| (row, s.name().to_owned()))
        .collect()
}

/// Which way a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Down.
    Forwards,
    /// Up.
    Backwards,
}

/// Finds a text, case ignored for ASCII, round the end: the first hit at a row and UTF-16 column or behind it, or the
/// last one before it. Secrets cannot be found.
pub(super) fn find(
    shown: &Shown,
    needle: &str,
    from: (u32, u32),
    direction: Direction,
) -> Option<Found> {
    if needle.is_empty() {
        return None;
    }
    let rows = shown.rows();
    let text = shown.doc.text();
    let start = rows.starts.first().map_or(0, |&s| s as usize);
    let masked = rows.masked(text, start..rows.end);
    let hits = hits(&masked, needle);
    // masking keeps characters, not bytes: rows of hits are told by counting lines and characters
    let hits = places(&masked, &hits, rows, text, start);
    let at = match direction {
        Direction::Forwards => hits
            .iter()
            .position(|&(row, column, _)| (row, column) >= from)
            .unwrap_or(0),
        Direction::Backwards => hits
            .iter()
            .rposition(|&(row, column, _)| (row, column) < from)
            .unwrap_or(hits.len().saturating_sub(1)),
    };
    let &(row, first, last) = hits.get(at)?;
    Some(Found {
        row,
        ordinal: narrow(at + 1),
        total: narrow(hits.len()),
        from: first,
        to: last,
    })
}

fn hits(text: &str, needle: &str) -> Vec<Range<usize>> {
    let (hay, needle) = (text.to_ascii_lowercase(), needle.to_ascii_lowercase());
    hay.match_indices(&needle)
        .take(HITS)
        .map(|(i, m)| i..i + m.len())
        .collect()
}

/// Turns byte ranges of the masked text into rows and UTF-16 columns.
fn places(
    masked: &str,
    hits: &[Range<usize>],
    rows: &Rows,
    text: &str,
    start: usize,
) -> Vec<(u32, u32, u32)> {
    let mut found = Vec::with_capacity(hits.len());
    let mut masked_at = 0;
    let mut original = text[start..]
        .char_indices()
        .map(|(i, _)| start + i)
        .peekable();
    let mut at = start;
    for hit in hits {
        let skipped = masked[masked_at..hit.start].chars().count();
        if skipped > 0 {
            original.nth(skipped - 1);
        }
        at = original.peek().copied().unwrap_or(at);
        masked_at = hit.start;
        let row = rows.row_of(at);
        let row_start = rows.span(row as usize).map_or(at, |s| s.start);
        let first = narrow(text[row_start..at].encode_utf16().count());
        found.push((
            row,
            first,
            first + narrow(masked[hit.clone()].encode_utf16().count()),
        ));
    }
    found
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
