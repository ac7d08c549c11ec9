//! Values while a query is computed: borrowed from the document and the query wherever they can be.

use std::borrow::Cow;

use serde_json::Value;

use super::number::Number;

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Val<'a> {
    /// Missing in the document, or without a result.
    Undefined,
    Null,
    Truth(bool),
    Number(Number),
    Text(Cow<'a, str>),
    /// An object or array.
    Tree(&'a Value),
}

impl<'a> Val<'a> {
    /// Takes a number where there is one.
    pub(super) fn number(number: Option<Number>) -> Self {
        number.map_or(Self::Undefined, Self::Number)
    }

    /// Takes a value of a document.
    pub(super) fn of(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(truth) => Self::Truth(*truth),
            Value::Number(number) => Self::number(Number::of(number)),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(_) | Value::Object(_) => Self::Tree(value),
        }
    }

    /// Returns the truth that a condition has: nothing but true and false is one.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::Truth(truth) => Some(*truth),
            _ => None,
        }
    }

    /// Writes the value for a row; none where it is missing.
    pub(super) fn json(self) -> Option<Value> {
        match self {
            Self::Undefined => None,
            Self::Null => Some(Value::Null),
            Self::Truth(truth) => Some(truth.into()),
            Self::Number(number) => number.json(),
            Self::Text(text) => Some(text.into_owned().into()),
            Self::Tree(tree) => Some(tree.clone()),
        }
    }
}
