//! JSON Patch (RFC 6902): made of changes, read from documents, applied to values.

use std::fmt::Write;

use twin::escape::quote;
use twin::{Kind, Value};

use crate::change::{Change, ChangeKind, Spot, element};
use crate::scope::Scope;
use crate::tree::{DEEPEST, Tree};

/// Values that a patch may copy in all: `copy` doubles what it copies, and a short patch could fill any memory.
const COPIED: usize = 1 << 18;

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation<'d> {
    /// What is done.
    pub verb: Verb<'d>,
    /// Where, as a JSON pointer.
    pub path: String,
}

/// What an operation does.
#[derive(Debug, Clone)]
pub enum Verb<'d> {
    /// Adds or, for a member that is there, replaces.
    Add(Value<'d>),
    /// Removes what must be there.
    Remove,
    /// Replaces what must be there.
    Replace(Value<'d>),
    /// Removes it from there and adds it here.
    Move(String),
    /// Adds what stands there.
    Copy(String),
    /// Fails unless this stands there.
    Test(Value<'d>),
}

impl Verb<'_> {
    /// Returns the name in a document.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Add(_) => "add",
            Self::Remove => "remove",
            Self::Replace(_) => "replace",
            Self::Move(_) => "move",
            Self::Copy(_) => "copy",
            Self::Test(_) => "test",
        }
    }
}

/// Why a patch cannot be read or applied; nothing is then changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// It is no list.
    #[error("a JSON Patch is an array of operations, not {found}")]
    NoList {
        /// What it is.
        found: &'static str,
    },
    /// An operation lacks a member, or has it in another type.
    #[error("operation {number} has no `{member}` that could be read")]
    Incomplete {
        /// Number of the operation, from 1.
        number: usize,
        /// The member.
        member: &'static str,
    },
    /// An operation of another name.
    #[error("operation {number} is `{name}`; there are add, remove, replace, move, copy and test")]
    UnknownOperation {
        /// Number of the operation, from 1.
        number: usize,
        /// Its name.
        name: String,
    },
    /// A path leads nowhere.
    #[error("operation {number}: nothing stands at `{path}`")]
    NoSuchPlace {
        /// Number of the operation, from 1.
        number: usize,
        /// The path.
        path: String,
    },
    /// A path that is no JSON pointer.
    #[error("operation {number}: `{path}` is no JSON pointer")]
    BadPointer {
        /// Number of the operation, from 1.
        number: usize,
        /// The path.
        path: String,
    },
    /// A value would be moved into itself.
    #[error("operation {number} would move `{path}` into itself")]
    IntoItself {
        /// Number of the operation, from 1.
        number: usize,
        /// Where it stands.
        path: String,
    },
    /// A test found another value.
    #[error("operation {number}: another value than expected stands at `{path}`")]
    TestFailed {
        /// Number of the operation, from 1.
        number: usize,
        /// The path.
        path: String,
    },
    /// It would make more than a document may have.
    #[error("operation {number} would make the document too deep or too large")]
    TooMuch {
        /// Number of the operation, from 1.
        number: usize,
    },
}

/// Returns the operations that make the changes, in the order in which they are given. What is only spelled in another
/// way stays as it is.
#[must_use]
pub fn from_changes<'c, 'd: 'c>(
    changes: impl IntoIterator<Item = &'c Change<'d>>,
) -> Vec<Operation<'d>> {
    let mut array: Option<(Value<'d>, twin::TwinPath)> = None;
    let mut place = |at: Value<'d>, index: u32| {
        let known = array.as_ref().is_some_and(|(known, _)| *known == at);
        if !known {
            array = Some((at, at.path()));
        }
        let path = array.as_ref().map(|(_, path)| element(path, index));
        path.unwrap_or_default().to_string()
    };
    let mut operations = Vec::new();
    let differences = changes.into_iter().filter(|change| change.is_difference());
    for change in differences {
        let (from, path) = match change.spot {
            Spot::Element { array, from, to } => (place(array, from), place(array, to)),
            Spot::Root | Spot::Member(_) => {
                let from = change.old.map(|old| old.path().to_string());
                let path = match (change.new, change.spot) {
                    (Some(new), _) => new.path().to_string(),
                    (None, Spot::Member(object)) => {
                        let key = change.old.and_then(Value::key);
                        object.path().child(&key.unwrap_or_default()).to_string()
                    }
                    (None, _) => String::new(),
                };
                (from.unwrap_or_default(), path)
            }
        };
        let verb = match (change.kind, change.new) {
            (ChangeKind::Moved, _) => Verb::Move(from),
            (ChangeKind::Added, Some(new)) => Verb::Add(new),
            (_, Some(new)) => Verb::Replace(new),
            (_, None) => Verb::Remove,
        };
        operations.push(Operation { verb, path });
    }
    operations
}

/// Writes operations, one a line.
#[must_use]
pub fn write(operations: &[Operation<'_>], scope: &Scope<'_>) -> String {
    let mut out = String::from("[");
    for (at, operation) in operations.iter().enumerate() {
        out.push_str(if at > 0 { ",\n  " } else { "\n  " });
        let (verb, path) = (operation.verb.name(), quote(&operation.path));
        let _ = match &operation.verb {
            Verb::Add(value) | Verb::Replace(value) | Verb::Test(value) => {
                let value = scope.json(*value);
                write!(out, r#"{{"op":"{verb}","path":{path},"value":{value}}}"#)
            }
            Verb::Move(from) | Verb::Copy(from) => {
                write!(
                    out,
                    r#"{{"op":"{verb}","from":{},"path":{path}}}"#,
                    quote(from)
                )
            }
            Verb::Remove => write!(out, r#"{{"op":"{verb}","path":{path}}}"#),
        };
    }
    out.push_str(if operations.is_empty() {
        "]\n"
    } else {
        "\n]\n"
    });
    out
}

/// Reads a patch. Members that an operation does not need are passed over, as the RFC wants it.
///
/// # Errors
/// Where it is no list of operations.
pub fn read(patch: Value<'_>) -> Result<Vec<Operation<'_>>, PatchError> {
    if patch.kind() != Kind::Array {
        return Err(PatchError::NoList {
            found: patch.kind().with_article(),
        });
    }
    let operations = (1..).zip(patch.children());
    operations
        .map(|(number, op)| read_one(number, op))
        .collect()
}

fn read_one(number: usize, operation: Value<'_>) -> Result<Operation<'_>, PatchError> {
    let incomplete = |member| PatchError::Incomplete { number, member };
    let text = |member| {
        let text = operation.get(member).and_then(Value::str);
        text.map(|t| t.into_owned()).ok_or(incomplete(member))
    };
    let value = || operation.get("value").ok_or(incomplete("value"));
    let path = text("path")?;
    let verb = match &*text("op")? {
        "add" => Verb::Add(value()?),
        "remove" => Verb::Remove,
        "replace" => Verb::Replace(value()?),
        "move" => Verb::Move(text("from")?),
        "copy" => Verb::Copy(text("from")?),
        "test" => Verb::Test(value()?),
        name => {
            return Err(PatchError::UnknownOperation {
                number,
                name: twin::secret::cut(name, 40),
            });
        }
    };
    Ok(Operation { verb, path })
}

/// Applies operations one after another. Where one fails, the value is as it was before the first.
///
/// # Errors
/// What fails first, and where.
pub fn apply(to: Tree, operations: &[Operation<'_>]) -> Result<Tree, PatchError> {
    let mut work = Work {
        root: Some(to),
        number: 0,
        copied: 0,
    };
    for operation in operations {
        work.number += 1;
        work.one(operation)?;
    }
    Ok(work.root.unwrap_or_default())
}

struct Work {
    /// Nothing only after the whole document was removed.
    root: Option<Tree>,
    number: usize,
    copied: usize,
}

impl Work {
    fn one(&mut self, operation: &Operation<'_>) -> Result<(), PatchError> {
        let path = &operation.path;
        match &operation.verb {
            Verb::Add(value) => self.add(path, Tree::from(*value)),
            Verb::Remove => self.remove(path).map(drop),
            Verb::Replace(value) => {
                let value = Tree::from(*value);
                self.fits(path, &value)?;
                *self.find(path)? = value;
                Ok(())
            }
            Verb::Move(from) if from == path => self.find(path).map(drop),
            Verb::Move(from)
                if path
                    .strip_prefix(&**from)
                    .is_some_and(|p| p.starts_with('/')) =>
            {
                Err(PatchError::IntoItself {
                    number: self.number,
                    path: from.clone(),
                })
            }
            Verb::Move(from) => {
                let value = self.remove(from)?;
                self.add(path, value)
            }
            Verb::Copy(from) => {
                let count = self.find(from)?.extent().1;
                self.copied += count;
                if self.copied > COPIED {
                    return Err(self.too_much());
                }
                let value = self.find(from)?.clone();
                self.add(path, value)
            }
            Verb::Test(value) => match *self.find(path)? == Tree::from(*value) {
                true => Ok(()),
                false => Err(PatchError::TestFailed {
                    number: self.number,
                    path: path.clone(),
                }),
            },
        }
    }

    fn too_much(&self) -> PatchError {
        PatchError::TooMuch {
            number: self.number,
        }
    }

    fn nowhere(&self, path: &str) -> PatchError {
        PatchError::NoSuchPlace {
            number: self.number,
            path: path.to_owned(),
        }
    }

    fn fits(&self, path: &str, value: &Tree) -> Result<(), PatchError> {
        match path.matches('/').count() + value.extent().0 > DEEPEST {
            true => Err(self.too_much()),
            false => Ok(()),
        }
    }

    fn steps(&self, path: &str) -> Result<Vec<String>, PatchError> {
        let bad = || PatchError::BadPointer {
            number: self.number,
            path: path.to_owned(),
        };
        if path.is_empty() {
            return Ok(Vec::new());
        }
        let steps = path.strip_prefix('/').ok_or_else(bad)?.split('/');
        steps
            .map(|step| {
                let plain = step.replace("~1", "").replace("~0", "");
                (!plain.contains('~'))
                    .then(|| step.replace("~1", "/").replace("~0", "~"))
                    .ok_or_else(bad)
            })
            .collect()
    }

    fn find(&mut self, path: &str) -> Result<&mut Tree, PatchError> {
        let steps = self.steps(path)?;
        let nowhere = self.nowhere(path);
        let mut at = self.root.as_mut();
        for step in &steps {
            at = match at {
                Some(Tree::Object(members)) => members.get_mut(&**step),
                Some(Tree::Array(elements)) => {
                    index(step).and_then(|index| elements.get_mut(index))
                }
                _ => None,
            };
        }
        at.ok_or(nowhere)
    }

    /// Returns the container around a place, and the last step to it.
    fn around(&mut self, path: &str) -> Result<Option<(&mut Tree, String)>, PatchError> {
        let mut steps = self.steps(path)?;
        let Some(last) = steps.pop() else {
            return Ok(None);
        };
        let parent = path.rfind('/').map_or("", |at| &path[..at]);
        Ok(Some((self.find(parent)?, last)))
    }

    fn add(&mut self, path: &str, value: Tree) -> Result<(), PatchError> {
        self.fits(path, &value)?;
        let nowhere = self.nowhere(path);
        match self.around(path)? {
            None => self.root = Some(value),
            Some((Tree::Object(members), key)) => {
                members.insert(key.into(), value);
            }
            Some((Tree::Array(elements), step)) => {
                let at = match &*step {
                    "-" => Some(elements.len()),
                    step => index(step).filter(|at| *at <= elements.len()),
                };
                elements.insert(at.ok_or(nowhere)?, value);
            }
            Some(_) => return Err(nowhere),
        }
        Ok(())
    }

    fn remove(&mut self, path: &str) -> Result<Tree, PatchError> {
        let nowhere = self.nowhere(path);
        let gone = match self.around(path)? {
            None => self.root.take(),
            Some((Tree::Object(members), key)) => members.remove(&*key),
            Some((Tree::Array(elements), step)) => {
                let at = index(&step).filter(|at| *at < elements.len());
                at.map(|at| elements.remove(at))
            }
            Some(_) => None,
        };
        gone.ok_or(nowhere)
    }
}

/// Reads an index as the RFC has it: digits, no zero before others.
fn index(step: &str) -> Option<usize> {
    let plain = step == "0" || !step.starts_with('0');
    let digits = !step.is_empty() && step.bytes().all(|b| b.is_ascii_digit());
    (plain && digits).then(|| step.parse().ok()).flatten()
}
