//! The address of a value within its document.

use std::fmt;

use crate::secret;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Member of an object.
    Key(Box<str>),
    /// Element of an array, from 0.
    Index(usize),
}

/// Address of a value from the top of its document. Displays as a JSON pointer (RFC 6901).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct TwinPath(Vec<Step>);

impl TwinPath {
    /// Makes a path of its steps.
    #[must_use]
    pub fn new(steps: Vec<Step>) -> Self {
        Self(steps)
    }

    /// Reads a JSON pointer; a step of digits only is taken as an index where `find` meets an array.
    #[must_use]
    pub fn from_pointer(pointer: &str) -> Option<Self> {
        if pointer.is_empty() {
            return Some(Self::default());
        }
        let steps = pointer.strip_prefix('/')?.split('/');
        Some(Self(
            steps
                .map(|s| Step::Key(s.replace("~1", "/").replace("~0", "~").into()))
                .collect(),
        ))
    }

    /// Returns the steps from the top.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Returns true for the document itself.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the path of a member.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let mut steps = self.0.clone();
        // as everywhere in a path: it is shown
        steps.push(Step::Key(secret::without(key).into_owned().into()));
        Self(steps)
    }

    /// Returns true where `self` is `other` or stands inside it.
    #[must_use]
    pub fn is_within(&self, other: &TwinPath) -> bool {
        self.0.starts_with(&other.0)
    }

    /// Writes the path as IoT Hub's query language does: `properties.desired.rebootInfo`, with
    /// names that are not plain, or words of the language, in double brackets.
    #[must_use]
    pub fn to_query(&self) -> String {
        let mut out = String::new();
        for step in &self.0 {
            match step {
                Step::Index(index) => out.push_str(&format!("[{index}]")),
                Step::Key(key) if is_plain(key) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str(key);
                }
                Step::Key(key) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str(&format!("[[{key}]]"));
                }
            }
        }
        out
    }
}

/// Words of the query language: as a bare name, the service refuses them.
const WORDS: [&str; 16] = [
    "and",
    "as",
    "by",
    "false",
    "from",
    "group",
    "in",
    "nin",
    "not",
    "null",
    "or",
    "select",
    "top",
    "true",
    "undefined",
    "where",
];

fn is_plain(key: &str) -> bool {
    !key.is_empty()
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(key))
        && !key.starts_with(|c: char| c.is_ascii_digit())
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
}

impl fmt::Display for TwinPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.0 {
            match step {
                Step::Index(index) => write!(f, "/{index}")?,
                Step::Key(key) => {
                    write!(f, "/{}", key.replace('~', "~0").replace('/', "~1"))?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_query_could_not_read_stand_in_brackets() {
        let cases = [
            ("rebootInfo", "rebootInfo"),
            ("group", "[[group]]"),
            ("Where", "[[Where]]"),
            ("a-b", "[[a-b]]"),
            ("7zip", "[[7zip]]"),
            ("$version", "$version"),
        ];
        for (key, written) in cases {
            let path = TwinPath::default().child("tags").child(key);
            assert_eq!(path.to_query(), format!("tags.{written}"));
        }
    }
}
