//! The recovering reader: JSON as people paste it, read to the end, every assumption recorded.
//!
//! Own code because every maintained parser stops at the first fault. Never recursive: nesting
//! costs heap, not stack. Strict JSON takes the short paths here; faults go to the files beside.

mod bare;
mod between;
mod brackets;
mod decode;
mod deep;
mod duplicates;
mod inner;
mod odd;
mod prefix;
mod space;
mod strict;
mod strings;
mod web;

pub(crate) use bare::number_meant;

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};
use std::sync::OnceLock;

use crate::document::Document;
use crate::node::{Kind, NO_PARENT, Node, NodeId, UNQUOTED};
use crate::repair::{Repair, RepairKind};
use crate::secret;

/// Repairs kept a document; further ones are counted.
pub const REPAIRS_KEPT: usize = 2_000;
/// Levels of nesting that are kept; what is nested deeper is skipped and reported.
pub const LEVELS_KEPT: usize = 1_024;
/// Largest document, in bytes: places are kept in 32 bits.
pub const LARGEST_DOCUMENT: usize = u32::MAX as usize - 16;
/// Documents up to this size are read a second time, guided by indentation, where brackets do not match.
const SECOND_LOOK: usize = 16 << 20;
/// Bytes between two looks at the caller's wish to stop.
const WATCH_STEP: usize = 1 << 20;
const HIDDEN: u32 = u32::MAX;

/// Why a text could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The caller asked to stop.
    #[error("reading was cancelled")]
    Cancelled,
    /// More bytes than one document may have.
    #[error("{bytes} bytes in one document; at most {LARGEST_DOCUMENT} can be read")]
    TooLarge {
        /// Size of the text.
        bytes: usize,
    },
}

/// Asked now and then with the bytes read so far; `Break` stops the reading.
pub type Watch<'w> = &'w mut dyn FnMut(usize) -> ControlFlow<()>;

impl Document {
    /// Reads bytes in any encoding a twin comes in.
    ///
    /// # Errors
    /// Only [`ReadError::TooLarge`]: bad input is repaired, not refused.
    pub fn read(bytes: Vec<u8>) -> Result<Self, ReadError> {
        Self::read_watched(bytes, &mut |_| ControlFlow::Continue(()))
    }

    /// Reads bytes and lets the caller watch and stop.
    ///
    /// # Errors
    /// [`ReadError::TooLarge`], or [`ReadError::Cancelled`] where the caller said so.
    pub fn read_watched(bytes: Vec<u8>, watch: Watch<'_>) -> Result<Self, ReadError> {
        if bytes.len() > LARGEST_DOCUMENT {
            return Err(ReadError::TooLarge { bytes: bytes.len() });
        }
        let decoded = decode::decode(bytes);
        let mut doc = read_text(decoded.text, watch)?;
        doc.encoding = decoded.encoding;
        doc.repairs.splice(0..0, decoded.repairs);
        doc.repairs.sort_by_key(|r| r.span.start);
        Ok(doc)
    }

    /// Reads text.
    ///
    /// # Errors
    /// Only [`ReadError::TooLarge`].
    pub fn read_str(text: &str) -> Result<Self, ReadError> {
        Self::read(text.as_bytes().to_vec())
    }
}

/// Returns a text with blanks in the place of what a listing or a mail put before its lines; nothing
/// where there is nothing.
#[must_use]
pub fn without_line_prefixes(text: &str) -> Option<String> {
    prefix::find(text).map(|prefixed| prefixed.text)
}

fn read_text(text: String, watch: Watch<'_>) -> Result<Document, ReadError> {
    if text.len() > LARGEST_DOCUMENT {
        return Err(ReadError::TooLarge { bytes: text.len() });
    }
    let mut best = best_pass(&text, watch)?;
    if !best.repairs.is_empty()
        && text.len() <= SECOND_LOOK
        && let Some(prefixed) = prefix::find(&text)
    {
        let without = best_pass(&prefixed.text, watch)?;
        if without.nodes.len() > best.nodes.len()
            || without.repairs_made() + 1 < best.repairs_made()
        {
            best = without;
            let prefix = Repair {
                kind: RepairKind::LinePrefix,
                span: prefixed.first,
                assumed: String::new(),
                other: Some(prefixed.last),
            };
            let at = best
                .repairs
                .partition_point(|r| r.span.start < prefix.span.start);
            best.repairs.insert(at, prefix);
        }
    }
    Ok(best.into_document(text))
}

/// Reads a text in up to three ways, which differ in what they make of brackets that do not match.
fn best_pass(text: &str, watch: Watch<'_>) -> Result<Pass, ReadError> {
    let mut first = Reader::new(text, false);
    first.run(watch)?;
    let mut best = first.finish();
    if best.bracket_faults > 0 && text.len() <= SECOND_LOOK {
        let mut second = Reader::new(text, true);
        second.run(watch)?;
        let second = second.finish();
        if second.bracket_faults <= best.bracket_faults {
            best = second;
        }
    }
    if best.bracket_faults > 1 && text.len() <= SECOND_LOOK {
        // one wrong bracket explains what otherwise takes two: one left open and one too many
        let mut third = Reader::new(text, false);
        third.prefers_slips = true;
        third.run(watch)?;
        let third = third.finish();
        if third.bracket_faults < best.bracket_faults {
            best = third;
        }
    }
    Ok(best)
}

/// What one pass over the text gave.
struct Pass {
    nodes: Vec<Node>,
    roots: Vec<NodeId>,
    repairs: Vec<Repair>,
    repairs_not_kept: u64,
    wide: HashMap<u32, Box<[(u32, u32)]>>,
    long: HashMap<u32, Box<[u32]>>,
    bracket_faults: usize,
}

impl Pass {
    fn repairs_made(&self) -> u64 {
        self.repairs.len() as u64 + self.repairs_not_kept
    }

    fn into_document(self, text: String) -> Document {
        Document {
            text,
            nodes: self.nodes,
            roots: self.roots,
            repairs: self.repairs,
            repairs_not_kept: self.repairs_not_kept,
            wide: self.wide,
            long: self.long,
            encoding: crate::document::Encoding::Utf8,
            lines: OnceLock::new(),
        }
    }
}

/// An open container.
struct Frame {
    node: u32,
    open_at: u32,
    /// Indentation of the line it was opened on; kept in the second look only.
    indent: u32,
    is_object: bool,
    /// Opened by assumption: the members stood without braces.
    implicit: bool,
}

/// A string as it stands in the text.
#[derive(Clone, Copy)]
struct Scanned {
    start: usize,
    end: usize,
    /// The packed [`Quoting`](crate::node::Quoting).
    bits: u8,
}

struct Reader<'t> {
    text: &'t str,
    src: &'t [u8],
    pos: usize,
    nodes: Vec<Node>,
    roots: Vec<NodeId>,
    repairs: Vec<Repair>,
    repairs_not_kept: u64,
    bracket_faults: usize,
    stack: Vec<Frame>,
    wide: HashMap<u32, Box<[(u32, u32)]>>,
    long: HashMap<u32, Box<[u32]>>,
    most_nodes: usize,
    by_indent: bool,
    /// Takes a bracket of the wrong kind for a slip wherever it can be one.
    prefers_slips: bool,
    /// How far a better end of a string was looked for in vain.
    no_end_until: usize,
    /// How far lines were looked for, and where the last of them starts.
    line_seen: (usize, usize),
    told_too_many: bool,
    told_too_deep: bool,
    told_several: bool,
    seen: duplicates::Seen,
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "documents are limited to u32::MAX bytes"
)]
fn narrow(n: usize) -> u32 {
    n as u32
}

/// The levels around a value; more than there can be are told as the most.
#[expect(clippy::cast_possible_truncation, reason = "no more than fits")]
fn shallow(levels: usize) -> u16 {
    levels.min(u16::MAX as usize) as u16
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, by_indent: bool) -> Self {
        Self {
            text,
            src: text.as_bytes(),
            pos: 0,
            nodes: Vec::with_capacity(values_expected(text)),
            roots: Vec::new(),
            repairs: Vec::new(),
            repairs_not_kept: 0,
            bracket_faults: 0,
            stack: Vec::new(),
            wide: HashMap::new(),
            long: HashMap::new(),
            most_nodes: most_nodes(text),
            by_indent,
            prefers_slips: false,
            no_end_until: 0,
            line_seen: (0, 0),
            told_too_many: false,
            told_too_deep: false,
            told_several: false,
            seen: duplicates::Seen::new(),
        }
    }

    fn run(&mut self, watch: Watch<'_>) -> Result<(), ReadError> {
        let mut next_watch = WATCH_STEP;
        loop {
            if self.pos >= next_watch {
                next_watch = self.pos + WATCH_STEP;
                if watch(self.pos).is_break() {
                    return Err(ReadError::Cancelled);
                }
            }
            match self.stack.last() {
                None => {
                    if !self.between_documents() {
                        return Ok(());
                    }
                }
                Some(frame) if frame.is_object => self.member(),
                Some(_) => self.element(),
            }
        }
    }

    fn finish(mut self) -> Pass {
        if self.roots.is_empty() {
            // no document at all: something must stand for it, so that it can be talked about
            self.push(Kind::Missing, 0..0, None, UNQUOTED);
            self.roots.push(NodeId(0));
        }
        if self.nodes.capacity() > self.nodes.len() * 2 {
            self.nodes.shrink_to_fit();
        }
        self.repairs.sort_by_key(|r| r.span.start);
        Pass {
            nodes: self.nodes,
            roots: self.roots,
            repairs: self.repairs,
            repairs_not_kept: self.repairs_not_kept,
            wide: self.wide,
            long: self.long,
            bracket_faults: self.bracket_faults,
        }
    }

    fn open(&mut self, is_object: bool, key: Option<Scanned>) {
        if self.skip_if_too_deep() {
            return;
        }
        let at = self.pos;
        self.pos += 1;
        self.open_at(is_object, key, at, false);
    }

    fn open_at(&mut self, is_object: bool, key: Option<Scanned>, at: usize, implicit: bool) {
        let kind = if is_object { Kind::Object } else { Kind::Array };
        let node = self.push(kind, at..at, key, UNQUOTED);
        if self.stack.is_empty() && node != HIDDEN {
            self.roots.push(NodeId(node));
        }
        let indent = if self.by_indent {
            self.indent_of_line(at)
        } else {
            0
        };
        self.stack.push(Frame {
            node,
            open_at: narrow(at),
            indent,
            is_object,
            implicit,
        });
    }

    /// Keeps a value, unless it stands inside something that is not kept.
    #[inline(always)]
    fn push(&mut self, kind: Kind, span: Range<usize>, key: Option<Scanned>, bits: u8) -> u32 {
        let parent = self.stack.last().map_or(NO_PARENT, |f| f.node);
        if parent == HIDDEN && !self.stack.is_empty() {
            return HIDDEN;
        }
        if self.nodes.len() >= self.most_nodes {
            self.not_kept(span);
            return HIDDEN;
        }
        let id = narrow(self.nodes.len());
        let (key_start, key_end, key_bits) = match key {
            Some(k) => (narrow(k.start), narrow(k.end), k.bits),
            None => (0, 0, 0),
        };
        let inherits = parent != NO_PARENT && self.nodes[parent as usize].secret;
        let secret = match &key {
            Some(k) => secret::is_secret_key(self.text, k.start..k.end, k.bits, inherits),
            None => inherits,
        };
        self.nodes.push(Node {
            start: narrow(span.start),
            end: narrow(span.end),
            key_start,
            key_end,
            next: id + 1,
            parent,
            depth: shallow(self.stack.len()),
            kind,
            bits,
            key_bits,
            secret,
        });
        id
    }

    #[cold]
    fn not_kept(&mut self, span: Range<usize>) {
        if !std::mem::replace(&mut self.told_too_many, true) {
            let at = span.start..span.start + 1;
            self.repair(RepairKind::TooManyValues, at, "", None);
        }
    }

    fn repair(
        &mut self,
        kind: RepairKind,
        span: Range<usize>,
        assumed: &str,
        other: Option<usize>,
    ) {
        if matches!(
            kind,
            RepairKind::UnclosedBracket
                | RepairKind::SurplusBracket
                | RepairKind::MismatchedBracket
        ) {
            self.bracket_faults += 1;
        }
        if self.repairs.len() >= REPAIRS_KEPT {
            self.repairs_not_kept += 1;
            return;
        }
        self.repairs.push(Repair {
            kind,
            span,
            assumed: assumed.to_owned(),
            other,
        });
    }
}

/// Returns how many values of a text are kept: at 28 bytes each they take three and a half times
/// the text, so that text, values and indexes stay under six times.
fn most_nodes(text: &str) -> usize {
    (text.len() / 8).max(1 << 16)
}

/// Returns how many values to make room for. A large text is counted first: growing step by step
/// would hold the values twice at the last step.
fn values_expected(text: &str) -> usize {
    if text.len() < 1 << 20 {
        return text.len() / 32 + 8;
    }
    let separators = memchr::memchr3_iter(b',', b'{', b'[', text.as_bytes());
    (separators.take(most_nodes(text)).count() + 2).min(most_nodes(text))
}
