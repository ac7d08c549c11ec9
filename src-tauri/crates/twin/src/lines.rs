//! Bytes to lines and columns. The only place that counts lines.

use memchr::memchr_iter;

/// Where the lines of a text start.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// For long lines, every so often: a byte, and the characters of its line before it.
    marks: Vec<(u32, u32)>,
}

/// Bytes between two marks in a long line: a column is counted from the nearest one.
const BETWEEN_MARKS: usize = 4 << 10;

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
        let mut marks = Vec::new();
        for (i, &start) in starts.iter().enumerate() {
            let end = starts.get(i + 1).map_or(text.len(), |&e| e as usize);
            mark_line(text, start as usize, end, &mut marks);
        }
        Self { starts, marks }
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
        let (from, before) = self.nearest(self.starts[line], narrow(byte));
        LineColumn {
            line: narrow(line + 1),
            column: narrow(text[from as usize..byte].chars().count() + 1) + before,
        }
    }

    /// Returns the last mark of a line before a byte, or the line's start.
    fn nearest(&self, start: u32, byte: u32) -> (u32, u32) {
        let at = self.marks.partition_point(|&(mark, _)| mark <= byte);
        let mark = at.checked_sub(1).map(|i| self.marks[i]);
        mark.filter(|&(mark, _)| mark >= start)
            .unwrap_or((start, 0))
    }
}

fn mark_line(text: &str, start: usize, end: usize, marks: &mut Vec<(u32, u32)>) {
    let (mut at, mut characters) = (start, 0);
    while end - at > BETWEEN_MARKS {
        let mut next = at + BETWEEN_MARKS;
        while !text.is_char_boundary(next) {
            next -= 1;
        }
        characters += text[at..next].chars().count();
        marks.push((narrow(next), narrow(characters)));
        at = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_an_endless_line_are_what_counting_says() {
        let text = format!("a\n{}\nb", "ü{\"k\":1},".repeat(3_000));
        let lines = LineIndex::new(&text);
        for byte in (0..text.len())
            .filter(|&b| text.is_char_boundary(b))
            .step_by(97)
        {
            let start = text[..byte].rfind('\n').map_or(0, |i| i + 1);
            let expected = LineColumn {
                line: narrow(text[..byte].matches('\n').count() + 1),
                column: narrow(text[start..byte].chars().count() + 1),
            };
            assert_eq!(lines.locate(&text, byte), expected, "byte {byte}");
        }
    }
}
