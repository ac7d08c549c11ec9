//! Quotes inside a string that nobody escaped: `"the "old" pump"`.

use super::Reader;
use crate::node::{Kind, Quoting, content};
use crate::repair::RepairKind;

/// How far the real end of the string is looked for, in bytes.
const LOOKED_AHEAD: usize = 4 << 10;

/// What stands behind a quote.
enum Behind {
    /// What may follow a string that ends here.
    End,
    /// The colon of a member: the quote belongs to the next key.
    Key,
    /// Anything else: the quote stands inside the string.
    Text,
}

impl Reader<'_> {
    /// Something other than a comma follows the string that ends at `end`. Where the line has a quote
    /// that may end it better, the string goes on to there; returns whether it does.
    #[cold]
    pub(super) fn quotes_inside(&mut self, end: usize) -> bool {
        if end <= self.no_end_until || !self.may_go_on(end) {
            return false;
        }
        let line_end = self.line_end_near(end, LOOKED_AHEAD);
        match self.real_end(end, line_end) {
            Ok(real_end) => {
                self.extend_string(real_end);
                self.pos = real_end;
                true
            }
            Err(looked) => {
                // a look that starts before it would end there, too
                self.no_end_until = looked;
                false
            }
        }
    }

    /// True where the last value is a string that ends at `end`, and a word follows on its line.
    fn may_go_on(&self, end: usize) -> bool {
        let is_string = self.nodes.last().is_some_and(|n| {
            let quoting = Quoting::unpack(n.bits);
            n.kind == Kind::String
                && n.end as usize == end
                && matches!(quoting.open, 1 | 2)
                && quoting.close == 1
        });
        if !is_string || self.src[end - 1] != b'"' {
            return false;
        }
        let between = &self.src[end..self.pos];
        let is_word = match self.peek() {
            // `"a": "x""y"` is one string, `["x""y"]` are two
            Some(b'"') => between.is_empty() && self.is_in_object(),
            Some(b'{' | b'[' | b'|' | b';' | b':' | b'=') | None => false,
            Some(b) => b >= b' ',
        };
        is_word && between.iter().all(|b| matches!(b, b' ' | b'\t'))
    }

    fn is_in_object(&self) -> bool {
        self.stack.last().is_some_and(|f| f.is_object)
    }

    /// Returns one past the quote that ends the string, if a later one than that at `end` does; else
    /// how far it had to look.
    fn real_end(&self, end: usize, line_end: usize) -> Result<usize, usize> {
        let mut segment = end;
        let mut at = end;
        while let Some(quote) = memchr::memchr(b'"', &self.src[at..line_end]).map(|i| at + i) {
            at = quote + 1;
            if self.src[quote - 1] == b'\\' {
                continue;
            }
            let before = self.text[segment..quote].trim_end();
            let opens_a_value = before.ends_with([':', '=']);
            let opens_an_element = before.ends_with(',') && !self.is_in_object();
            if opens_a_value || opens_an_element {
                return Err(quote);
            }
            while self.byte(at) == b'"' {
                at += 1;
            }
            match self.behind_quote(at) {
                Behind::End => return Ok(at),
                Behind::Key => return Err(quote),
                Behind::Text => segment = at,
            }
        }
        Err(line_end)
    }

    fn behind_quote(&self, at: usize) -> Behind {
        match self.byte_behind_blanks(at) {
            (_, b'}' | b']' | b'\n' | b'\r' | 0) => Behind::End,
            (_, b':') => Behind::Key,
            (comma, b',') if self.goes_on_behind(comma + 1) => Behind::End,
            _ => Behind::Text,
        }
    }

    /// True where the text behind a comma looks like the next member or element.
    fn goes_on_behind(&self, at: usize) -> bool {
        if !self.is_in_object() {
            return true;
        }
        let (at, next) = self.byte_behind_blanks(at);
        match next {
            b'"' => self.member_without_braces(at),
            b'\n' | b'\r' | b'}' | b'/' | b'#' | 0 => true,
            _ => {
                let line = &self.text[at..self.line_end_near(at, 128)];
                let rest = line.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
                rest.len() < line.len() && rest.trim_start().starts_with(':')
            }
        }
    }

    fn byte_behind_blanks(&self, at: usize) -> (usize, u8) {
        let blanks = self.src[at..]
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        (at + blanks, self.byte(at + blanks))
    }

    fn extend_string(&mut self, end: usize) {
        let Some(node) = self.nodes.last_mut() else {
            return;
        };
        let start = node.start as usize;
        let quoting = Quoting {
            escaped: self.text[start + 1..end - 1].contains('\\'),
            ..Quoting::PLAIN
        };
        node.end = super::narrow(end);
        node.bits = quoting.pack();
        let meant = content(self.text, start..end, node.bits);
        let assumed = crate::escape::quote(&meant);
        // `""old" pump"`: the first quote was no doubled one
        let is_doubled =
            |r: &crate::repair::Repair| r.kind == RepairKind::DoubledQuote && r.span.start == start;
        if self.repairs.last().is_some_and(is_doubled) {
            self.repairs.pop();
        }
        self.repair(RepairKind::UnescapedQuote, start..end, &assumed, None);
    }
}
