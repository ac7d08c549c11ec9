//! Bytes to lines and columns. The only place that counts lines.

use memchr::memchr_iter;

/// Where the lines of a text start.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
}

/// A place for people: both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters (Unicode scalar values), from 1.
    pub column: u32,
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "documents are limited to u32::MAX bytes"
)]
fn narrow(n: usize) -> u32 {
    n as u32
}

impl LineIndex {
    /// Indexes a text; `\n` and `\r\n` end lines.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr_iter(b'\n', text.as_bytes()).map(|i| narrow(i + 1)));
        Self { starts }
    }

    /// Returns the number of lines; a text that ends in a line break has no further line.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Returns false: a text has at least one line.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Returns the first byte of a line counted from 0.
    #[must_use]
    pub fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line).map(|&s| s as usize)
    }

    /// Returns the line, from 0, that has a byte.
    #[must_use]
    pub fn line_of(&self, byte: usize) -> usize {
        let byte = narrow(byte.min(u32::MAX as usize));
        self.starts.partition_point(|&s| s <= byte) - 1
    }

    /// Returns line and column of a byte of `text`; past the end gives the end.
    #[must_use]
    pub fn locate(&self, text: &str, byte: usize) -> LineColumn {
        let mut byte = byte.min(text.len());
        while !text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = self.line_of(byte);
        let start = self.starts[line] as usize;
        LineColumn {
            line: narrow(line + 1),
            column: narrow(text[start..byte].chars().count() + 1),
        }
    }
}
