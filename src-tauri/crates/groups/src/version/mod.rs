//! Versions, and what is unusual or wrong about the way they are written.

mod read;

use std::cmp::Ordering;
use std::fmt;

use twin::Kind;

pub use read::parse;
pub(crate) use read::text;

/// A version; compared number by number, a missing patch counting as 0.
#[derive(Debug, Clone, Copy)]
pub struct Version {
    /// Changes with what readers must know.
    pub major: u64,
    /// Changes with what readers may leave out.
    pub minor: u64,
    /// The third part, where it is written.
    pub patch: Option<u64>,
}

impl Version {
    /// Makes a version of two parts.
    #[must_use]
    pub fn new(major: u64, minor: u64) -> Self {
        Self {
            major,
            minor,
            patch: None,
        }
    }

    fn key(self) -> (u64, u64, u64) {
        (self.major, self.minor, self.patch.unwrap_or(0))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        match self.patch {
            Some(patch) => write!(f, ".{patch}"),
            None => Ok(()),
        }
    }
}

/// The rules a version is read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// "major.minor" text of the draft, and what its tables and the preview allow beside.
    Draft,
    /// "major.minor.patch" text, as the final documents define it.
    GaStrict,
    /// What the shipped agent accepts.
    GaAgent,
}

/// What is unusual or wrong about a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// An integer, not text.
    Integer,
    /// A number with a fraction, not text.
    Real,
    /// A number whose fraction ends in 0: `2.10` reads as 2.1.
    AmbiguousReal,
    /// One part.
    OnePart,
    /// Two parts where three belong.
    TwoParts,
    /// Three parts where two belong.
    ThreeParts,
    /// More than three parts.
    TooManyParts,
    /// A part without digits.
    EmptyPart,
    /// A zero before other digits.
    LeadingZero,
    /// Blanks around it.
    SurroundingSpace,
    /// A plus or minus sign.
    Sign,
    /// Text before the numbers, as in `v2.0`.
    LeadingText,
    /// Text after the numbers, as in `1.0.0-beta`.
    TrailingText,
    /// A dot at the end.
    TrailingDot,
    /// No text at all.
    Empty,
    /// No number where one belongs.
    NotANumber,
    /// A number that no reader can hold.
    TooLarge,
    /// A placeholder of the documentation.
    Placeholder,
}

impl FaultKind {
    /// The words for people, after "the version …".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Integer => "is an integer, and text is expected",
            Self::Real => "is a number, and text is expected",
            Self::AmbiguousReal => "is a number that loses its last zero: quote it",
            Self::OnePart => "has one part only",
            Self::TwoParts => "has two parts, and three are expected",
            Self::ThreeParts => "has three parts, as the released agent's versions",
            Self::TooManyParts => "has too many parts",
            Self::EmptyPart => "has a part without digits",
            Self::LeadingZero => "has a leading zero",
            Self::SurroundingSpace => "has blanks around it",
            Self::Sign => "has a sign",
            Self::LeadingText => "has text before the numbers",
            Self::TrailingText => "has text after the numbers",
            Self::TrailingDot => "ends in a dot",
            Self::Empty => "is empty",
            Self::NotANumber => "has a part that is no number",
            Self::TooLarge => "has a number that is too large",
            Self::Placeholder => "is a placeholder of the documentation",
        }
    }
}

/// A fault of a version and what to write in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The cleaned version, where one can be told.
    pub suggestion: Option<String>,
}

impl Fault {
    /// The words for people, after "the version …".
    #[must_use]
    pub fn words(&self) -> &'static str {
        self.kind.words()
    }
}

/// What came of reading a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    /// A version, with what is unusual about it.
    Fine(Version, Vec<Fault>),
    /// No version can be told.
    Malformed(Fault),
    /// A type that no version has.
    WrongType(Kind),
    /// Nothing there.
    Missing,
}

impl Parsed {
    /// Returns the version, if one could be told.
    #[must_use]
    pub fn version(&self) -> Option<Version> {
        match self {
            Self::Fine(version, _) => Some(*version),
            _ => None,
        }
    }

    /// Returns what is unusual or wrong.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        match self {
            Self::Fine(_, faults) => faults,
            Self::Malformed(fault) => std::slice::from_ref(fault),
            Self::WrongType(_) | Self::Missing => &[],
        }
    }
}

#[cfg(test)]
mod tests;
