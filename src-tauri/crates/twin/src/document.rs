//! The parsed text: every value and key with its bytes, numbers as written, nothing thrown away.
//!
//! A flat arena in document order. It knows nothing of twins; `twin_view` gives the parts their names.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::lines::LineIndex;
use crate::node::{NO_PARENT, Node, NodeId};
use crate::path::TwinPath;
use crate::repair::Repair;
use crate::value::Value;

/// How the bytes of the input were turned into text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, as twins are.
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
}

/// A parsed input: text, values with places, and what had to be assumed to read it.
#[derive(Debug)]
pub struct Document {
    pub(crate) text: String,
    pub(crate) nodes: Vec<Node>,
    pub(crate) roots: Vec<NodeId>,
    pub(crate) repairs: Vec<Repair>,
    pub(crate) repairs_not_kept: u64,
    pub(crate) wide: HashMap<u32, Box<[(u32, u32)]>>,
    /// Elements of long arrays of containers, in order.
    pub(crate) long: HashMap<u32, Box<[u32]>>,
    pub(crate) lines: OnceLock<LineIndex>,
    pub(crate) encoding: Encoding,
}

impl Document {
    /// Returns the text that was read, as UTF-8, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns where the lines of the text start; counted at the first call.
    #[must_use]
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Returns how the bytes were decoded.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Returns the documents that stand one after another; usually one, never none: where the text
    /// has no JSON at all, one missing value stands for it.
    pub fn roots(&self) -> impl ExactSizeIterator<Item = Value<'_>> {
        self.roots.iter().map(|&id| self.value(id))
    }

    /// Returns the first document, if there is any.
    #[must_use]
    pub fn root(&self) -> Option<Value<'_>> {
        self.roots.first().map(|&id| self.value(id))
    }

    /// Returns what was assumed to read the text, in the order of the text.
    #[must_use]
    #[inline]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// Returns how many repairs beyond those kept were made.
    #[must_use]
    pub fn repairs_not_kept(&self) -> u64 {
        self.repairs_not_kept
    }

    /// Returns the number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns true where nothing was found that could be a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns the value with that id.
    #[must_use]
    #[inline]
    pub fn value(&self, id: NodeId) -> Value<'_> {
        Value::new(self, id)
    }

    /// Returns the value at a path, from the first document.
    #[must_use]
    pub fn find(&self, path: &TwinPath) -> Option<Value<'_>> {
        self.root()?.find(path)
    }

    /// Returns the innermost value whose key or value covers a byte of the text.
    #[must_use]
    pub fn value_at(&self, byte: usize) -> Option<Value<'_>> {
        let byte = u32::try_from(byte).ok()?;
        let at = self
            .nodes
            .partition_point(|n| first_byte(n) <= byte)
            .checked_sub(1)?;
        let mut id = u32::try_from(at).ok()?;
        while self.nodes[id as usize].end <= byte {
            id = self.nodes[id as usize].parent;
            if id == NO_PARENT {
                return None;
            }
        }
        Some(self.value(NodeId(id)))
    }

    /// Marks values, and all that stands in them, as secrets that no key or shape tells: what a schema
    /// says of them. They are masked from then on as the others are.
    pub fn declare_secrets(&mut self, values: &[NodeId]) {
        for &NodeId(id) in values {
            let end = self.nodes[id as usize].next;
            for node in &mut self.nodes[id as usize..end as usize] {
                node.secret = true;
            }
        }
    }

    /// Returns the innermost value that reaches into a piece of the text, and all that begin in it.
    pub fn values_in(&self, span: Range<usize>) -> impl Iterator<Item = Value<'_>> {
        let starts_before = |n: &Node, byte| (first_byte(n) as usize) < byte;
        let from = self.nodes.partition_point(|n| starts_before(n, span.start));
        let to = self.nodes.partition_point(|n| starts_before(n, span.end));
        let begin = (from..to).filter_map(|i| Some(self.value(NodeId(u32::try_from(i).ok()?))));
        self.value_at(span.start).into_iter().chain(begin)
    }
}

fn first_byte(node: &Node) -> u32 {
    if node.key_end > 0 {
        node.key_start
    } else {
        node.start
    }
}
