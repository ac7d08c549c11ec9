//! Secrets in twins: found by key and by shape, masked before anyone sees them.

use std::fmt;
use std::ops::Range;

use crate::node::Kind;
use crate::value::Value;

/// A value that must not be shown. It has no `Display`, no `Serialize`, no `Deref`.
#[derive(Clone, PartialEq, Eq)]
pub struct Sensitive<T>(T);

impl<T> Sensitive<T> {
    /// Wraps a secret.
    pub fn new(secret: T) -> Self {
        Self(secret)
    }

    /// Hands the secret out, for the one place that must have it.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sensitive(…)")
    }
}

/// Keys whose whole string is a secret, unless its shape says which part.
const SECRET_KEYS: [&str; 10] = [
    "connectionString",
    "debugConnectionString",
    "primaryKey",
    "secondaryKey",
    "sharedAccessKey",
    "accountKey",
    "sasToken",
    "password",
    "privateKey",
    "symmetricKey",
];

/// Marks before a secret, wherever they stand. The secret ends at `;`, `&`, a quote or white space.
const MARKS: [&str; 4] = [
    "SharedAccessKey=",
    "AccountKey=",
    "sig=",
    "SharedSecretValue=",
];
const PEM: &str = "-----BEGIN ";
const PEM_END: &str = "-----END ";
/// Bytes of the first line of a key in PEM, and of the longest key that is not ended.
const PEM_HEAD: usize = 40;
const PEM_LONGEST: usize = 8 << 10;

/// True where the string holds a secret.
#[must_use]
pub fn has_secret(value: Value<'_>) -> bool {
    let raw = &value.document().text()[value.content_span()];
    is_secret_key(value) && !raw.is_empty() && !is_masked(raw)
        || raw.len() >= 12 && has_secret_shape(raw)
}

fn is_secret_key(value: Value<'_>) -> bool {
    let raw = value.raw_key();
    if value.key_span().is_empty() || raw.len() < 8 {
        return false;
    }
    let is_secret = |key: &str| SECRET_KEYS.iter().any(|k| key.eq_ignore_ascii_case(k));
    if raw.len() <= 21 && is_secret(raw) {
        return true;
    }
    // `pass\u0077ord` is the same key to every reader
    raw.len() <= 126 && value.key_has_escapes() && value.key().is_some_and(|key| is_secret(&key))
}

/// True for a value that says itself that it is not the secret: `***`, `<storage connection string>`.
fn is_masked(raw: &str) -> bool {
    raw.starts_with('<')
        || raw.bytes().all(|b| matches!(b, b'*' | b'x' | b'X' | b'.'))
        || raw.contains('\u{2022}')
}

fn has_secret_shape(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    if raw.starts_with(PEM) {
        return raw.contains("PRIVATE KEY");
    }
    if bytes.starts_with(b"eyJ") {
        return is_jwt(raw);
    }
    memchr::memchr(b'=', bytes).is_some() && !marked(raw, 0).is_empty()
}

fn is_jwt(raw: &str) -> bool {
    let parts: Vec<_> = raw.split('.').collect();
    parts.len() == 3 && parts.iter().all(|p| p.len() > 8)
}

/// Returns the secrets in any text by the marks before them, as byte ranges of the text.
#[must_use]
pub fn in_text(text: &str) -> Vec<Range<usize>> {
    let mut found = marked(text, 0);
    for (at, _) in text.match_indices(PEM) {
        let rest = &text[at..];
        let head = &rest[..rest.floor_char_boundary(PEM_HEAD)];
        if head.contains("PRIVATE KEY") {
            let end = rest
                .find(PEM_END)
                .unwrap_or_else(|| rest.floor_char_boundary(PEM_LONGEST));
            found.push(at + head.find("-----\\n").map_or(PEM.len(), |i| i + 5)..at + end);
        }
    }
    found.sort_by_key(|r| r.start);
    found
}

fn marked(text: &str, base: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for mark in MARKS {
        for at in memchr::memmem::find_iter(text.as_bytes(), mark.as_bytes()) {
            if mark == "sig=" && is_in_a_word(&text[..at]) {
                continue;
            }
            let from = at + mark.len();
            let length = length_of_secret(&text.as_bytes()[from..]);
            if length > 0 && !is_masked(&text[from..from + length]) {
                found.push(base + from..base + from + length);
            }
        }
    }
    found
}

/// True behind a letter or digit, unless that is the end of an escaped `&`.
fn is_in_a_word(before: &str) -> bool {
    let is_escape = before
        .len()
        .checked_sub(6)
        .and_then(|at| before.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case("\\u0026"));
    !is_escape && before.ends_with(|c: char| c.is_ascii_alphanumeric())
}

/// Returns how far a secret goes. Escapes belong to it as the characters they stand for: some
/// writers escape every `+`.
fn length_of_secret(text: &[u8]) -> usize {
    let ends = |b: u8| {
        matches!(
            b,
            b';' | b'&' | b'"' | b'\'' | b' ' | b'\n' | b'\r' | b'\t' | b',' | b'<'
        )
    };
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += match (byte, text.get(at + 1)) {
            (b'\\', Some(b'/')) => 2,
            (b'\\', Some(b'u')) if unescaped(&text[at + 2..]).is_some_and(|b| !ends(b)) => 6,
            (b'\\', _) => return at,
            (byte, _) if ends(byte) => return at,
            _ => 1,
        };
    }
    text.len()
}

fn unescaped(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits.get(..4)?).ok()?;
    u8::from_str_radix(digits, 16).ok()
}

/// Returns the parts of a string value to be masked, as byte ranges of the document's text.
#[must_use]
pub fn ranges(value: Value<'_>) -> Vec<Range<usize>> {
    if value.kind() != Kind::String || !has_secret(value) {
        return Vec::new();
    }
    let span = value.content_span();
    let raw = &value.document().text()[span.clone()];
    let found = marked(raw, span.start);
    if found.is_empty() { vec![span] } else { found }
}

/// Returns a string's content with its secrets masked, or nothing where it has none.
#[must_use]
pub fn masked(value: Value<'_>) -> Option<String> {
    let ranges = ranges(value);
    if ranges.is_empty() {
        return None;
    }
    let text = value.document().text();
    let span = value.content_span();
    let mut out = String::new();
    let mut at = span.start;
    for range in ranges {
        if range.start >= at {
            out.push_str(&text[at..range.start]);
            out.push_str("\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}");
            at = range.end;
        }
    }
    out.push_str(&text[at..span.end]);
    Some(out)
}

/// Returns a value as evidence: as written, masked, on one line, at most `most` characters.
#[must_use]
pub fn shown(value: Value<'_>, most: usize) -> String {
    match value.kind() {
        Kind::Object => format!("{{…}} {} members", value.children().count()),
        Kind::Array => format!("[…] {} elements", value.children().count()),
        Kind::Missing => "nothing".to_owned(),
        Kind::String => {
            let content =
                masked(value).unwrap_or_else(|| value.str().unwrap_or_default().into_owned());
            crate::escape::quote(&cut(&content, most))
        }
        _ => cut(value.raw(), most),
    }
}

/// Cuts a text to a number of characters, with a sign that it is cut.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(text: &str) -> String {
        let mut left = text.to_owned();
        for range in in_text(text).into_iter().rev() {
            left.replace_range(range, "*");
        }
        left
    }

    #[test]
    fn a_secret_goes_on_behind_its_escapes() {
        for (text, expected) in [
            (r"SharedAccessKey=ab\u002Bcd\/ef=;x", "SharedAccessKey=*;x"),
            (r"sv=1\u0026sig=ab\u0026se=2", r"sv=1\u0026sig=*\u0026se=2"),
            (r#"\"AccountKey=abc\"}"#, r#"\"AccountKey=*\"}"#),
            (r"AccountKey=abc\nnext", r"AccountKey=*\nnext"),
            ("design=dark", "design=dark"),
        ] {
            assert_eq!(left(text), expected);
        }
    }
}
