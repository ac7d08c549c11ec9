//! JSON as it should be: the short paths. Whatever does not fit is handed to the files beside.

use super::{Reader, Scanned};
use crate::node::{Kind, UNQUOTED};
use crate::repair::RepairKind;

impl Reader<'_> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.src.get(self.pos).copied()
    }

    pub(super) fn byte(&self, at: usize) -> u8 {
        self.src.get(at).copied().unwrap_or(0)
    }

    #[inline]
    pub(super) fn member(&mut self) {
        self.skip_space();
        match self.peek() {
            Some(b'"') => {
                if self.by_indent && self.close_by_indent() {
                    return;
                }
                let key = self.string(true);
                self.strict_after_key(key);
            }
            Some(b @ (b'}' | b']')) => self.close(b),
            Some(b',') => self.surplus_comma(),
            None => self.close_at_end(),
            Some(_) => self.odd_member(),
        }
    }

    pub(super) fn element(&mut self) {
        self.skip_space();
        match self.peek() {
            Some(b @ (b'}' | b']')) => self.close(b),
            Some(b',') => self.surplus_comma(),
            None => self.close_at_end(),
            Some(_) => self.value(None),
        }
    }

    #[inline(never)]
    pub(super) fn after_key(&mut self, key: Scanned) {
        self.strict_after_key(key);
    }

    #[inline(always)]
    fn strict_after_key(&mut self, key: Scanned) {
        self.skip_space();
        if self.peek() == Some(b':') {
            self.pos += 1;
            self.skip_space();
        } else if !self.odd_colon(key) {
            return;
        }
        self.strict_value(Some(key));
    }

    #[inline(never)]
    pub(super) fn value(&mut self, key: Option<Scanned>) {
        self.strict_value(key);
    }

    #[inline(always)]
    fn strict_value(&mut self, key: Option<Scanned>) {
        let start = self.pos;
        match self.peek() {
            Some(b'"') => {
                let s = self.string(false);
                self.push(Kind::String, s.start..s.end, key, s.bits);
                self.after_value();
            }
            Some(b'{') => self.open(true, key),
            Some(b'[') => self.open(false, key),
            Some(b'-' | b'0'..=b'9') if self.number() => {
                if self.peek() == Some(b'"') && self.closing_quote_only(self.pos) {
                    self.half_quoted_value(start, self.pos, key);
                    return self.after_value();
                }
                self.push(Kind::Number, start..self.pos, key, UNQUOTED);
                self.after_value();
            }
            Some(b't') if self.word(b"true") => self.scalar(Kind::Boolean, start, key),
            Some(b'f') if self.word(b"false") => self.scalar(Kind::Boolean, start, key),
            Some(b'n') if self.word(b"null") => self.scalar(Kind::Null, start, key),
            _ => self.odd_value(key),
        }
    }

    fn scalar(&mut self, kind: Kind, start: usize, key: Option<Scanned>) {
        self.push(kind, start..self.pos, key, UNQUOTED);
        self.after_value();
    }

    /// Consumes a literal that ends at a word's end.
    pub(super) fn word(&mut self, literal: &[u8]) -> bool {
        let end = self.pos + literal.len();
        let fits = self.src[self.pos..].starts_with(literal) && !goes_on(self.byte(end));
        if fits {
            self.pos = end;
        }
        fits
    }

    /// Consumes a number by JSON's grammar; leaves anything else alone.
    pub(super) fn number(&mut self) -> bool {
        let mut at = self.pos + usize::from(self.byte(self.pos) == b'-');
        let digits = |mut i: usize| {
            while self.byte(i).is_ascii_digit() {
                i += 1;
            }
            i
        };
        let whole = digits(at);
        if whole == at || (self.byte(at) == b'0' && whole > at + 1) {
            return false;
        }
        at = whole;
        if self.byte(at) == b'.' {
            let fraction = digits(at + 1);
            if fraction == at + 1 {
                return false;
            }
            at = fraction;
        }
        if matches!(self.byte(at), b'e' | b'E') {
            let sign = at + 1 + usize::from(matches!(self.byte(at + 1), b'+' | b'-'));
            let exponent = digits(sign);
            if exponent == sign {
                return false;
            }
            at = exponent;
        }
        if goes_on(self.byte(at)) {
            return false;
        }
        self.pos = at;
        true
    }

    #[inline(always)]
    pub(super) fn after_value(&mut self) {
        let end = self.pos;
        self.skip_space();
        match self.peek() {
            Some(b',') => {
                let comma = self.pos;
                self.pos += 1;
                self.skip_space();
                if matches!(self.peek(), Some(b'}' | b']') | None) {
                    self.repair(RepairKind::TrailingComma, comma..comma + 1, "", None);
                }
            }
            Some(b'}' | b']') | None => {}
            Some(_) => self.odd_separator(end),
        }
    }
}

/// True for a byte that cannot follow a literal or a number directly.
fn goes_on(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'_' | b'.' | b'-' | b'+' | b'|' | b'$')
        || byte >= 0x80
}
