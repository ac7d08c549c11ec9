//! Between documents: the next one, a scalar alone, members without braces, and text that is none of them.

use super::Reader;
use crate::node::{Kind, NodeId, UNQUOTED};
use crate::repair::RepairKind;

impl Reader<'_> {
    /// Reads on between documents; false at the end of the text.
    pub(super) fn between_documents(&mut self) -> bool {
        self.skip_space();
        let start = self.pos;
        let Some(byte) = self.peek() else {
            return false;
        };
        match byte {
            b'[' if self.is_log_prefix(start) => self.skip_other_text(start),
            b'{' | b'[' => {
                self.tell_several(start);
                self.open(byte == b'{', None);
            }
            b'}' | b']' => self.surplus_bracket(),
            b',' if !self.roots.is_empty() => self.surplus_comma(),
            b'"' if self.is_quoted_by_csv(start) => {
                self.repair(RepairKind::DoubledQuote, start..start + 1, "", None);
                self.pos += 1;
            }
            b'"' if self.member_without_braces(start) => {
                self.tell_several(start);
                self.repair(RepairKind::MissingBraces, start..start, "{", None);
                self.open_at(true, None, start, true);
            }
            _ if self.root_scalar() => {}
            _ => self.skip_other_text(start),
        }
        true
    }

    /// True for `[info]` or `[12:30:01]` with something other than JSON's signs after it.
    fn is_log_prefix(&self, start: usize) -> bool {
        let line = &self.text[start + 1..self.line_end_near(start + 1, 128)];
        let Some((inside, after)) = line.split_once(']') else {
            return false;
        };
        let after = after.trim_start();
        let is_list =
            inside.contains(['"', '\'', '{', '[', ',', '<', '|']) || inside.trim().is_empty();
        let is_value = matches!(inside.trim(), "true" | "false" | "null")
            || inside.trim().parse::<f64>().is_ok();
        !is_list && !is_value && !after.is_empty() && !after.starts_with([',', ']', '}', '/'])
    }

    /// True for `"{""a"": 1}"`, a cell of a table with a document in it.
    fn is_quoted_by_csv(&self, start: usize) -> bool {
        let cell = &self.src[start + 1..];
        matches!(cell, [b'{', b'"', b'"', c, ..] if !matches!(c, b':' | b',' | b'}'))
            || matches!(cell, [b'[', b'{', b'"', b'"', ..])
    }

    fn tell_several(&mut self, start: usize) {
        if !self.roots.is_empty() && !std::mem::replace(&mut self.told_several, true) {
            self.repair(RepairKind::SeveralDocuments, start..start + 1, "", None);
        }
    }

    /// True where a key and its colon start here.
    pub(super) fn member_without_braces(&self, start: usize) -> bool {
        let line = &self.text[start + 1..self.line_end_near(start + 1, 1 << 10)];
        let mut escaped = false;
        let close = line.bytes().position(|b| {
            let closes = b == b'"' && !escaped;
            escaped = b == b'\\' && !escaped;
            closes
        });
        close.is_some_and(|i| line[i + 1..].trim_start().starts_with(':'))
    }

    /// True where members stand without braces and what follows is no further one: with no brace that ends
    /// them, the text around them does.
    pub(super) fn is_text_behind_members(&self) -> bool {
        if !self.stack.last().is_some_and(|top| top.implicit) {
            return false;
        }
        let line = &self.text[self.pos..self.line_end_near(self.pos, 1 << 10)];
        match self.peek() {
            Some(b'"') => !self.member_without_braces(self.pos),
            Some(b'{' | b'[') => true,
            Some(byte) if byte.is_ascii_alphabetic() || byte == b'<' || byte >= 0x80 => {
                !is_member(line)
            }
            _ => false,
        }
    }

    /// A document may be a scalar; it then stands alone on its lines.
    fn root_scalar(&mut self) -> bool {
        let start = self.pos;
        let (kind, end, bits) = match self.byte(start) {
            b'"' => {
                let rest = &self.src[start + 1..];
                let next = memchr::memchr2(b'"', b'\n', rest).map(|i| rest[i]);
                if next != Some(b'"') {
                    return false;
                }
                let s = self.string(false);
                (Kind::String, s.end, s.bits)
            }
            b't' if self.word(b"true") => (Kind::Boolean, self.pos, UNQUOTED),
            b'f' if self.word(b"false") => (Kind::Boolean, self.pos, UNQUOTED),
            b'n' if self.word(b"null") => (Kind::Null, self.pos, UNQUOTED),
            b'-' | b'0'..=b'9' if self.number() => (Kind::Number, self.pos, UNQUOTED),
            _ => return false,
        };
        let rest = self.text[self.pos..self.line_end_near(self.pos, 1 << 10)].trim();
        if !rest.is_empty() && kind != Kind::String {
            self.pos = start;
            return false;
        }
        self.tell_several(start);
        let id = self.push(kind, start..end, None, bits);
        if id != super::HIDDEN {
            self.roots.push(NodeId(id));
        }
        true
    }

    /// Skips prose, prompts and code fences up to what looks like a document.
    fn skip_other_text(&mut self, start: usize) {
        let mut at = start;
        while at < self.src.len() && !self.looks_like_document(at) {
            at += 1;
        }
        let end = start + self.text[start..at].trim_end().len();
        self.repair(RepairKind::TextAroundDocument, start..end, "", None);
        self.pos = at;
    }

    fn looks_like_document(&self, at: usize) -> bool {
        let byte = self.src[at];
        if byte == b'"' {
            let first = self.src[..at]
                .iter()
                .rev()
                .find(|&&b| b != b' ' && b != b'\t');
            return matches!(first, Some(b'\n') | None) && self.member_without_braces(at);
        }
        if !matches!(byte, b'{' | b'[') {
            return false;
        }
        let inside = self.text[at + 1..].trim_start();
        match (byte, inside.chars().next()) {
            (
                b'{',
                Some(
                    '"' | '\'' | '}' | '/' | '<' | '.' | '\u{2026}' | '\u{201c}' | '\u{201d}'
                    | '\u{201e}',
                ),
            ) => true,
            (b'{', Some(c)) if c.is_ascii_alphabetic() => {
                // `{ deviceId: …`, as JavaScript writes objects
                let after =
                    inside.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
                after.trim_start_matches(' ').starts_with(':')
            }
            (b'[', Some('{' | '"' | '[' | ']')) => true,
            (_, Some('&')) => self.entity_quote(self.src.len() - inside.len()).is_some(),
            _ => false,
        }
    }
}

/// True for a line like `reported: {` or `<group>: {`, whose key is in no quotes, or in odd ones.
fn is_member(line: &str) -> bool {
    let Some((key, value)) = line.split_once([':', '=']) else {
        return false;
    };
    let value = value.trim();
    let starts_as_one = value
        .starts_with(['"', '\'', '{', '[', '-', '\u{201c}', '\u{201d}', '\u{201e}'])
        || value.starts_with(|c: char| c.is_ascii_digit())
        || ["true", "false", "null"].contains(&value.trim_end_matches(','))
        || value.is_empty();
    starts_as_one && !key.trim().contains(char::is_whitespace)
}
