//! A quick answer for values that fit, which most do: schemas merged into one pass over a value.
//!
//! It says yes, no, or that it cannot tell: whatever it does not know of a schema (`format`,
//! `unevaluatedProperties` …) or of a value (a text that was repaired, a key with escapes) makes the
//! answer unsure, and then `jsonschema` is asked. That crate alone says what is wrong. In the same pass
//! it finds the members that nobody reads, as `unknown` does.

mod compile;
mod law;
mod members;
mod names;
mod pattern;
mod scalars;
mod simplify;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Plain;
use twin::Value;

use super::property::Property;
use law::{Law, LawId, Look};

/// What is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// The value fits.
    Yes,
    /// The value does not fit.
    No,
    /// Neither.
    Unsure,
}

impl Answer {
    #[inline]
    fn of(is_so: bool) -> Self {
        if is_so { Self::Yes } else { Self::No }
    }

    fn opposite(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unsure => Self::Unsure,
        }
    }
}

/// One form of a schema, made for asking whether a value fits.
#[derive(Debug)]
pub(super) struct Acceptance {
    laws: Vec<Law>,
    root: LawId,
    null_deletes: bool,
}

impl Acceptance {
    /// Merges a schema, with the files that it refers to and with what `property` says of members that
    /// nobody reads.
    pub fn of(
        path: &str,
        files: &BTreeMap<String, Arc<Plain>>,
        property: &Arc<Property>,
        null_deletes: bool,
    ) -> Self {
        let (laws, root) = compile::compile(path, files, property);
        Self {
            laws,
            root,
            null_deletes,
        }
    }

    /// Says whether a value fits; where it does, with the members that nobody reads.
    pub fn ask<'d>(&self, value: Value<'d>) -> (Answer, Vec<Value<'d>>) {
        // what was assumed to read a text is looked at with more care elsewhere
        if !value.document().repairs().is_empty() {
            return (Answer::Unsure, Vec::new());
        }
        let mut look = Look {
            laws: &self.laws,
            null_deletes: self.null_deletes,
            unread: Vec::new(),
        };
        let answer = look.keeps(self.root, value, value.kind());
        (answer, look.unread)
    }
}

#[cfg(test)]
mod mutants;
#[cfg(test)]
mod tests;
