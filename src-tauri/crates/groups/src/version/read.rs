//! Version values as people write them, read by the rules of each dialect.

use twin::{Kind, Value};

use super::{Fault, FaultKind, Format, Parsed, Version};

/// Bytes of the longest text that is read as a version.
const LONGEST: usize = 256;

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
