//! The dictionary of error codes: what a number or a name means, why it comes, and the way out.
//!
//! The words are data: one file a family in `groups/codes`. Here is only how a code is found: by
//! number however it is written, by name, by words, and by where it was seen. Knows no findings.

mod decode;
mod family;
mod origin;
mod search;
mod spelling;
mod table;

pub use decode::{Decoded, decode};
pub use family::Family;
pub use origin::Origin;
pub use search::search;
pub use spelling::{Asked, CodeError, read};
pub use table::{About, Code, about, all};

/// Returns the meanings of a number where it was seen, the likeliest first.
#[must_use]
pub fn of(number: u32, origin: Origin<'_>) -> Vec<&'static Code> {
    let families = origin.families();
    let mut found: Vec<_> = table::numbered(number)
        .filter(|code| families.contains(&code.family))
        .collect();
    found.sort_by_key(|code| families.iter().position(|f| *f == code.family));
    found
}

/// Returns the codes of that symbolic name, in any case.
#[must_use]
pub fn named(name: &str) -> Vec<&'static Code> {
    let is = |code: &&Code| code.names().any(|known| known.eq_ignore_ascii_case(name));
    let mut found: Vec<_> = all().iter().filter(is).collect();
    found.sort_by_key(|code| Origin::Anywhere.rank(code.family));
    found
}

/// Returns what fits a question, the likeliest first.
#[must_use]
pub fn find(asked: &Asked, origin: Origin<'_>) -> Vec<&'static Code> {
    let numbers = asked.numbers.iter();
    let mut found: Vec<_> = numbers.flat_map(|&n| of(n, origin)).collect();
    if let Some(name) = &asked.name {
        found.extend(named(name));
    }
    found.retain(|code| asked.families.is_empty() || asked.families.contains(&code.family));
    found
}

/// Returns a number as 32 bits, signed as in twins or unsigned; none where it has more.
#[must_use]
pub fn bits(number: i64) -> Option<u32> {
    let signed = i32::try_from(number).map(i32::cast_unsigned);
    signed.or_else(|_| u32::try_from(number)).ok()
}

/// Returns what a code means where a device reported it, in the likeliest meaning.
#[must_use]
pub fn reported(code: i64, origin: Origin<'_>) -> Option<&'static Code> {
    of(bits(code)?, origin).first().copied()
}

#[cfg(test)]
mod tests;
