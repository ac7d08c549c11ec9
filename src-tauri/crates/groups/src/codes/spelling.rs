//! How people write a code: signed, unsigned, hexadecimal, by name, with its family before it.

use super::{Family, bits};

/// What is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// As it was written, without the family.
    pub text: String,
    /// The families it may belong to; any where empty.
    pub families: Vec<Family>,
    /// Every number the text may mean: eight digits may be decimal or hexadecimal.
    pub numbers: Vec<u32>,
    /// The text, where it may be a name.
    pub name: Option<String>,
}

/// Why nothing can be looked up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Nothing is there.
    #[error("no code is given; write a number or a name, as 2019, 0x80070005 or DeviceNotFound")]
    Empty,
    /// A family without a code behind it.
    #[error("\"{0}\" names a family of codes, and no code follows it; write {0} 404001")]
    FamilyAlone(String),
    /// A number with more than 32 bits.
    #[error(
        "{0} is larger than a code can be: codes have 32 bits, down to -2147483648 and up to 4294967295 or 0xFFFFFFFF"
    )]
    TooLarge(String),
}

/// Reads what stands on a command line or in a search box: codes, each perhaps after a family;
/// in place of one that cannot be looked up, why.
pub fn read<T: AsRef<str>>(parts: &[T]) -> Vec<Result<Asked, CodeError>> {
    let mut found = Vec::new();
    let mut family: Option<&str> = None;
    for part in parts {
        let part = part.as_ref().trim();
        let (word, rest) = family_before(part);
        match (word, rest) {
            (Some(word), "") if family.is_none() => family = Some(word),
            (Some(word), rest) if !rest.is_empty() => found.push(one(rest, Some(word))),
            _ => found.push(one(part, family.take())),
        }
    }
    if let Some(word) = family {
        found.push(Err(CodeError::FamilyAlone(word.to_owned())));
    }
    if found.is_empty() {
        found.push(Err(CodeError::Empty));
    }
    found
}

/// Takes the word for a family off, where the text begins with one.
fn family_before(text: &str) -> (Option<&str>, &str) {
    let end = text.find([' ', ':', '\t']).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    match Family::called(word) {
        Some(_) => (Some(word), rest.trim_start_matches([' ', ':', '\t'])),
        None => (None, text),
    }
}

fn one(text: &str, family: Option<&str>) -> Result<Asked, CodeError> {
    if text.is_empty() {
        return Err(CodeError::Empty);
    }
    let asked = |numbers: Vec<u32>, name: Option<String>| Asked {
        text: text.to_owned(),
        families: family.and_then(Family::called).unwrap_or_default(),
        numbers,
        name,
    };
    let readings = [decimal(text), hexadecimal(text)];
    if readings.iter().all(Option::is_none) {
        return Ok(asked(Vec::new(), Some(text.to_owned())));
    }
    let numbers: Vec<u32> = readings.into_iter().flatten().flatten().collect();
    if numbers.is_empty() {
        return Err(CodeError::TooLarge(text.to_owned()));
    }
    Ok(asked(numbers, None))
}

/// The decimal reading: none where it is no decimal number, and an empty one where it is too large.
fn decimal(text: &str) -> Option<Option<u32>> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_decimal = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    is_decimal.then(|| text.parse().ok().and_then(bits))
}

/// The hexadecimal reading: with `0x`, or eight digits as logs write them. Logs of 64-bit programs
/// put eight F before a negative code.
fn hexadecimal(text: &str) -> Option<Option<u32>> {
    let marked = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let digits = marked.unwrap_or(text);
    let is_hex = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    if !is_hex || marked.is_none() && digits.len() != 8 {
        return None;
    }
    let value = u64::from_str_radix(digits, 16).ok();
    Some(value.and_then(|value| match value >> 32 {
        0 => u32::try_from(value).ok(),
        0xFFFF_FFFF if value >> 31 & 1 == 1 => u32::try_from(value & 0xFFFF_FFFF).ok(),
        _ => None,
    }))
}
