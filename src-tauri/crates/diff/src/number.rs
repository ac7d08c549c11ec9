//! Numbers by what they are worth, whatever their spelling: `1`, `1.0` and `1e0` are one number. No floating
//! point, so that no digit is lost.

use std::hash::{Hash, Hasher};

/// A decimal number taken apart; equal where the numbers are equal.
#[derive(Debug, Clone, Copy)]
struct Decimal<'t> {
    negative: bool,
    whole: &'t [u8],
    fraction: &'t [u8],
    /// Where the point stands, counted from before the first digit that matters.
    point: i64,
}

impl<'t> Decimal<'t> {
    /// Takes the text of a JSON number apart; nothing for another text, or an exponent beyond 64 bits.
    fn read(text: &'t str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match rest.find(['e', 'E']) {
            Some(at) => (&rest[..at], exponent(&rest[at + 1..])?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let point = exponent.checked_add(i64::try_from(whole.len()).ok()?)?;
        Some(
            Self {
                negative,
                whole: whole.as_bytes(),
                fraction: fraction.as_bytes(),
                point,
            }
            .trimmed(),
        )
    }

    fn trimmed(mut self) -> Self {
        let zeros = |digits: &[u8]| digits.iter().take_while(|d| **d == b'0').count();
        let mut skipped = zeros(self.whole);
        self.whole = &self.whole[skipped..];
        if self.whole.is_empty() {
            let more = zeros(self.fraction);
            self.fraction = &self.fraction[more..];
            skipped += more;
        }
        self.fraction = without_zeros(self.fraction);
        if self.fraction.is_empty() {
            self.whole = without_zeros(self.whole);
        }
        let is_zero = self.whole.is_empty() && self.fraction.is_empty();
        self.point = match is_zero {
            true => 0,
            false => self.point - i64::try_from(skipped).unwrap_or(i64::MAX),
        };
        self.negative &= !is_zero;
        self
    }

    fn digits(self) -> impl Iterator<Item = &'t u8> {
        self.whole.iter().chain(self.fraction)
    }
}

fn without_zeros(digits: &[u8]) -> &[u8] {
    let kept = digits
        .iter()
        .rposition(|d| *d != b'0')
        .map_or(0, |at| at + 1);
    &digits[..kept]
}

fn exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    // far from what the arithmetic of a point could overflow
    digits.parse().ok().filter(|e: &i64| e.abs() < i64::MAX / 4)
}

/// True where two numbers are worth the same. What is no JSON number is compared as text.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    if is_plain(a) && is_plain(b) {
        return false;
    }
    match (Decimal::read(a), Decimal::read(b)) {
        (Some(a), Some(b)) => {
            a.negative == b.negative && a.point == b.point && a.digits().eq(b.digits())
        }
        _ => false,
    }
}

/// True for a number from 1 on as nearly all are written, without an exponent and with nothing in vain: no other text of
/// that form is worth the same.
fn is_plain(text: &str) -> bool {
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(text.as_bytes());
    let is_short = match &text.as_bytes()[whole..] {
        [] => true,
        [b'.', fraction @ .., b'1'..=b'9'] => digits(fraction) == fraction.len(),
        _ => false,
    };
    is_short && whole > 0 && !text.starts_with('0')
}

/// Feeds what a number is worth into a hash: equal numbers feed the same.
pub(crate) fn feed(text: &str, state: &mut impl Hasher) {
    match Decimal::read(text) {
        Some(decimal) => {
            (decimal.negative, decimal.point).hash(state);
            decimal.digits().for_each(|digit| state.write_u8(*digit));
        }
        None => state.write(text.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_number_are_one_number() {
        for (a, b) in [
            ("1", "1.0"),
            ("1e0", "1"),
            ("1000", "1e3"),
            ("1000", "1E+3"),
            ("0.001", "1e-3"),
            ("10e-1", "1"),
            ("120", "1.20e2"),
            ("-0", "0"),
            ("0e99", "0.000"),
            ("12345678901234567890", "12345678901234567890.0"),
            ("17.5", "17.50"),
            ("17.5", "175e-1"),
            ("17", "17.0"),
        ] {
            assert!(same(a, b), "{a} {b}");
            assert!(same(b, a), "{b} {a}");
        }
    }

    #[test]
    fn numbers_that_a_double_takes_for_one_are_two() {
        for (a, b) in [
            ("12345678901234567890", "12345678901234567891"),
            ("0.1", "0.10000000000000000001"),
            ("1", "-1"),
            ("1", "10"),
            ("17.5", "18.5"),
            ("1.5", "15"),
            ("1e400", "1e401"),
            ("1e99999999999999999999", "1e99999999999999999998"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
    }

    #[test]
    fn what_is_no_number_is_compared_as_text() {
        assert!(same("NaN", "NaN") && !same("NaN", "nan") && !same("", "0") && !same("1.", "x"));
        assert!(!same("-", "0") && !same(".5", "0.5"));
    }
}
