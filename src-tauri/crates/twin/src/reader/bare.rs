//! Words without quotes: keys, values, placeholders, and what was meant by them.

use super::{Reader, Scanned};
use crate::entities::{self, entity};
use crate::node::{Kind, Quoting, UNQUOTED};
use crate::repair::RepairKind;

impl Reader<'_> {
    pub(super) fn bare_key_end(&self, start: usize) -> usize {
        let stop = |b: &u8| {
            b.is_ascii_whitespace()
                || matches!(b, b':' | b'=' | b',' | b'{' | b'}' | b'[' | b']' | b'"')
        };
        self.src[start..]
            .iter()
            .position(stop)
            .map_or(self.src.len(), |i| start + i)
    }

    pub(super) fn bare_key(&mut self, start: usize, end: usize, kind: RepairKind) {
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
            bits: UNQUOTED,
        });
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
            ..Quoting::PLAIN
        };
        self.push(Kind::String, start..end + 1, key, quoting.pack());
        self.pos = end + 1;
    }

    pub(super) fn bare_value_end(&self, start: usize) -> usize {
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
                b'&' => at += entity(&self.text[at..]).map_or(1, |(_, length)| length),
                0 => break,
                _ => at += 1,
            }
        }
        start + self.text[start..at].trim_end().len()
    }

    /// Returns the end of a `<placeholder>` on one line.
    pub(super) fn angle(&self, start: usize) -> Option<usize> {
        let line = &self.src[start..self.line_end_near(start, 128)];
        memchr::memchr(b'>', line).map(|i| start + i + 1)
    }

    pub(super) fn ellipsis(&self, start: usize) -> Option<usize> {
        let rest = &self.text[start..];
        let dots = rest.len() - rest.trim_start_matches(['.', '\u{2026}']).len();
        (dots >= 3).then_some(start + dots)
    }

    pub(super) fn bare_value(&mut self, start: usize, end: usize, key: Option<Scanned>) {
        let word = &self.text[start..end];
        let resolved = entities::resolve(word);
        let is_placeholder = resolved.starts_with('<');
        let (repair, kind, assumed) = classify(if is_placeholder { &resolved } else { word });
        self.repair(repair, start..end, &assumed, None);
        self.push(kind, start..end, key, UNQUOTED);
    }
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
