//! Merge patches (RFC 7396), as IoT Hub takes them: made of two values, applied to one.
//!
//! In a merge patch null deletes. A null that shall be there cannot be expressed: such places are named, never lost in
//! silence.

use std::collections::BTreeMap;

use twin::{Kind, Value};

use crate::same::{Meaning, scalars};
use crate::scope::Scope;
use crate::tree::Tree;
use crate::walk::{AS_TEXT, is_same};

/// A merge patch.
#[derive(Debug, Clone)]
pub struct MergePatch<'d> {
    /// What changes; nothing where both values mean the same.
    pub part: Option<Part<'d>>,
    /// Nulls of the new value that no merge patch can make.
    pub inexpressible: Vec<Value<'d>>,
}

/// What a merge patch does with a value.
#[derive(Debug, Clone)]
pub enum Part<'d> {
    /// Another value is put there.
    Set(Value<'d>),
    /// It is deleted.
    Delete,
    /// Its members change.
    Members(Vec<(Box<str>, Part<'d>)>),
}

/// Makes the merge patch that leads from one value to another. Members that are out of the scope stay as they are.
#[must_use]
pub fn between<'d>(old: Value<'d>, new: Value<'d>, scope: &Scope<'_>) -> MergePatch<'d> {
    let mut making = Making {
        scope,
        inexpressible: Vec::new(),
    };
    MergePatch {
        part: making.of(old, new, true),
        inexpressible: making.inexpressible,
    }
}

struct Making<'d, 's> {
    scope: &'s Scope<'s>,
    inexpressible: Vec<Value<'d>>,
}

impl<'d> Making<'d, '_> {
    /// Recursion is bounded: documents are at most [`twin::LEVELS_KEPT`] levels deep.
    fn of(&mut self, old: Value<'d>, new: Value<'d>, is_root: bool) -> Option<Part<'d>> {
        let as_text = old.document().repairs().is_empty() && new.document().repairs().is_empty();
        if as_text
            && new.raw().len() <= AS_TEXT
            && old.kind() == new.kind()
            && old.raw() == new.raw()
        {
            return None;
        }
        match (old.kind(), new.kind()) {
            (Kind::Object, Kind::Object) => {
                let parts = self.members(old, new);
                (!parts.is_empty()).then_some(Part::Members(parts))
            }
            (Kind::Array, Kind::Array) if is_same(old, new, None) => None,
            _ if !old.kind().is_container() && scalars(old, new, Meaning::AsWritten).is_same() => {
                None
            }
            (_, Kind::Null | Kind::Missing) if !is_root => {
                self.inexpressible.push(new);
                None
            }
            _ => {
                self.nulls_in(new);
                Some(Part::Set(new))
            }
        }
    }

    fn members(&mut self, old: Value<'d>, new: Value<'d>) -> Vec<(Box<str>, Part<'d>)> {
        let mut parts = Vec::new();
        for member in members(new)
            .filter(|m| self.scope.has(*m))
            .collect::<Vec<_>>()
        {
            let key = member.key().unwrap_or_default();
            let part = match old.get(&key) {
                Some(before) => self.of(before, member, false),
                None if is_null(member) => {
                    self.inexpressible.push(member);
                    None
                }
                None => {
                    self.nulls_in(member);
                    Some(Part::Set(member))
                }
            };
            parts.extend(part.map(|part| (Box::from(&*key), part)));
        }
        for member in members(old).filter(|m| self.scope.has(*m)) {
            let key = member.key().unwrap_or_default();
            if new.get(&key).is_none() {
                parts.push((key.into(), Part::Delete));
            }
        }
        parts
    }

    /// Notes the nulls of an object that is put there whole: applying takes them for deletions. Those in arrays stay.
    fn nulls_in(&mut self, value: Value<'d>) {
        let mut open = vec![value];
        while let Some(object) = open.pop() {
            for member in members(object).filter(|m| self.scope.has(*m)) {
                match member.kind() {
                    Kind::Null | Kind::Missing => self.inexpressible.push(member),
                    Kind::Object => open.push(member),
                    _ => {}
                }
            }
        }
    }
}

impl MergePatch<'_> {
    /// Writes the patch.
    #[must_use]
    pub fn write(&self, scope: &Scope<'_>) -> String {
        let mut out = String::new();
        match &self.part {
            Some(part) => part.write(&mut out, 1, scope),
            None => out.push_str("{}"),
        }
        out.push('\n');
        out
    }
}

fn is_null(value: Value<'_>) -> bool {
    matches!(value.kind(), Kind::Null | Kind::Missing)
}

/// Returns the members that count: of equal keys only the last.
fn members(object: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let clean = object.document().repairs().is_empty();
    let is_object = object.is_object();
    object.children().filter(move |m| {
        is_object && (clean || m.key().is_some_and(|key| object.get(&key) == Some(*m)))
    })
}

impl Part<'_> {
    fn write(&self, out: &mut String, depth: usize, scope: &Scope<'_>) {
        match self {
            Self::Delete => out.push_str("null"),
            Self::Set(value) => out.push_str(&scope.json(*value)),
            Self::Members(parts) => {
                out.push('{');
                for (at, (key, part)) in parts.iter().enumerate() {
                    out.push_str(if at > 0 { ",\n" } else { "\n" });
                    out.extend(std::iter::repeat_n("  ", depth));
                    out.push_str(&scope.key(key));
                    out.push_str(": ");
                    part.write(out, depth + 1, scope);
                }
                out.push('\n');
                out.extend(std::iter::repeat_n("  ", depth - 1));
                out.push('}');
            }
        }
    }
}

/// Applies a merge patch that stands in a document.
#[must_use]
pub fn apply(to: Tree, patch: Value<'_>) -> Tree {
    if !patch.is_object() {
        return Tree::from(patch);
    }
    let mut result = match to {
        Tree::Object(members) => members,
        _ => BTreeMap::new(),
    };
    for member in members(patch) {
        let key = member.key().unwrap_or_default();
        match is_null(member) {
            true => {
                result.remove(&*key);
            }
            false => {
                let before = result.remove(&*key).unwrap_or_default();
                result.insert(key.into(), apply(before, member));
            }
        }
    }
    Tree::Object(result)
}
