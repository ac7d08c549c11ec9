//! A value in its document: kind, content, key, and the ways up, down and along.

use std::borrow::Cow;
use std::ops::Range;

use crate::document::Document;
use crate::members::{Beside, InOrder, Members};
use crate::node::{
    Kind, NO_PARENT, Node, NodeId, PLAIN, content, inner, is_escaped, is_verbatim, key_hash,
};
use crate::path::{Step, TwinPath};
use crate::secret;

/// A value in its document. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Value<'d> {
    doc: &'d Document,
    id: NodeId,
}

impl std::fmt::Debug for Value<'_> {
    /// Shows type and place, never the content: it may be a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {:?}", self.kind(), self.span())
    }
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.doc, other.doc) && self.id == other.id
    }
}

impl<'d> Value<'d> {
    #[inline]
    pub(crate) fn new(doc: &'d Document, id: NodeId) -> Self {
        Self { doc, id }
    }

    /// Returns the document the value stands in.
    #[must_use]
    #[inline]
    pub fn document(self) -> &'d Document {
        self.doc
    }

    /// Returns the value's index.
    #[must_use]
    #[inline]
    pub fn id(self) -> NodeId {
        self.id
    }

    #[inline]
    fn node(self) -> &'d Node {
        &self.doc.nodes[self.id.index()]
    }

    /// Returns the JSON type.
    #[must_use]
    #[inline]
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// Returns the index of the value behind this one and all in it.
    #[inline]
    pub(crate) fn next_id(self) -> u32 {
        self.node().next
    }

    /// Returns true for an object.
    #[must_use]
    #[inline]
    pub fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    /// Returns true for what stands at a key whose value is a secret, or in such a value.
    #[must_use]
    #[inline]
    pub(crate) fn is_declared_secret(self) -> bool {
        self.node().secret
    }

    /// Returns how many containers stand around the value within its document.
    #[must_use]
    #[inline]
    pub fn depth(self) -> usize {
        usize::from(self.node().depth)
    }

    /// Returns the bytes of the value, quotes included.
    #[must_use]
    #[inline]
    pub fn span(self) -> Range<usize> {
        self.node().start as usize..self.node().end as usize
    }

    /// Returns the bytes of the key, quotes included; empty for elements and documents.
    #[must_use]
    #[inline]
    pub fn key_span(self) -> Range<usize> {
        self.node().key_start as usize..self.node().key_end as usize
    }

    /// Returns the value exactly as written.
    #[must_use]
    #[inline]
    pub fn raw(self) -> &'d str {
        &self.doc.text[self.span()]
    }

    /// Returns the scalar as JSON: as written, or as the reader took it where it is spelled another
    /// way. Told by kind and text, not by the repairs: not all of them may be kept.
    #[must_use]
    pub fn assumed(self) -> Cow<'d, str> {
        match self.kind() {
            Kind::Null | Kind::Missing => Cow::Borrowed("null"),
            Kind::Boolean if self.bool() == Some(true) => Cow::Borrowed("true"),
            Kind::Boolean => Cow::Borrowed("false"),
            Kind::Number if !self.doc.repairs.is_empty() => crate::reader::number_meant(self.raw())
                .map_or(Cow::Borrowed(self.raw()), Cow::Owned),
            _ => Cow::Borrowed(self.raw()),
        }
    }

    /// Returns the string's content, escapes resolved, or nothing for another type.
    #[must_use]
    pub fn str(self) -> Option<Cow<'d, str>> {
        let node = self.node();
        match (node.kind == Kind::String, is_verbatim(node.bits)) {
            (false, _) => None,
            (true, true) => Some(Cow::Borrowed(&self.doc.text[self.content_span()])),
            (true, false) => Some(content(&self.doc.text, self.span(), node.bits)),
        }
    }

    /// Returns true for a string with exactly this content.
    #[must_use]
    pub fn is_str(self, text: &str) -> bool {
        self.str().is_some_and(|s| s == text)
    }

    /// Returns the bytes of the string's content, without the quotes.
    #[must_use]
    #[inline]
    pub fn content_span(self) -> Range<usize> {
        inner(self.span(), self.node().bits)
    }

    /// Returns true for a string written with escapes.
    #[must_use]
    #[inline]
    pub fn has_escapes(self) -> bool {
        is_escaped(self.node().bits)
    }

    /// Returns the bytes of the string's content where they are the string: it is written without escapes.
    #[must_use]
    #[inline]
    pub fn plain_str(self) -> Option<&'d [u8]> {
        let node = self.node();
        let is_plain = node.kind == Kind::String && is_verbatim(node.bits);
        is_plain.then(|| &self.doc.text.as_bytes()[inner(self.span(), node.bits)])
    }

    /// Returns the number as written, or nothing for another type.
    #[must_use]
    #[inline]
    pub fn number(self) -> Option<&'d str> {
        (self.kind() == Kind::Number).then(|| self.raw())
    }

    /// Returns the number as an integer where it is one that fits.
    #[must_use]
    pub fn integer(self) -> Option<i64> {
        let number = self.number()?.parse().ok();
        number.or_else(|| self.assumed().parse().ok())
    }

    /// Returns the boolean, or nothing for another type.
    #[must_use]
    #[inline]
    pub fn bool(self) -> Option<bool> {
        // `yes` is read as true
        (self.kind() == Kind::Boolean).then(|| self.raw().starts_with(['t', 'T', 'y', 'Y']))
    }

    /// Returns the key of a member, escapes resolved.
    #[must_use]
    #[inline(always)]
    pub fn key(self) -> Option<Cow<'d, str>> {
        let node = self.node();
        match (node.key_end > 0, is_verbatim(node.key_bits)) {
            (false, _) => None,
            (true, true) => Some(Cow::Borrowed(self.raw_key())),
            (true, false) => Some(content(&self.doc.text, self.key_span(), node.key_bits)),
        }
    }

    /// Returns the bytes of the key, without the quotes, as written.
    #[must_use]
    #[inline]
    pub fn raw_key(self) -> &'d str {
        &self.doc.text[inner(self.key_span(), self.node().key_bits)]
    }

    /// Returns true for a key written with escapes.
    #[must_use]
    #[inline]
    pub fn key_has_escapes(self) -> bool {
        let node = self.node();
        node.key_end > 0 && is_escaped(node.key_bits)
    }

    /// Returns true for a member with this key.
    #[must_use]
    #[inline]
    pub fn is_key(self, key: &str) -> bool {
        match self.plain_key() {
            Some(plain) => plain == key.as_bytes(),
            None => self.key().is_some_and(|k| k == key),
        }
    }

    /// Returns the bytes of the key where they are the key: it is written without escapes.
    #[must_use]
    #[inline]
    pub fn plain_key(self) -> Option<&'d [u8]> {
        self.node().plain_key(self.doc)
    }

    /// Returns the bytes of the value, exactly as written.
    #[inline]
    pub(crate) fn bytes(self) -> &'d [u8] {
        &self.doc.text.as_bytes()[self.span()]
    }

    /// Returns the bytes of the key as written, without the quotes; none for elements.
    #[inline]
    pub(crate) fn key_bytes(self) -> &'d [u8] {
        &self.doc.text.as_bytes()[inner(self.key_span(), self.node().key_bits)]
    }

    /// Returns true for a member whose key starts so.
    #[must_use]
    #[inline]
    pub fn key_starts_with(self, start: &str) -> bool {
        self.node().key_end > 0 && self.key_bytes().starts_with(start.as_bytes())
    }

    /// Returns the container the value stands in.
    #[must_use]
    #[inline]
    pub fn parent(self) -> Option<Value<'d>> {
        let parent = self.node().parent;
        (parent != NO_PARENT).then(|| self.doc.value(NodeId(parent)))
    }

    /// Returns members or elements in the order of the text; nothing for a scalar.
    #[must_use]
    #[inline]
    pub fn children(self) -> Children<'d> {
        Children {
            doc: self.doc,
            at: self.id.0 + 1,
            end: self.node().next,
        }
    }

    /// Returns the members of an object that count: of equal keys only the last; nothing for any other value.
    #[must_use]
    #[inline]
    pub fn members(self) -> Members<'d> {
        Members::of(self)
    }

    /// Returns the members, each with its kind and the bytes of its key; no bytes for a key that is written
    /// with escapes. Elements have no keys.
    #[must_use]
    #[inline]
    pub fn plain_members(self) -> PlainMembers<'d> {
        PlainMembers(self.children())
    }

    /// Returns every value below this one, in the order of the text.
    pub fn descendants(self) -> impl DoubleEndedIterator<Item = Value<'d>> {
        let doc = self.doc;
        (self.id.0 + 1..self.node().next).map(move |i| doc.value(NodeId(i)))
    }

    /// Returns true where `other` is this value or stands somewhere inside it.
    #[must_use]
    pub fn contains(self, other: Value<'_>) -> bool {
        std::ptr::eq(self.doc, other.doc) && self.id <= other.id && other.id.0 < self.node().next
    }

    /// Returns the member with this key; of duplicates the last, as every reader in the field does.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Value<'d>> {
        if self.kind() != Kind::Object {
            return None;
        }
        match self.doc.wide.get(&self.id.0) {
            Some(index) => self.get_wide(index, key),
            // what is read without a repair has no key twice
            None if self.doc.repairs.is_empty() => self.first(key),
            None => self.children().filter(|m| m.is_key(key)).last(),
        }
    }

    /// Returns the first member with this key.
    fn first(self, key: &str) -> Option<Value<'d>> {
        let text = self.doc.text.as_bytes();
        let length = key.len() + 2;
        // names of one object that are alike at first mostly differ in their last letter
        let last = key.as_bytes().last();
        let (mut at, end) = (self.id.0 + 1, self.node().next);
        while at < end {
            let node = self.doc.nodes.get(at as usize)?;
            let key_end = node.key_end as usize;
            let is_usual = node.key_bits == PLAIN;
            let may_be = !is_usual
                || key_end - node.key_start as usize == length
                    && (last.is_none() || text.get(key_end - 2) == last);
            if may_be && self.doc.value(NodeId(at)).is_key(key) {
                return Some(self.doc.value(NodeId(at)));
            }
            at = node.next;
        }
        None
    }

    /// Returns a way to look up members one after another that are asked for in about the order in which they stand.
    #[must_use]
    #[inline]
    pub fn in_order(self) -> InOrder<'d> {
        InOrder::of(self)
    }

    /// Returns the members that count, each with the one of that name in another object.
    #[must_use]
    #[inline]
    pub fn beside(self, other: Option<Value<'d>>) -> Beside<'d> {
        Beside::of(self, other)
    }

    fn get_wide(self, index: &[(u32, u32)], key: &str) -> Option<Value<'d>> {
        let hash = key_hash(key.as_bytes());
        let from = index.partition_point(|&(h, _)| h < hash);
        index[from..]
            .iter()
            .take_while(|&&(h, _)| h == hash)
            .map(|&(_, id)| self.doc.value(NodeId(id)))
            .filter(|m| m.is_key(key))
            .last()
    }

    /// Returns the element with that number, from 0.
    #[must_use]
    pub fn element(self, index: usize) -> Option<Value<'d>> {
        match self.doc.long.get(&self.id.0) {
            Some(elements) => Some(self.doc.value(NodeId(*elements.get(index)?))),
            None if self.kind() == Kind::Array => self.children().nth(index),
            None => None,
        }
    }

    /// Returns the value at a path below this one.
    #[must_use]
    pub fn find(self, path: &TwinPath) -> Option<Value<'d>> {
        path.steps().iter().try_fold(self, |at, step| match step {
            // a pointer does not tell an index from a key: the value does
            Step::Key(key) if at.kind() == Kind::Array => at.element(index_of(key)?),
            Step::Key(key) => at.get(key),
            Step::Index(index) => match at.kind() {
                Kind::Array => at.element(*index),
                _ => None,
            },
        })
    }

    /// Returns the path from the top of the document.
    #[must_use]
    pub fn path(self) -> TwinPath {
        let mut steps = Vec::new();
        let mut at = self;
        while let Some(parent) = at.parent() {
            steps.push(at.step_in(parent));
            at = parent;
        }
        steps.reverse();
        TwinPath::new(steps)
    }

    /// Returns the place of an element among its siblings, from 0.
    fn index_of(self, element: Value<'d>) -> usize {
        match self.doc.long.get(&self.id.0) {
            Some(elements) => elements.partition_point(|&id| id < element.id.0),
            None => self.children().take_while(|c| c.id != element.id).count(),
        }
    }

    fn step_in(self, parent: Value<'d>) -> Step {
        match self.key() {
            // a path is shown, and somebody may have pasted a secret where a key belongs
            Some(key) => Step::Key(secret::without(&key).into_owned().into()),
            None => Step::Index(parent.index_of(self)),
        }
    }
}

/// Iterates over members or elements.
#[derive(Clone)]
pub struct Children<'d> {
    doc: &'d Document,
    pub(crate) at: u32,
    pub(crate) end: u32,
}

/// Reads an index as JSON pointers write it: digits, without a zero in front.
fn index_of(step: &str) -> Option<usize> {
    let is_index = step == "0" || !step.starts_with(['0', '+']);
    step.parse().ok().filter(|_| is_index)
}

impl<'d> Children<'d> {
    /// Returns the next one with what is kept of it, and stays before it.
    #[inline]
    pub(crate) fn peek(&self) -> Option<(Value<'d>, &'d Node)> {
        let is_there = self.at < self.end;
        let node = self.doc.nodes.get(self.at as usize).filter(|_| is_there)?;
        Some((self.doc.value(NodeId(self.at)), node))
    }
}

impl<'d> Iterator for Children<'d> {
    type Item = Value<'d>;

    #[inline(always)]
    fn next(&mut self) -> Option<Value<'d>> {
        if self.at >= self.end {
            return None;
        }
        let value = self.doc.value(NodeId(self.at));
        self.at = value.node().next;
        Some(value)
    }
}

/// Iterates over members with their keys.
#[derive(Clone)]
pub struct PlainMembers<'d>(Children<'d>);

impl<'d> Iterator for PlainMembers<'d> {
    type Item = (Value<'d>, Kind, Option<&'d [u8]>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (value, node) = self.0.peek()?;
        self.0.at = node.next;
        Some((value, node.kind, node.plain_key(value.doc)))
    }
}
