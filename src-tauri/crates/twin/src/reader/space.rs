//! White space, and what people put where only white space may stand: comments, marks, NULs.

use super::Reader;
use crate::repair::RepairKind;

/// Bytes that may start something to be skipped.
const SKIPPED: [bool; 256] = {
    let mut skipped = [false; 256];
    let starts = [
        b' ', b'\n', b'\r', b'\t', b'/', b'#', b'&', 0, 0x0b, 0x0c, 0xc2, 0xe1, 0xe2, 0xe3, 0xef,
    ];
    let mut i = 0;
    while i < starts.len() {
        skipped[starts[i] as usize] = true;
        i += 1;
    }
    skipped
};

impl Reader<'_> {
    #[inline(always)]
    pub(super) fn skip_space(&mut self) {
        // compact JSON has nothing to skip, and this is asked between any two tokens
        if self.peek().is_some_and(|byte| SKIPPED[byte as usize]) {
            self.skip_some_space();
        }
    }

    fn skip_some_space(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.pos += 1,
                Some(b'/' | b'#' | b'&' | 0 | 0x0b | 0x0c | 0xc2 | 0xe1 | 0xe2 | 0xe3 | 0xef) => {
                    if !self.skip_odd_space() {
                        return;
                    }
                }
                _ => return,
            }
        }
    }

    #[cold]
    fn skip_odd_space(&mut self) -> bool {
        let start = self.pos;
        let rest = &self.src[start..];
        let (kind, end) = if rest.starts_with(b"//") || rest.starts_with(b"#") {
            (RepairKind::Comment, self.line_end(start))
        } else if rest.starts_with(b"/*") {
            let close = memchr::memmem::find(&rest[2..], b"*/");
            (
                RepairKind::Comment,
                close.map_or(self.src.len(), |i| start + i + 4),
            )
        } else if rest[0] == 0 {
            (RepairKind::NulCharacter, self.run_of(start, 0))
        } else if let Some(length) = unusual(self.text, start) {
            (RepairKind::UnusualWhitespace, start + length)
        } else if let Some(end) = self.entity_blanks(start) {
            (RepairKind::HtmlEntity, end)
        } else {
            return false;
        };
        self.repair(kind, start..end, "", None);
        self.pos = end;
        true
    }

    /// Returns the end of the line, before its break.
    pub(super) fn line_end(&self, from: usize) -> usize {
        let end = memchr::memchr(b'\n', &self.src[from..]).map_or(self.src.len(), |i| from + i);
        if end > from && self.src[end - 1] == b'\r' {
            end - 1
        } else {
            end
        }
    }

    /// Returns the end of the line, or of a window of `most` bytes where the line is longer: looking
    /// ahead must stay cheap on a text of one endless line.
    pub(super) fn line_end_near(&self, from: usize, most: usize) -> usize {
        let mut limit = (from + most).min(self.src.len());
        while !self.text.is_char_boundary(limit) {
            limit -= 1;
        }
        memchr::memchr(b'\n', &self.src[from..limit]).map_or(limit, |i| from + i)
    }

    fn run_of(&self, from: usize, byte: u8) -> usize {
        self.src[from..]
            .iter()
            .position(|&b| b != byte)
            .map_or(self.src.len(), |i| from + i)
    }
}

/// Returns the length of a run of white space that JSON does not know.
fn unusual(text: &str, at: usize) -> Option<usize> {
    let odd = |c: char| {
        let invisible = matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}');
        invisible || (c.is_whitespace() && !matches!(c, ' ' | '\n' | '\r' | '\t'))
    };
    let length: usize = text[at..]
        .chars()
        .take_while(|&c| odd(c))
        .map(char::len_utf8)
        .sum();
    (length > 0).then_some(length)
}
