//! The secrets of a text, masked character for character, so that columns stay what they are: one
//! answer for the excerpt of a finding and for the whole text.

use std::ops::Range;

use twin::{Document, Kind, Value, secret};

/// Bytes around a piece that are searched for the mark of a secret that reaches into it.
const REACH: usize = 4 << 10;

/// Where secrets stand in a text: in order, none over another.
#[derive(Debug)]
pub(crate) struct Masks(Vec<Range<usize>>);

impl Masks {
    /// Finds the secrets of a whole document: by marks anywhere in the text, and by key among the
    /// values.
    pub(crate) fn of(doc: &Document) -> Self {
        let values = doc
            .roots()
            .flat_map(|root| std::iter::once(root).chain(root.descendants()));
        Self::among(secret::in_text(doc.text()), values)
    }

    /// Finds the secrets that stand in a piece of a document or reach into it; looks at little more
    /// than the piece.
    pub(crate) fn near(doc: &Document, span: Range<usize>) -> Self {
        let text = doc.text();
        let from = text.floor_char_boundary(span.start.saturating_sub(REACH));
        let to = text.floor_char_boundary(span.end.saturating_add(REACH));
        let marked = secret::in_text(&text[from..to]).into_iter();
        let marked = marked.map(|r| from + r.start..from + r.end).collect();
        Self::among(marked, doc.values_in(span))
    }

    fn among<'d>(mut found: Vec<Range<usize>>, values: impl Iterator<Item = Value<'d>>) -> Self {
        let strings = values.filter(|v| v.kind() == Kind::String);
        found.extend(strings.flat_map(secret::ranges));
        found.sort_by_key(|r| (r.start, r.end));
        let mut apart: Vec<Range<usize>> = Vec::new();
        for range in found {
            match apart.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => apart.push(range),
            }
        }
        Self(apart)
    }

    /// Returns a piece of the text with what is secret in it masked.
    pub(crate) fn apply(&self, text: &str, span: Range<usize>) -> String {
        let from = self.0.partition_point(|s| s.end <= span.start);
        let reaching = self.0[from..].iter().take_while(|s| s.start < span.end);
        let mut out = String::with_capacity(span.len());
        let mut at = span.start;
        for secret in reaching {
            let (start, end) = (secret.start.max(at), secret.end.min(span.end));
            out.push_str(&text[at..start]);
            let masked = text[start..end].chars();
            out.extend(masked.map(|c| if c == '\n' { '\n' } else { '\u{2022}' }));
            at = end;
        }
        out.push_str(&text[at..span.end]);
        out
    }
}
