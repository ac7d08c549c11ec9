//! JSON from the source of a web page: quotes, blanks and angles written as entities.

use super::{Reader, Scanned};
use crate::entities::entity;
use crate::node::Quoting;
use crate::repair::RepairKind;

/// How far the closing quote is looked for, in bytes.
const LOOKED_AHEAD: usize = 4 << 10;
/// Longest entity whose length can be kept with a string.
const LONGEST_QUOTE: usize = 7;

impl Reader<'_> {
    /// Reads `&quot;…&quot;`; leaves anything else alone.
    pub(super) fn entity_string(&mut self) -> Option<Scanned> {
        let start = self.pos;
        let (quote, open) = self.entity_quote(start)?;
        let from = start + open;
        let body = &self.text[from..self.line_end_near(from, LOOKED_AHEAD)];
        let closing = memchr::memchr_iter(b'&', body.as_bytes()).find_map(|i| {
            let (c, length) = self.entity_quote(from + i)?;
            (closes(quote, c) && !body[..i].ends_with('\\')).then_some((from + i + length, length))
        });
        let (end, close) = closing.unwrap_or_else(|| {
            (
                from + super::strings::without_tail(body.trim_end()).len(),
                0,
            )
        });
        self.repair(RepairKind::HtmlEntity, start..end, "\"", None);
        self.pos = end;
        #[expect(clippy::cast_possible_truncation, reason = "at most LONGEST_QUOTE")]
        let quoting = Quoting {
            open: open as u8,
            close: close as u8,
            escaped: true,
            entities: true,
        };
        Some(Scanned {
            start,
            end,
            bits: quoting.pack(),
        })
    }

    /// Returns the quote that an entity at `at` stands for, and the bytes of the entity.
    pub(super) fn entity_quote(&self, at: usize) -> Option<(char, usize)> {
        let is_quote = |c| matches!(c, '"' | '\'' | '\u{2018}'..='\u{201f}');
        entity(self.text.get(at..)?).filter(|&(c, length)| is_quote(c) && length <= LONGEST_QUOTE)
    }

    /// Returns the end of the white space that is written as entities: `&nbsp;&nbsp;`.
    pub(super) fn entity_blanks(&self, start: usize) -> Option<usize> {
        let mut end = start;
        while let Some((c, length)) = entity(&self.text[end..])
            && c.is_whitespace()
        {
            end += length;
        }
        (end > start).then_some(end)
    }
}

/// True where one quote closes what the other opened: plain ones themselves, typographic ones each other.
fn closes(open: char, close: char) -> bool {
    open == close || (open > '\u{2000}' && close > '\u{2000}')
}
