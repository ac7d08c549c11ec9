//! What stands where JSON expects something else: a wrong sign, or none, around a key or a value.

use super::{Reader, Scanned};
use crate::node::{Kind, UNQUOTED};
use crate::repair::RepairKind;

impl Reader<'_> {
    pub(super) fn surplus_comma(&mut self) {
        self.repair(RepairKind::SurplusComma, self.pos..self.pos + 1, "", None);
        self.pos += 1;
    }

    /// Between key and value stands no colon. Returns false where there is no value either.
    #[cold]
    pub(super) fn odd_colon(&mut self, key: Scanned) -> bool {
        let at = self.pos;
        match self.peek() {
            Some(b'=') => {
                while matches!(self.peek(), Some(b'=' | b'>')) {
                    self.pos += 1;
                }
                self.repair(RepairKind::EqualsForColon, at..self.pos, ":", None);
            }
            Some(b',' | b'}' | b']') | None => {
                self.repair(RepairKind::MissingValue, key.end..key.end, ": null", None);
                self.push(Kind::Missing, key.end..key.end, Some(key), UNQUOTED);
                self.after_value();
                return false;
            }
            Some(_) => self.repair(RepairKind::MissingColon, key.end..key.end, ":", None),
        }
        self.skip_space();
        true
    }

    /// After a value stands neither a comma nor a closing bracket.
    #[cold]
    pub(super) fn odd_separator(&mut self, value_end: usize) {
        if self.quotes_inside(value_end) {
            return self.after_value();
        }
        if self.is_text_behind_members() {
            return self.unclosed(value_end);
        }
        loop {
            match self.peek() {
                Some(b';') => {
                    self.repair(
                        RepairKind::WrongSeparator,
                        self.pos..self.pos + 1,
                        ",",
                        None,
                    );
                    self.pos += 1;
                    return;
                }
                Some(b',') => {
                    self.pos += 1;
                    return;
                }
                Some(b'}' | b']') | None => return,
                Some(b':') if self.key_in_array() => return,
                Some(b'|') => self.further_alternatives(),
                Some(b) if starts_something(b) || self.entity_quote(self.pos).is_some() => {
                    self.repair(RepairKind::MissingComma, value_end..value_end, ",", None);
                    return;
                }
                Some(_) => self.stray(),
            }
            self.skip_space();
        }
    }

    /// `"x"|"y"|"z"`: the first is kept, the others are a placeholder's alternatives.
    fn further_alternatives(&mut self) {
        let start = self.pos;
        let line = self.line_end_near(start, 256);
        let end = self.src[start..line]
            .iter()
            .position(|b| matches!(b, b',' | b'}' | b']'))
            .map_or(line, |i| start + i);
        let end = start + self.text[start..end].trim_end().len();
        self.repair(RepairKind::Placeholder, start..end, "", None);
        self.pos = end;
    }

    fn stray(&mut self) {
        let length = self.text[self.pos..]
            .chars()
            .next()
            .map_or(1, char::len_utf8);
        self.repair(
            RepairKind::StrayCharacter,
            self.pos..self.pos + length,
            "",
            None,
        );
        self.pos += length;
    }

    #[cold]
    pub(super) fn odd_member(&mut self) {
        if self.is_text_behind_members() {
            return self.unclosed(self.pos);
        }
        if let Some(key) = self.wrong_quotes() {
            return self.after_key(key);
        }
        let start = self.pos;
        if let Some(end) = self.ellipsis(start) {
            self.repair(RepairKind::Placeholder, start..end, "", None);
            self.pos = end;
            self.skip_space();
            if self.peek() == Some(b',') {
                self.pos += 1;
            }
            return;
        }
        match self.peek() {
            Some(b'{') if self.is_line_of_its_own(start) => {
                // one document a line: what stands before was broken off
                self.close_before(start);
            }
            Some(b'{' | b'[') => {
                self.repair(RepairKind::MissingColon, start..start, "\"\": ", None);
                let none = Scanned {
                    start,
                    end: start,
                    bits: UNQUOTED,
                };
                self.value(Some(none));
            }
            Some(b'<') => match self.angle(start) {
                Some(end) => self.bare_key(start, end, RepairKind::Placeholder),
                None => self.stray(),
            },
            Some(b)
                if b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'-') || b >= 0x80 =>
            {
                let end = self.bare_key_end(start);
                self.bare_key(start, end, RepairKind::UnquotedKey);
            }
            _ => self.stray(),
        }
    }

    /// True for a line with an object on it, whole and with nothing beside it.
    fn is_line_of_its_own(&self, start: usize) -> bool {
        if start == 0 || self.src[start - 1] != b'\n' {
            return false;
        }
        let end = memchr::memchr(b'\n', &self.src[start..]).map_or(self.src.len(), |i| start + i);
        let line = self.src[start..end].trim_ascii_end();
        let (mut open, mut in_string, mut escaped) = (0usize, false, false);
        for (at, byte) in line.iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' | b'[' if !in_string => open += 1,
                b'}' | b']' if !in_string => {
                    open = open.saturating_sub(1);
                    if open == 0 {
                        return at > 1 && at + 1 == line.len();
                    }
                }
                _ => {}
            }
        }
        false
    }

    #[cold]
    pub(super) fn odd_value(&mut self, key: Option<Scanned>) {
        let start = self.pos;
        match self.peek() {
            None | Some(b',' | b'}' | b']') => {
                let at = key.map_or(start, |k| k.end);
                self.repair(RepairKind::MissingValue, at..at, "null", None);
                self.push(Kind::Missing, at..at, key, UNQUOTED);
                return self.after_value();
            }
            Some(b':') => {
                while self.peek() == Some(b':') {
                    self.pos += 1;
                    self.skip_space();
                }
                self.repair(RepairKind::SurplusColon, start..start + 1, "", None);
                return self.value(key);
            }
            _ => {}
        }
        if let Some(s) = self.wrong_quotes() {
            self.push(Kind::String, s.start..s.end, key, s.bits);
            return self.after_value();
        }
        let end = self.bare_value_end(start);
        if end == start {
            self.stray();
            self.skip_space();
            return self.value_again(key);
        }
        self.pos = end;
        if self.closing_quote_only(end) {
            self.half_quoted_value(start, end, key);
        } else {
            self.bare_value(start, end, key);
        }
        self.after_value();
    }

    /// After a stray sign: the value may follow, or nothing.
    fn value_again(&mut self, key: Option<Scanned>) {
        // not `self.value`: a run of signs must cost time, not stack
        while let Some(b) = self.peek() {
            if starts_something(b) || matches!(b, b',' | b'}' | b']') {
                break;
            }
            self.stray();
            self.skip_space();
        }
        match self.peek() {
            Some(b',' | b'}' | b']') | None if key.is_none() => {}
            _ => self.value(key),
        }
    }
}

fn starts_something(b: u8) -> bool {
    b.is_ascii_alphanumeric()
        || matches!(
            b,
            b'"' | b'{' | b'[' | b'-' | b'<' | b'\'' | b'.' | b'_' | b'$' | b'`'
        )
        || b >= 0x80
}
