//! Version values as people write them, read by the rules of each dialect.

use std::cmp::Ordering;
use std::fmt;

use twin::{Kind, Value};

/// Bytes of the longest text that is read as a version.
const LONGEST: usize = 256;

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

/// Reads a version by the rules of a format.
#[must_use]
pub fn parse(value: Option<Value<'_>>, format: Format) -> Parsed {
    let Some(value) = value else {
        return Parsed::Missing;
    };
    match value.kind() {
        Kind::Null | Kind::Missing => Parsed::Missing,
        Kind::Placeholder => malformed(FaultKind::Placeholder, None),
        Kind::Number => number(value.raw(), format),
        Kind::String => text(&value.str().unwrap_or_default(), format),
        kind => Parsed::WrongType(kind),
    }
}

/// Reads the text of a version by the rules of a format.
#[must_use]
pub(crate) fn text(text: &str, format: Format) -> Parsed {
    if text.len() > LONGEST {
        return malformed(FaultKind::TooLarge, None);
    }
    if let Some(version) = plain(text, format) {
        return Parsed::Fine(version, Vec::new());
    }
    match format {
        Format::Draft => draft(text),
        Format::GaStrict => ga_strict(text),
        Format::GaAgent => ga_agent(text),
    }
}

/// Reads what nearly every version is: short plain numbers, as many as the format has.
fn plain(text: &str, format: Format) -> Option<Version> {
    let mut parts = [0; 3];
    let mut at = 0;
    for part in text.split('.') {
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        let zero = part.len() > 1 && part.starts_with('0');
        if !digits || zero || !(1..=9).contains(&part.len()) || at == parts.len() {
            return None;
        }
        parts[at] = part.bytes().fold(0, |n, b| n * 10 + u64::from(b - b'0'));
        at += 1;
    }
    let [major, minor, patch] = parts;
    let patch = match (format, at) {
        (Format::Draft, 2) => None,
        (Format::GaStrict | Format::GaAgent, 3) => Some(patch),
        _ => return None,
    };
    Some(Version {
        major,
        minor,
        patch,
    })
}

fn malformed(kind: FaultKind, suggestion: Option<String>) -> Parsed {
    Parsed::Malformed(Fault { kind, suggestion })
}

fn number(raw: &str, format: Format) -> Parsed {
    if raw.len() > LONGEST {
        return malformed(FaultKind::TooLarge, None);
    }
    let is_real = raw.contains(['.', 'e', 'E']);
    let kind = if is_real {
        FaultKind::Real
    } else {
        FaultKind::Integer
    };
    match format {
        Format::GaStrict => Parsed::WrongType(Kind::Number),
        // the agent turns the number into text, which then never has three parts
        Format::GaAgent => malformed(kind, suggestion(raw, 3)),
        Format::Draft => {
            let parts = numbers(raw);
            let Ok([major, rest @ ..]) = parts.as_deref() else {
                return malformed(kind, suggestion(raw, 2));
            };
            let written = suggestion(raw, 2);
            match rest {
                [] => fine(Version::new(*major, 0), kind, written),
                // readers of JSON see 2.1 for 2.10
                [_] if raw.ends_with('0') && !raw.ends_with(".0") => {
                    let seen = raw.trim_end_matches('0');
                    let seen = numbers(seen).ok().and_then(|p| p.get(1).copied());
                    let version = Version::new(*major, seen.unwrap_or(0));
                    fine(version, FaultKind::AmbiguousReal, Some(raw.to_owned()))
                }
                [minor, ..] => fine(Version::new(*major, *minor), kind, written),
            }
        }
    }
}

fn fine(version: Version, kind: FaultKind, suggestion: Option<String>) -> Parsed {
    Parsed::Fine(version, vec![Fault { kind, suggestion }])
}

/// Reads parts of digits only; the first fault of a part that has others.
fn numbers(text: &str) -> Result<Vec<u64>, FaultKind> {
    text.split('.')
        .map(|part| match part {
            "" => Err(FaultKind::EmptyPart),
            _ if part.bytes().all(|b| b.is_ascii_digit()) => {
                part.parse().map_err(|_| FaultKind::TooLarge)
            }
            _ => Err(FaultKind::NotANumber),
        })
        .collect()
}

fn draft(text: &str) -> Parsed {
    let parts = match numbers(text) {
        Ok(parts) => parts,
        Err(kind) => return malformed(why(text, kind), suggestion(text, 2)),
    };
    let mut faults = Vec::new();
    let mut note = |kind| {
        faults.push(Fault {
            kind,
            suggestion: suggestion(text, 2),
        });
    };
    if has_leading_zero(text) {
        note(FaultKind::LeadingZero);
    }
    let version = match parts[..] {
        [major] => {
            note(FaultKind::OnePart);
            Version::new(major, 0)
        }
        [major, minor] => Version::new(major, minor),
        [major, minor, patch] => {
            note(FaultKind::ThreeParts);
            let patch = Some(patch);
            Version {
                major,
                minor,
                patch,
            }
        }
        _ => return malformed(FaultKind::TooManyParts, suggestion(text, 2)),
    };
    Parsed::Fine(version, faults)
}

fn ga_strict(text: &str) -> Parsed {
    let parts = match numbers(text) {
        Ok(parts) => parts,
        Err(kind) => return malformed(why(text, kind), suggestion(text, 3)),
    };
    let kind = match parts[..] {
        [major, minor, patch] if !has_leading_zero(text) => {
            let patch = Some(patch);
            return Parsed::Fine(
                Version {
                    major,
                    minor,
                    patch,
                },
                Vec::new(),
            );
        }
        [_, _, _] => FaultKind::LeadingZero,
        [_] => FaultKind::OnePart,
        [_, _] => FaultKind::TwoParts,
        _ => FaultKind::TooManyParts,
    };
    malformed(kind, suggestion(text, 3))
}

/// Reads as the shipped agent: three parts, each as C++'s `stoi` does.
fn ga_agent(text: &str) -> Parsed {
    if text.is_empty() {
        return malformed(FaultKind::Empty, None);
    }
    let tokens: Vec<_> = text.strip_suffix('.').unwrap_or(text).split('.').collect();
    let kind = match tokens[..] {
        [major, minor, patch] => return ga_agent_parts(text, [major, minor, patch]),
        [_] => FaultKind::OnePart,
        [_, _] => FaultKind::TwoParts,
        _ => FaultKind::TooManyParts,
    };
    malformed(kind, suggestion(text, 3))
}

fn ga_agent_parts(text: &str, tokens: [&str; 3]) -> Parsed {
    let mut kinds = Vec::new();
    let mut parts = [0; 3];
    for (part, token) in parts.iter_mut().zip(tokens) {
        match stoi(token, &mut kinds) {
            Ok(number) => *part = number,
            Err(kind) => return malformed(kind, suggestion(text, 3)),
        }
    }
    let Ok(major) = u64::try_from(parts[0]) else {
        return malformed(FaultKind::Sign, suggestion(text, 3));
    };
    if text.ends_with('.') {
        kinds.push(FaultKind::TrailingDot);
    }
    kinds.dedup();
    let rest = |n: i64| u64::try_from(n).unwrap_or(0);
    let version = Version {
        major,
        minor: rest(parts[1]),
        patch: Some(rest(parts[2])),
    };
    let fault = |kind| Fault {
        kind,
        suggestion: suggestion(text, 3),
    };
    Parsed::Fine(version, kinds.into_iter().map(fault).collect())
}

/// Reads blanks, a sign and digits, and stops at anything else.
fn stoi(token: &str, kinds: &mut Vec<FaultKind>) -> Result<i64, FaultKind> {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
    let trimmed = token.trim_start_matches(is_space);
    if trimmed.len() < token.len() {
        kinds.push(FaultKind::SurroundingSpace);
    }
    let (negative, digits) = match trimmed.as_bytes().first() {
        Some(b'-') => (true, &trimmed[1..]),
        Some(b'+') => (false, &trimmed[1..]),
        _ => (false, trimmed),
    };
    if digits.len() < trimmed.len() {
        kinds.push(FaultKind::Sign);
    }
    let end = digits.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, after) = digits.split_at(end);
    if digits.is_empty() {
        let empty = trimmed.is_empty();
        return Err(if empty {
            FaultKind::EmptyPart
        } else {
            FaultKind::LeadingText
        });
    }
    if !after.is_empty() {
        let blank = after.chars().all(is_space);
        kinds.push(if blank {
            FaultKind::SurroundingSpace
        } else {
            FaultKind::TrailingText
        });
    }
    if digits.len() > 1 && digits.starts_with('0') {
        kinds.push(FaultKind::LeadingZero);
    }
    let number: i32 = digits.parse().map_err(|_| FaultKind::TooLarge)?;
    Ok(i64::from(if negative { -number } else { number }))
}

fn has_leading_zero(text: &str) -> bool {
    text.split('.').any(|p| p.len() > 1 && p.starts_with('0'))
}

/// Says more exactly why a text is no version.
fn why(text: &str, kind: FaultKind) -> FaultKind {
    let trimmed = text.trim();
    if text.is_empty() {
        return FaultKind::Empty;
    }
    if trimmed.len() < text.len() && numbers(trimmed).is_ok() {
        return FaultKind::SurroundingSpace;
    }
    if kind == FaultKind::TooLarge {
        return kind;
    }
    let Some(first) = trimmed.chars().next() else {
        return FaultKind::Empty;
    };
    match first {
        '<' => FaultKind::Placeholder,
        '+' | '-' => FaultKind::Sign,
        '0'..='9' => {
            let numeric = trimmed.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            let before = &trimmed[..trimmed.len() - numeric.len()];
            if numeric.is_empty() {
                return if trimmed.ends_with('.') {
                    FaultKind::TrailingDot
                } else {
                    FaultKind::EmptyPart
                };
            }
            if before.ends_with('.') {
                FaultKind::NotANumber
            } else {
                FaultKind::TrailingText
            }
        }
        _ if trimmed.contains(|c: char| c.is_ascii_digit()) => FaultKind::LeadingText,
        _ => FaultKind::NotANumber,
    }
}

/// Returns the version that was probably meant, with that many parts.
fn suggestion(text: &str, parts: usize) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[start..];
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
    let core = rest[..end.unwrap_or(rest.len())].trim_end_matches('.');
    // `2.x` names no minor
    let after = &rest[end.unwrap_or(rest.len())..];
    let cut_off = rest[..end.unwrap_or(rest.len())].ends_with('.') && !after.is_empty();
    let numbers = numbers(core).ok().filter(|_| !cut_off)?;
    if numbers.len() > 3 {
        return None;
    }
    let padded = numbers.iter().copied().chain([0, 0]).take(parts);
    Some(padded.map(|n| n.to_string()).collect::<Vec<_>>().join("."))
}

#[cfg(test)]
#[path = "version_tests.rs"]
mod tests;
