//! What is wrong with a query, and where.

use std::fmt;

use super::{MOST_CHARACTERS, MOST_COLUMNS, MOST_DEPTH};

/// A place in the text of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Character within the line, from 1.
    pub column: usize,
}

/// Why a text is no query of the hub. Texts in quotes are never repeated, they may be anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// More characters than the hub takes.
    #[error("query has {length} characters, the hub takes {MOST_CHARACTERS}")]
    TooLong {
        /// Characters found.
        length: usize,
    },
    /// Something else stands where the language wants a certain thing.
    #[error("{at}: found {found}, expected {expected}")]
    Unexpected {
        /// Where it begins.
        at: Place,
        /// What stands there.
        found: String,
        /// What may stand there.
        expected: &'static str,
    },
    /// A quoted text or an escaped name goes on to the end of the query.
    #[error("{at}: {what} that begins here has no end, expected {end}")]
    Unclosed {
        /// Where it begins.
        at: Place,
        /// What it is.
        what: &'static str,
        /// What ends it.
        end: &'static str,
    },
    /// A word of the language stands where a name is wanted.
    #[error(
        "{at}: found {word}, a word of the query language, expected a name; a property of this name is [[{word}]]"
    )]
    Reserved {
        /// Where it stands.
        at: Place,
        /// The word.
        word: String,
    },
    /// Parentheses, functions or negations within each other, too many of them.
    #[error("{at}: nested deeper than {MOST_DEPTH} levels")]
    TooDeep {
        /// Where the first level too many begins.
        at: Place,
    },
    /// A function is given too few or too many arguments.
    #[error("{at}: found arguments of {function}: {found}, expected {expected}")]
    Arguments {
        /// Where the function stands.
        at: Place,
        /// Its name, as in the documentation.
        function: &'static str,
        /// Arguments found.
        found: usize,
        /// How many it takes.
        expected: &'static str,
    },
    /// The language has it, or many others like it, but not here.
    #[error("{at}: found {found}, {instead}")]
    Unsupported {
        /// Where it stands.
        at: Place,
        /// What it is.
        found: &'static str,
        /// The rule, and the way out.
        instead: &'static str,
    },
    /// A column beside aggregates that has no single value in a group.
    #[error("{at}: found column {column} beside aggregates, expected it in GROUP BY as well")]
    Ungrouped {
        /// Where it stands.
        at: Place,
        /// Its name.
        column: String,
    },
    /// Two columns of one name, of which a row could show only one.
    #[error("{at}: found a second column {column}, expected another name for it, with AS")]
    SecondColumn {
        /// Where the second one stands.
        at: Place,
        /// The name.
        column: String,
    },
    /// More columns than a row may have.
    #[error("{at}: found more than {MOST_COLUMNS} columns")]
    TooManyColumns {
        /// Where the first one too many stands.
        at: Place,
    },
}

impl QueryError {
    /// Returns the place; none where the whole text is at fault.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::TooLong { .. } => None,
            Self::Unexpected { at, .. }
            | Self::Unclosed { at, .. }
            | Self::Reserved { at, .. }
            | Self::TooDeep { at }
            | Self::Arguments { at, .. }
            | Self::Unsupported { at, .. }
            | Self::Ungrouped { at, .. }
            | Self::SecondColumn { at, .. }
            | Self::TooManyColumns { at } => Some(*at),
        }
    }
}

impl Place {
    /// Finds the place of a byte of the text.
    pub(super) fn of(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line: 1 + before.matches('\n').count(),
            column: 1 + line.chars().count(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}
