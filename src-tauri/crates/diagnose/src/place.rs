//! Where a finding points, and the one module that turns that into line and column.

use std::ops::Range;

use twin::{Document, LineColumn, LineIndex, Repair, RepairKind, TwinPath, Value};

/// An address in the document, with the bytes to underline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Path of the value concerned.
    pub path: TwinPath,
    /// Bytes of the text.
    pub span: Range<usize>,
}

impl Place {
    /// Points at a value.
    #[must_use]
    pub fn value(value: Value<'_>) -> Self {
        Self {
            path: value.path(),
            span: value.span(),
        }
    }

    /// Points at the key of a member; at the value where there is no key.
    #[must_use]
    pub fn key(value: Value<'_>) -> Self {
        let key = value.key_span();
        let span = if key.is_empty() { value.span() } else { key };
        Self {
            path: value.path(),
            span,
        }
    }

    /// Points at what the reader repaired; the path is that of the value around it.
    #[must_use]
    pub fn repair(doc: &Document, repair: &Repair) -> Self {
        let start = repair.span.start;
        let at = match repair.kind {
            // a quote too many behind a string, or none, is the string's matter
            RepairKind::DoubledQuote if repair.assumed.is_empty() => start.saturating_sub(1),
            RepairKind::UnterminatedString => start.saturating_sub(1),
            _ => start,
        };
        let around = doc.value_at(at.min(doc.text().len().saturating_sub(1)));
        let path = around.map(Value::path).unwrap_or_default();
        Self {
            path,
            span: repair.span.clone(),
        }
    }

    /// Points at one character; the path is that of the value around it.
    #[must_use]
    pub fn character(doc: &Document, at: usize) -> Self {
        let path = doc.value_at(at).map(Value::path).unwrap_or_default();
        Self {
            path,
            span: character(doc.text(), at),
        }
    }

    /// Points at a value as a whole: at its first character.
    #[must_use]
    pub fn whole(value: Value<'_>) -> Self {
        let span = value.span();
        let first = character(value.document().text(), span.start);
        Self {
            path: value.path(),
            span: span.start..first.end.min(span.end),
        }
    }

    /// Points at the start of the document.
    #[must_use]
    pub fn start() -> Self {
        Self {
            path: TwinPath::default(),
            span: 0..0,
        }
    }
}

/// Returns the bytes of the character at a place; none at the end of the text.
fn character(text: &str, at: usize) -> Range<usize> {
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    at..at + length
}

/// Turns places into lines and columns.
#[derive(Debug)]
pub struct Locator<'d> {
    text: &'d str,
    lines: &'d LineIndex,
}

impl<'d> Locator<'d> {
    /// Uses the lines of a document.
    #[must_use]
    pub fn new(doc: &'d Document) -> Self {
        Self {
            text: doc.text(),
            lines: doc.lines(),
        }
    }

    /// Returns line and column where a place starts.
    #[must_use]
    pub fn start(&self, place: &Place) -> LineColumn {
        self.lines.locate(self.text, place.span.start)
    }

    /// Returns line and column one past the end of a place.
    #[must_use]
    pub fn end(&self, place: &Place) -> LineColumn {
        self.lines.locate(self.text, place.span.end)
    }
}
