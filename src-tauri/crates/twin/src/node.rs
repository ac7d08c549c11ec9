//! What is kept of a value: its kind, its bytes, its quotes, its way to the next one.

use std::borrow::Cow;
use std::ops::Range;

use crate::document::Document;
use crate::entities;
use crate::escape::unescape;

/// Index of a value in its document, in document order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// Returns the place of the value among all values of its document, from 0.
    #[must_use]
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// JSON type of a value, plus the one the recovering reader needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`, also where a repair was assumed (`True`).
    Boolean,
    /// A number, kept as written.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
    /// Nothing stood where a value must stand; a repair says so.
    Missing,
    /// A bare documentation placeholder: `<time>`, `true|false`, `...`.
    Placeholder,
}

impl Kind {
    /// The word for people: `a string`, `an object` …
    #[must_use]
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
            Self::Missing => "nothing",
            Self::Placeholder => "a placeholder",
        }
    }

    /// True for objects and arrays.
    #[must_use]
    #[inline]
    pub fn is_container(self) -> bool {
        matches!(self, Self::Array | Self::Object)
    }
}

/// How many bytes of quote stand before and after the content, and how the content is written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Quoting {
    pub open: u8,
    pub close: u8,
    /// Something in it has to be resolved: escapes, or entities.
    pub escaped: bool,
    /// Quotes are written as HTML does, `&quot;`, and so may be anything between them.
    pub entities: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub start: u32,
    pub end: u32,
    pub key_start: u32,
    pub key_end: u32,
    pub next: u32,
    pub parent: u32,
    pub depth: u16,
    pub kind: Kind,
    pub bits: u8,
    pub key_bits: u8,
    /// Stands at a key whose value is a secret, or in such a value.
    pub secret: bool,
}

impl Node {
    /// Returns the bytes of the key where they are the key: it is written without escapes.
    #[inline]
    pub(crate) fn plain_key<'d>(&self, doc: &'d Document) -> Option<&'d [u8]> {
        let written = inner(
            self.key_start as usize..self.key_end as usize,
            self.key_bits,
        );
        let is_plain = self.key_end > 0 && is_verbatim(self.key_bits);
        doc.text.as_bytes().get(written).filter(|_| is_plain)
    }
}

pub(crate) const NO_PARENT: u32 = u32::MAX;

impl Quoting {
    /// A string as JSON writes it, without escapes.
    pub(crate) const PLAIN: Self = Self {
        open: 1,
        close: 1,
        escaped: false,
        entities: false,
    };

    pub(crate) const fn pack(self) -> u8 {
        (self.open & 7)
            | ((self.close & 7) << 3)
            | ((self.escaped as u8) << 6)
            | ((self.entities as u8) << 7)
    }

    #[inline]
    pub(crate) fn unpack(bits: u8) -> Self {
        Self {
            open: bits & 7,
            close: (bits >> 3) & 7,
            escaped: is_escaped(bits),
            entities: bits & 1 << 7 != 0,
        }
    }
}

/// Bits of a string or key as JSON writes it, without escapes.
pub(crate) const PLAIN: u8 = Quoting::PLAIN.pack();

/// Bits of what stands in no quotes.
pub(crate) const UNQUOTED: u8 = 0;

/// True where the content of a string or key is not what stands in the text.
#[inline]
pub(crate) fn is_escaped(bits: u8) -> bool {
    bits & 1 << 6 != 0
}

/// True where the content of a string or key is what stands in the text.
#[inline]
pub(crate) fn is_verbatim(bits: u8) -> bool {
    bits >> 6 == 0
}

/// Returns the bytes between the quotes.
#[inline]
pub(crate) fn inner(span: Range<usize>, bits: u8) -> Range<usize> {
    span.start + usize::from(bits & 7)..span.end - usize::from(bits >> 3 & 7)
}

/// Returns what is written between the quotes, resolved.
pub(crate) fn content(text: &str, span: Range<usize>, bits: u8) -> Cow<'_, str> {
    let raw = &text[inner(span, bits)];
    match Quoting::unpack(bits) {
        Quoting { entities: true, .. } => match entities::resolve(raw) {
            Cow::Borrowed(raw) => unescape(raw),
            Cow::Owned(raw) => Cow::Owned(unescape(&raw).into_owned()),
        },
        Quoting { escaped: true, .. } => unescape(raw),
        _ => Cow::Borrowed(raw),
    }
}

/// Hashes a key for the index of wide objects and the search for duplicates (FxHash's step).
pub(crate) fn key_hash(key: &[u8]) -> u32 {
    const STEP: u64 = 0x517c_c1b7_2722_0a95;
    let mut hash = key.len() as u64;
    for chunk in key.chunks(8) {
        let mut word = [0u8; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = (hash.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(STEP);
    }
    // the upper half is the better mixed one
    (hash >> 32) as u32
}
