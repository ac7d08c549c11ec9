//! A value that can be changed: what patches are applied to. Numbers keep their text; keys have no order.

use std::collections::BTreeMap;

use twin::escape::quote;
use twin::{Kind, LEVELS_KEPT, Value};

use crate::number;

/// A JSON value of its own.
#[derive(Debug, Clone, Default)]
pub enum Tree {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, as written.
    Number(Box<str>),
    /// A string.
    String(Box<str>),
    /// An array.
    Array(Vec<Tree>),
    /// An object; of equal keys the last.
    Object(BTreeMap<Box<str>, Tree>),
}

impl PartialEq for Tree {
    /// Numbers are equal where they are worth the same.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => number::same(a, b),
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Array(a), Self::Array(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => a == b,
            _ => false,
        }
    }
}

impl From<Value<'_>> for Tree {
    /// Copies a value. Documents are at most [`LEVELS_KEPT`] levels deep, so that the stack is, too.
    fn from(value: Value<'_>) -> Self {
        match value.kind() {
            Kind::Null | Kind::Missing => Self::Null,
            Kind::Boolean => Self::Boolean(value.bool() == Some(true)),
            Kind::Number => Self::Number(value.assumed().into()),
            Kind::String => Self::String(value.str().unwrap_or_default().into()),
            Kind::Placeholder => Self::String(value.raw().into()),
            Kind::Array => Self::Array(value.children().map(Self::from).collect()),
            Kind::Object => {
                let members = value.children();
                Self::Object(
                    members
                        .map(|m| (m.key().unwrap_or_default().into(), Self::from(m)))
                        .collect(),
                )
            }
        }
    }
}

impl Tree {
    /// Returns the levels of nesting and the number of values, looking no further than what is allowed.
    pub(crate) fn extent(&self) -> (usize, usize) {
        let (mut deepest, mut count) = (0, 0);
        let mut open = vec![(self, 0)];
        while let Some((tree, depth)) = open.pop() {
            deepest = deepest.max(depth);
            count += 1;
            match tree {
                Self::Array(elements) => open.extend(elements.iter().map(|e| (e, depth + 1))),
                Self::Object(members) => open.extend(members.values().map(|m| (m, depth + 1))),
                _ => {}
            }
        }
        (deepest, count)
    }

    /// Writes the value as JSON on one line, keys in the order of the alphabet.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Boolean(true) => out.push_str("true"),
            Self::Boolean(false) => out.push_str("false"),
            Self::Number(text) => out.push_str(text),
            Self::String(text) => out.push_str(&quote(text)),
            Self::Array(elements) => {
                out.push('[');
                for (at, element) in elements.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    element.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (at, (key, member)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    out.push_str(&quote(key));
                    out.push(':');
                    member.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// Deepest nesting that a patch may make.
pub(crate) const DEEPEST: usize = LEVELS_KEPT;
