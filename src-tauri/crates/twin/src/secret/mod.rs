//! Secrets in twins: found by key and by shape, masked before anyone sees them.

mod keys;
mod text;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::node::Kind;
use crate::value::Value;

pub(crate) use keys::is_secret_key;
pub use text::in_text;

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

/// Bytes of the shortest text that is a secret without any mark: a token, a key in PEM.
const LONG: usize = 29;
/// What stands in the place of a secret.
const MASK: &str = "\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}";

/// True where the string or number is or holds a secret.
#[must_use]
pub fn has_secret(value: Value<'_>) -> bool {
    let raw = &value.document().text()[value.content_span()];
    match value.kind() {
        Kind::String => {
            value.is_declared_secret() && !raw.is_empty() && !is_masked(raw)
                || has_shape(raw)
                || is_raw_key(value, raw)
        }
        Kind::Number => value.is_declared_secret(),
        _ => false,
    }
}

/// Lengths in base64 of the keys of hubs and of storage accounts: 32 and 64 bytes.
const RAW_KEYS: [(usize, &str); 2] = [(44, "="), (88, "==")];

/// True for the key of a hub or of a storage account without anything around it, at a name that ends so.
fn is_raw_key(value: Value<'_>, raw: &str) -> bool {
    RAW_KEYS.iter().any(|&(length, end)| {
        raw.len() == length
            && raw.strip_suffix(end).is_some_and(is_base64)
            && keys::may_name_a_key(value.raw_key().as_bytes())
    })
}

fn is_base64(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

/// True for a text with a secret in it.
fn has_shape(raw: &str) -> bool {
    // what any secret has: a mark, an escaped quote, an address with a password; or it is long
    let may_have =
        raw.len() >= LONG || memchr::memchr3(b'=', b'\\', b'@', raw.as_bytes()).is_some();
    may_have && !in_text(raw).is_empty()
}

/// True for a value that says itself that it is not the secret: `***`, `<storage connection string>`.
fn is_masked(raw: &str) -> bool {
    raw.starts_with('<') && raw.ends_with('>')
        || raw.bytes().all(|b| matches!(b, b'*' | b'x' | b'X' | b'.'))
        || raw.contains('\u{2022}')
}

/// Returns the parts of a string or number to be masked, as byte ranges of the document's text.
#[must_use]
pub fn ranges(value: Value<'_>) -> Vec<Range<usize>> {
    if !has_secret(value) {
        return Vec::new();
    }
    let span = value.content_span();
    let raw = &value.document().text()[span.clone()];
    let found = in_text(raw).into_iter();
    let found: Vec<_> = found
        .map(|r| span.start + r.start..span.start + r.end)
        .collect();
    // of a connection string the rest may be seen, of a password nothing
    if found.is_empty() || value.is_declared_secret() && !is_connection(raw) {
        vec![span]
    } else {
        found
    }
}

/// True for `HostName=…;SharedAccessKey=…` and for addresses with a signature.
fn is_connection(raw: &str) -> bool {
    let name = raw.split('=').next().unwrap_or_default();
    raw.starts_with("https://")
        || name.len() < raw.len() && name.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Returns the content of a string or number with its secrets masked, or nothing where it has none.
#[must_use]
pub fn masked(value: Value<'_>) -> Option<String> {
    let ranges = ranges(value);
    if ranges.is_empty() {
        return None;
    }
    let text = value.document().text();
    Some(dotted(text, value.content_span(), ranges))
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
        _ => masked(value).unwrap_or_else(|| cut(value.raw(), most)),
    }
}

/// Returns a text with the secrets in it masked; the text itself where it has none.
#[must_use]
pub fn without(text: &str) -> Cow<'_, str> {
    match has_shape(text) {
        true => Cow::Owned(dotted(text, 0..text.len(), in_text(text))),
        false => Cow::Borrowed(text),
    }
}

/// Returns a piece of a text with dots for some ranges.
fn dotted(text: &str, span: Range<usize>, ranges: Vec<Range<usize>>) -> String {
    let mut out = String::new();
    let mut at = span.start;
    for range in ranges {
        if range.start >= at {
            out.push_str(&text[at..range.start]);
            out.push_str(MASK);
            at = range.end;
        }
    }
    out.push_str(&text[at..span.end]);
    out
}

/// Cuts a text to a number of characters, with a sign that it is cut. What is shown so may be a key
/// that somebody pasted a secret into: those are masked.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    let text = &*without(text);
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
