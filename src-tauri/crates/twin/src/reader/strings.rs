//! Strings: the strict ones quickly, the broken ones with a guess at where they were meant to end.

use super::{Reader, Scanned};
use crate::escape::code_unit;
use crate::node::{PLAIN, Quoting};
use crate::repair::RepairKind;

/// How far a string that runs over its line is followed for its closing quote, in bytes.
const FOLLOWED: usize = 8 << 10;
/// How far the closing one of wrong quotes is looked for, in bytes.
const LOOKED_AHEAD: usize = 4 << 10;

/// Bytes that end the fast walk through a string.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let mut i = 0;
    while i < 0x20 {
        stops[i] = true;
        i += 1;
    }
    stops[b'"' as usize] = true;
    stops[b'\\' as usize] = true;
    stops
};

/// Bytes looked at in one go.
const AT_ONCE: usize = 8;

/// Returns where the first stop is, if one is there: eight bytes at once, each in its part of a word.
#[inline(always)]
fn first_stop(bytes: &[u8; AT_ONCE]) -> Option<usize> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_le_bytes(*bytes);
    // a quote, 0x22, with its second bit turned follows the last control character: both end below 0x21,
    // and so does a backslash, turned to nothing, below 1. The highest bit tells what went below nothing.
    let low = (word ^ (EACH * 0x02)).wrapping_sub(EACH * 0x21);
    let escape = (word ^ (EACH * b'\\' as u64)).wrapping_sub(EACH);
    // what one part borrows from the next may be wrong, but only above the first that is right
    let stops = (low | escape) & !word & (EACH << 7);
    (stops != 0).then(|| stops.trailing_zeros() as usize / 8)
}

impl Reader<'_> {
    /// Reads the string at the quote under `pos`.
    #[inline(always)]
    pub(super) fn string(&mut self, is_key: bool) -> Scanned {
        let start = self.pos;
        let end = self.next_stop(start + 1);
        // neither empty nor with a quote behind it, which may be a doubled one
        let is_plain = self.byte(end) == b'"' && end > start + 1 && self.byte(end + 1) != b'"';
        if !is_plain {
            return self.odd_string(is_key);
        }
        self.pos = end + 1;
        Scanned {
            start,
            end: end + 1,
            bits: PLAIN,
        }
    }

    #[inline(never)]
    fn odd_string(&mut self, is_key: bool) -> Scanned {
        let start = self.pos;
        if self.byte(start + 1) == b'"' && self.doubled_opening(start) {
            return self.doubled_string(start);
        }
        let mut at = start + 1;
        let mut escaped = false;
        let faults = self.repairs.len();
        loop {
            at = self.next_stop(at);
            match self.src.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    if self.repairs.len() > faults && self.is_last_backslash(at) {
                        self.repair(RepairKind::BadEscape, at..at + 1, "\\\\", None);
                        at += 1;
                        break;
                    }
                    at = self.escape(at);
                }
                Some(b'\n') | None => match self.string_over_line(start, at, is_key) {
                    Some(scanned) => return scanned,
                    None => at += 1,
                },
                Some(b'\r') if self.byte(at + 1) == b'\n' => at += 1,
                Some(_) => {
                    self.repair(RepairKind::RawControlCharacter, at..at + 1, "", None);
                    at += 1;
                }
            }
        }
        self.pos = at + 1;
        if self.peek() == Some(b'"') {
            self.surplus_quotes();
        }
        Scanned {
            start,
            end: at + 1,
            bits: Quoting {
                escaped,
                ..Quoting::PLAIN
            }
            .pack(),
        }
    }

    /// Returns where the next byte stands that ends the fast walk, or the end of the text.
    #[inline]
    fn next_stop(&self, mut at: usize) -> usize {
        while let Some(bytes) = self.src.get(at..).and_then(<[u8]>::first_chunk) {
            if let Some(stop) = first_stop(bytes) {
                return at + stop;
            }
            at += AT_ONCE;
        }
        while at < self.src.len() && !STOPS[self.src[at] as usize] {
            at += 1;
        }
        at
    }

    /// Checks the escape at `at`; returns where to go on.
    fn escape(&mut self, at: usize) -> usize {
        match self.byte(at + 1) {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at + 2,
            b'u' => self.unicode_escape(at),
            _ => {
                self.repair(RepairKind::BadEscape, at..at + 1, "\\\\", None);
                at + 1
            }
        }
    }

    /// True for the `\"` in `"c:\logs\", …`: asked where the string has another bad escape already.
    fn is_last_backslash(&self, at: usize) -> bool {
        if self.byte(at + 1) != b'"' {
            return false;
        }
        let near = &self.text[at + 2..self.line_end_near(at + 2, 32)];
        let rest = near.trim_start();
        rest.starts_with(['}', ']'])
            || rest
                .strip_prefix(',')
                .is_some_and(|r| r.trim_start().starts_with('"'))
    }

    fn unicode_escape(&mut self, at: usize) -> usize {
        match code_unit(&self.text[at..]) {
            None => {
                self.repair(RepairKind::BadEscape, at..at + 1, "\\\\", None);
                at + 1
            }
            Some(0xd800..=0xdbff) => {
                let low = self.text.get(at + 6..).and_then(code_unit);
                if matches!(low, Some(0xdc00..=0xdfff)) {
                    return at + 12;
                }
                self.repair(RepairKind::LoneSurrogate, at..at + 6, "\\ufffd", None);
                at + 6
            }
            Some(0xdc00..=0xdfff) => {
                self.repair(RepairKind::LoneSurrogate, at..at + 6, "\\ufffd", None);
                at + 6
            }
            Some(_) => at + 6,
        }
    }

    /// Takes quotes directly behind a closing quote as surplus, if what follows them fits.
    fn surplus_quotes(&mut self) {
        let extra = self.src[self.pos..]
            .iter()
            .take_while(|&&b| b == b'"')
            .count();
        let after = self.pos + extra;
        let blank = self.src[after..]
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        if matches!(
            self.byte(after + blank),
            b',' | b':' | b'}' | b']' | b'\n' | b'\r' | 0
        ) {
            self.repair(RepairKind::DoubledQuote, self.pos..after, "", None);
            self.pos = after;
        }
    }

    /// True for `""text`, where the opening quote was doubled.
    fn doubled_opening(&self, start: usize) -> bool {
        let next = self.byte(start + 2);
        !next.is_ascii_whitespace()
            && !matches!(
                next,
                b',' | b':' | b'}' | b']' | b'"' | b';' | b'=' | b'/' | b'#' | 0
            )
    }

    #[cold]
    fn doubled_string(&mut self, start: usize) -> Scanned {
        let from = start + 2;
        let line_end = self.line_end_near(from, LOOKED_AHEAD);
        let close = memchr::memchr(b'"', &self.src[from..line_end]).map(|i| from + i);
        let Some(close) = close else {
            self.repair(RepairKind::DoubledQuote, start..start + 2, "\"", None);
            self.pos = start + 2;
            return Scanned {
                start,
                end: start + 2,
                bits: PLAIN,
            };
        };
        let doubled = self.byte(close + 1) == b'"';
        self.repair(RepairKind::DoubledQuote, start..start + 2, "\"", None);
        let end = close + 1 + usize::from(doubled);
        self.pos = end;
        let escaped = memchr::memchr(b'\\', &self.src[from..close]).is_some();
        let quoting = Quoting {
            open: 2,
            close: 1 + u8::from(doubled),
            escaped,
            ..Quoting::PLAIN
        };
        Scanned {
            start,
            end,
            bits: quoting.pack(),
        }
    }

    /// A string met the end of its line (or of the text) at `at`: returns where it was meant to
    /// end, or nothing where it goes on over the line.
    #[cold]
    fn string_over_line(&mut self, start: usize, at: usize, is_key: bool) -> Option<Scanned> {
        if !is_key && at < self.src.len() && self.goes_on_over_line(at) {
            self.repair(RepairKind::RawControlCharacter, at..at + 1, "\\n", None);
            return None;
        }
        let line_end = if at > start && self.src[at - 1] == b'\r' {
            at - 1
        } else {
            at
        };
        let mut body = self.text[start + 1..line_end].trim_end();
        if is_key {
            if let Some(colon) = body.find([':', '=']) {
                body = body[..colon].trim_end();
            }
        } else {
            body = without_tail(body);
        }
        let end = start + 1 + body.len();
        let escaped = body.contains('\\');
        if let Some(path) = body.strip_suffix("\\\"") {
            // `"c:\logs\"`: the last backslash was meant as one, the quote as the end
            let slash = start + 1 + path.len();
            self.repair(RepairKind::BadEscape, slash..slash + 1, "\\\\", None);
            self.pos = end;
            return Some(Scanned {
                start,
                end,
                bits: Quoting {
                    escaped,
                    ..Quoting::PLAIN
                }
                .pack(),
            });
        }
        self.repair(RepairKind::UnterminatedString, end..end, "\"", Some(start));
        self.pos = end;
        Some(Scanned {
            start,
            end,
            bits: Quoting {
                open: 1,
                close: 0,
                escaped,
                ..Quoting::PLAIN
            }
            .pack(),
        })
    }

    /// True where the next quote closes this string: nothing between looks like other JSON.
    fn goes_on_over_line(&self, at: usize) -> bool {
        let limit = (at + FOLLOWED).min(self.src.len());
        let Some(quote) = memchr::memchr(b'"', &self.src[at..limit]).map(|i| at + i) else {
            return false;
        };
        if self.src[at..quote]
            .iter()
            .any(|b| matches!(b, b':' | b'{' | b'}' | b'[' | b']'))
        {
            return false;
        }
        let after = self.src[quote + 1..]
            .iter()
            .find(|b| !b.is_ascii_whitespace());
        matches!(after, Some(b',' | b'}' | b']') | None)
    }

    /// Reads a string in quotes JSON does not know: `'…'`, `“…”`, backticks, entities.
    pub(super) fn wrong_quotes(&mut self) -> Option<Scanned> {
        let start = self.pos;
        let open = self.text[start..].chars().next()?;
        if open == '&' {
            return self.entity_string();
        }
        let closers: &[char] = match open {
            '\'' => &['\''],
            '`' => &['`', '\''],
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' => {
                &['\u{201d}', '\u{201c}', '"', '\u{bb}']
            }
            '\u{2018}' | '\u{2019}' => &['\u{2019}', '\u{2018}', '\''],
            _ => return None,
        };
        let from = start + open.len_utf8();
        let line_end = self.line_end_near(from, LOOKED_AHEAD);
        let body = &self.text[from..line_end];
        let close = body
            .match_indices(closers)
            .map(|(i, _)| i)
            .find(|&i| !body[..i].ends_with('\\') || body[..i].ends_with("\\\\"));
        let (end, close_length) = match close {
            Some(i) => {
                let length = body[i..].chars().next().map_or(1, char::len_utf8);
                (from + i + length, length)
            }
            None => (from + without_tail(body.trim_end()).len(), 0),
        };
        self.repair(RepairKind::WrongQuotes, start..end, "\"", None);
        self.pos = end;
        let escaped = self.text[from..end].contains('\\');
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a quote has at most three bytes"
        )]
        let quoting = Quoting {
            open: open.len_utf8() as u8,
            close: close_length as u8,
            escaped,
            ..Quoting::PLAIN
        };
        Some(Scanned {
            start,
            end,
            bits: quoting.pack(),
        })
    }
}

/// Cuts what belongs to the document rather than to a string left open: a comma, closing brackets.
pub(super) fn without_tail(body: &str) -> &str {
    let mut body = body.strip_suffix(',').map_or(body, str::trim_end);
    while let Some(cut) = body.strip_suffix(['}', ']']) {
        if body.contains(['{', '[']) {
            break;
        }
        body = cut.trim_end();
    }
    body
}

#[cfg(test)]
mod tests {
    use super::{AT_ONCE, STOPS, first_stop};

    #[test]
    fn the_first_stop_among_bytes_is_what_one_after_the_other_says() {
        for byte in 0..=u8::MAX {
            for at in 0..AT_ONCE {
                for filler in [
                    b' ', b'!', b'#', b'[', b']', b'a', 0x7f, 0x80, 0xa2, 0xdc, 0xff,
                ] {
                    let mut bytes = [filler; AT_ONCE];
                    bytes[at] = byte;
                    bytes[AT_ONCE - 1] = byte;
                    let first = bytes.iter().position(|&b| STOPS[b as usize]);
                    assert_eq!(first_stop(&bytes), first, "{bytes:?}");
                }
            }
        }
    }
}
