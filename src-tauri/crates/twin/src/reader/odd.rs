//! What stands where JSON expects something else: bare words, placeholders, stray signs, other text.

use super::{Reader, Scanned};
use crate::document::{Kind, NodeId, Quoting};
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
                self.push(
                    Kind::Missing,
                    key.end..key.end,
                    Some(key),
                    Quoting::default(),
                );
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
                Some(b) if starts_something(b) => {
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
            Some(b'{' | b'[') => {
                self.repair(RepairKind::MissingColon, start..start, "\"\": ", None);
                let none = Scanned {
                    start,
                    end: start,
                    quoting: Quoting::default(),
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

    fn bare_key_end(&self, start: usize) -> usize {
        let stop = |b: &u8| {
            b.is_ascii_whitespace()
                || matches!(b, b':' | b'=' | b',' | b'{' | b'}' | b'[' | b']' | b'"')
        };
        self.src[start..]
            .iter()
            .position(stop)
            .map_or(self.src.len(), |i| start + i)
    }

    fn bare_key(&mut self, start: usize, end: usize, kind: RepairKind) {
        let word = &self.text[start..end];
        let after = self.text[end..].trim_start_matches(['"', ' ', '\t']);
        if kind == RepairKind::UnquotedKey && !after.starts_with([':', '=']) {
            // a word among members that is no key: prose, not data
            self.repair(RepairKind::StrayCharacter, start..end, "", None);
            self.pos = end;
            return;
        }
        let assumed = crate::escape::quote(word);
        self.repair(kind, start..end, &assumed, None);
        self.pos = end;
        if self.peek() == Some(b'"') {
            // `key": 1`, the opening quote is missing
            self.pos += 1;
        }
        self.after_key(Scanned {
            start,
            end,
            quoting: Quoting::default(),
        });
    }

    #[cold]
    pub(super) fn odd_value(&mut self, key: Option<Scanned>) {
        let start = self.pos;
        match self.peek() {
            None | Some(b',' | b'}' | b']') => {
                let at = key.map_or(start, |k| k.end);
                self.repair(RepairKind::MissingValue, at..at, "null", None);
                self.push(Kind::Missing, at..at, key, Quoting::default());
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
            self.push(Kind::String, s.start..s.end, key, s.quoting);
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

    /// True where a quote follows that ends a string nobody opened: `2.0",`.
    pub(super) fn closing_quote_only(&self, end: usize) -> bool {
        self.byte(end) == b'"'
            && matches!(self.byte(end + 1), b',' | b'}' | b']' | b'\r' | b'\n' | 0)
    }

    /// Keeps `2.0"`, a string without its opening quote.
    pub(super) fn half_quoted_value(&mut self, start: usize, end: usize, key: Option<Scanned>) {
        let assumed = crate::escape::quote(&self.text[start..end]);
        self.repair(RepairKind::UnquotedValue, start..end + 1, &assumed, None);
        let quoting = Quoting {
            open: 0,
            close: 1,
            escaped: false,
        };
        self.push(Kind::String, start..end + 1, key, quoting);
        self.pos = end + 1;
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

    fn bare_value_end(&self, start: usize) -> usize {
        if let Some(end) = self.ellipsis(start) {
            return end;
        }
        let mut at = start;
        while at < self.src.len() {
            match self.src[at] {
                b',' | b'}' | b']' | b'{' | b'[' | b'\n' | b'\r' | b'"' | b';' => break,
                b'<' => match self.angle(at) {
                    Some(end) => at = end,
                    None => at += 1,
                },
                b'/' if self.byte(at + 1) == b'/' && at > start && self.src[at - 1] == b' ' => {
                    break;
                }
                0 => break,
                _ => at += 1,
            }
        }
        start + self.text[start..at].trim_end().len()
    }

    /// Returns the end of a `<placeholder>` on one line.
    fn angle(&self, start: usize) -> Option<usize> {
        let line = &self.src[start..self.line_end_near(start, 128)];
        memchr::memchr(b'>', line).map(|i| start + i + 1)
    }

    fn ellipsis(&self, start: usize) -> Option<usize> {
        let rest = &self.text[start..];
        let dots = rest.len() - rest.trim_start_matches(['.', '\u{2026}']).len();
        (dots >= 3).then_some(start + dots)
    }

    fn bare_value(&mut self, start: usize, end: usize, key: Option<Scanned>) {
        let word = &self.text[start..end];
        let (repair, kind, assumed) = classify(word);
        self.repair(repair, start..end, &assumed, None);
        self.push(kind, start..end, key, Quoting::default());
    }

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

    /// A document may be a scalar; it then stands alone on its lines.
    fn root_scalar(&mut self) -> bool {
        let start = self.pos;
        let (kind, end, quoting) = match self.byte(start) {
            b'"' => {
                let rest = &self.src[start + 1..];
                let next = memchr::memchr2(b'"', b'\n', rest).map(|i| rest[i]);
                if next != Some(b'"') {
                    return false;
                }
                let s = self.string(false);
                (Kind::String, s.end, s.quoting)
            }
            b't' if self.word(b"true") => (Kind::Boolean, self.pos, Quoting::default()),
            b'f' if self.word(b"false") => (Kind::Boolean, self.pos, Quoting::default()),
            b'n' if self.word(b"null") => (Kind::Null, self.pos, Quoting::default()),
            b'-' | b'0'..=b'9' if self.number() => (Kind::Number, self.pos, Quoting::default()),
            _ => return false,
        };
        let rest = self.text[self.pos..self.line_end_near(self.pos, 1 << 10)].trim();
        if !rest.is_empty() && kind != Kind::String {
            self.pos = start;
            return false;
        }
        self.tell_several(start);
        let id = self.push(kind, start..end, None, quoting);
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
            _ => false,
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

/// Says what a bare word was meant for: its fault, its type, the text assumed.
fn classify(word: &str) -> (RepairKind, Kind, String) {
    let literal = |kind, text: &str| (RepairKind::NonJsonLiteral, kind, text.to_owned());
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" => return literal(Kind::Boolean, "true"),
        "false" => return literal(Kind::Boolean, "false"),
        "null" | "none" | "nil" | "undefined" | "nan" | "infinity" | "-infinity" | "inf"
        | "-inf" => {
            return literal(Kind::Null, "null");
        }
        _ => {}
    }
    if word.starts_with('<')
        || word.contains('|')
        || word.trim_matches(['.', '\u{2026}']).is_empty()
    {
        return (
            RepairKind::Placeholder,
            Kind::Placeholder,
            crate::escape::quote(word),
        );
    }
    match number_meant(word) {
        Some(number) => (RepairKind::NumberSpelling, Kind::Number, number),
        None => (
            RepairKind::UnquotedValue,
            Kind::String,
            crate::escape::quote(word),
        ),
    }
}

/// Returns the JSON spelling of a number written another way.
pub(crate) fn number_meant(word: &str) -> Option<String> {
    let (sign, body) = match word.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", word.strip_prefix('+').unwrap_or(word)),
    };
    if let Some(hex) = body.strip_prefix("0x").or_else(|| body.strip_prefix("0X")) {
        return i64::from_str_radix(hex, 16)
            .ok()
            .map(|n| format!("{sign}{n}"));
    }
    if !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    body.parse::<f64>().ok().filter(|n| n.is_finite())?;
    let trimmed = body.trim_start_matches('0');
    let whole = if trimmed.is_empty() || trimmed.starts_with(['.', 'e', 'E']) {
        format!("0{trimmed}")
    } else {
        trimmed.to_owned()
    };
    let fixed = match whole.strip_suffix('.') {
        Some(cut) => cut.to_owned(),
        None => whole.replace(".e", "e").replace(".E", "E"),
    };
    Some(format!("{sign}{fixed}"))
}
