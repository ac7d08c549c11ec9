//! What listings and mails put before every line: a number, or a quote mark. Such a text is read with
//! blanks in their place, so that everything keeps its line and column.

use std::ops::Range;

/// Fewest lines with a number, or a mark, that are taken for a listing, or a mail.
const NUMBERED: usize = 3;
const QUOTED: usize = 2;
/// Most digits of a line's number.
const DIGITS: usize = 7;

/// A text whose lines have something before them.
pub(super) struct Prefixed {
    /// The text with blanks in the place of the prefixes.
    pub text: String,
    /// The first prefix.
    pub first: Range<usize>,
    /// Where the last one starts.
    pub last: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    /// `>`, once or more.
    Quote,
    /// The number of the line.
    Number(u64),
}

/// Finds out whether there is something before the lines of a text. Other text may stand before and
/// after them, but not between.
pub(super) fn find(text: &str) -> Option<Prefixed> {
    let mut marks: Vec<(Mark, Range<usize>)> = Vec::new();
    let mut blank_lines = 0;
    let mut has_document = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        if line.trim().is_empty() {
            blank_lines += 1;
            continue;
        }
        match mark(line).filter(|(m, _)| fits(marks.last().map(|(m, _)| *m), *m, blank_lines)) {
            Some((m, length)) => {
                let indent = line.len() - line.trim_start().len();
                marks.push((m, at + indent..at + length));
                has_document |= line[length..].trim_start().starts_with(['{', '[', '"']);
            }
            None if is_enough(&marks) => break,
            None => marks.clear(),
        }
        blank_lines = 0;
    }
    if !is_enough(&marks) || !has_document {
        return None;
    }
    let (first, last) = (marks.first()?.1.clone(), marks.last()?.1.start);
    Some(Prefixed {
        text: blanked(text, &marks),
        first,
        last,
    })
}

fn is_enough(marks: &[(Mark, Range<usize>)]) -> bool {
    match marks.first() {
        Some((Mark::Quote, _)) => marks.len() >= QUOTED,
        Some((Mark::Number(_), _)) => marks.len() >= NUMBERED,
        None => false,
    }
}

/// True where a line goes on as the one before; empty lines may be counted or not.
fn fits(before: Option<Mark>, mark: Mark, blank_lines: u64) -> bool {
    match (before, mark) {
        (None, _) | (Some(Mark::Quote), Mark::Quote) => true,
        (Some(Mark::Number(n)), Mark::Number(m)) => m > n && m - n <= 1 + blank_lines,
        _ => false,
    }
}

/// Returns what stands before a line, and where the line itself starts.
fn mark(line: &str) -> Option<(Mark, usize)> {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    if text.starts_with('>') {
        let rest = text.trim_start_matches(['>', ' ']);
        let length = text[..text.len() - rest.len()].trim_end().len();
        return Some((Mark::Quote, indent + length));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=DIGITS).contains(&digits) {
        return None;
    }
    let number = text[..digits].parse().ok()?;
    let rest = &text[digits..];
    let sign = rest.trim_start_matches([' ', '\t']);
    let length = match sign.chars().next() {
        Some(c @ ('|' | '\u{2502}' | '\u{2192}')) => {
            digits + rest.len() - sign.len() + c.len_utf8()
        }
        _ if rest.starts_with([':', ')']) => digits + 1,
        _ if rest.starts_with('.') && !rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
            digits + 1
        }
        _ if rest.starts_with([' ', '\t', '\r', '\n']) || rest.is_empty() => digits,
        _ => return None,
    };
    Some((Mark::Number(number), indent + length))
}

fn blanked(text: &str, marks: &[(Mark, Range<usize>)]) -> String {
    let mut out = String::with_capacity(text.len());
    for (_, span) in marks {
        out.push_str(&text[out.len()..span.start]);
        out.extend(std::iter::repeat_n(' ', span.len()));
    }
    out.push_str(&text[out.len()..]);
    out
}
