//! Codes found by words.

use super::table::{about, all};
use super::{Code, Origin};

/// Returns the codes that have every word, in any case; those first that have them in name or number.
#[must_use]
pub fn search(words: &str) -> Vec<&'static Code> {
    let words: Vec<_> = words
        .to_lowercase()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    if words.is_empty() {
        return Vec::new();
    }
    let weighed = |code: &'static Code| {
        let weights = words.iter().map(|word| weight(code, word));
        Some((weights.sum::<Option<u32>>()?, code))
    };
    let mut found: Vec<_> = all().iter().filter_map(weighed).collect();
    found.sort_by_key(|(weight, code)| {
        (
            std::cmp::Reverse(*weight),
            Origin::Anywhere.rank(code.family),
        )
    });
    found.into_iter().map(|(_, code)| code).collect()
}

/// How much a word counts for a code; none where the code does not have it.
fn weight(code: &Code, word: &str) -> Option<u32> {
    let has = |text: &str| text.to_lowercase().contains(word);
    let is = |text: &str| text.to_lowercase() == word;
    let numbers = || {
        code.spelled
            .into_iter()
            .map(str::to_owned)
            .chain(wrapped(code))
    };
    let weights = [
        (code.names().any(is) || numbers().any(|n| is(&n)), 8),
        (has(code.words), 4),
        (code.names().any(has) || numbers().any(|n| has(&n)), 3),
        (is(code.family.name()) || has(about(code.family).title), 2),
        (has(code.cause) || has(code.way_out), 1),
    ];
    weights
        .into_iter()
        .find_map(|(true_for, weight)| true_for.then_some(weight))
}

/// The number of a Windows code as HRESULT.
fn wrapped(code: &Code) -> Option<String> {
    let number = code
        .number
        .filter(|n| code.family.is_windows() && *n <= 0xFFFF)?;
    Some(format!("0x{:08X}", 0x8007_0000 | number))
}
