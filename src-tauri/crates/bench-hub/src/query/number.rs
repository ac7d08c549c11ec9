//! Numbers of queries: whole ones stay whole as long as they can, and nothing is ever infinite or not a number.

use std::cmp::Ordering;

use serde_json::Value;

/// A number; a real one is finite.
#[derive(Debug, Clone, Copy)]
pub(super) enum Number {
    /// Without a fraction, exact.
    Whole(i128),
    /// Any other.
    Real(f64),
}

/// A calculation with two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Plus,
    Minus,
    Times,
    Over,
    Modulo,
}

/// Below this a real number without a fraction is taken as the whole number that it is.
const WHOLE_BELOW: f64 = 1e30;

impl Number {
    /// Reads a number of a document; none for one beyond every range.
    pub(super) fn of(number: &serde_json::Number) -> Option<Self> {
        if let Some(whole) = number.as_i64() {
            return Some(Self::Whole(whole.into()));
        }
        if let Some(whole) = number.as_u64() {
            return Some(Self::Whole(whole.into()));
        }
        Self::real(number.as_f64()?)
    }

    /// Reads a decimal number as it stands in queries and texts: digits, a fraction, an exponent.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        // what floats know besides: names of the infinite, and numbers without a digit at either end
        if !digits.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        if let Ok(whole) = text.parse() {
            return Some(Self::Whole(whole));
        }
        Self::real(text.parse().ok()?)
    }

    /// Takes a finite real number.
    pub(super) fn real(real: f64) -> Option<Self> {
        real.is_finite().then_some(Self::Real(real))
    }

    /// Takes a finite real number, as a whole one where it has no fraction.
    pub(super) fn computed(real: f64) -> Option<Self> {
        Self::real(real).map(Self::plain)
    }

    /// Returns the number as a whole one where it has no fraction, so that equal numbers look alike.
    pub(super) fn plain(self) -> Self {
        match self {
            Self::Real(real) if real.fract() == 0.0 && real.abs() < WHOLE_BELOW => {
                Self::Whole(real as i128)
            }
            other => other,
        }
    }

    /// Returns the nearest real number.
    pub(super) fn as_real(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Real(real) => real,
        }
    }

    /// Compares by value: 1 and 1.0 are equal.
    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        match (self.plain(), other.plain()) {
            (Self::Whole(left), Self::Whole(right)) => Some(left.cmp(&right)),
            (left, right) => left.as_real().partial_cmp(&right.as_real()),
        }
    }

    /// Calculates; none for a division by zero and a result beyond every range.
    pub(super) fn with(self, how: Arithmetic, other: Self) -> Option<Self> {
        if let (Self::Whole(left), Self::Whole(right)) = (self, other)
            && let Some(exact) = exact(left, how, right)
        {
            return Some(Self::Whole(exact));
        }
        let (left, right) = (self.as_real(), other.as_real());
        Self::real(match how {
            Arithmetic::Plus => left + right,
            Arithmetic::Minus => left - right,
            Arithmetic::Times => left * right,
            Arithmetic::Over => left / right,
            Arithmetic::Modulo => left % right,
        })
    }

    /// Returns the number with the other sign.
    pub(super) fn negated(self) -> Option<Self> {
        Self::Whole(0).with(Arithmetic::Minus, self)
    }

    /// Writes the number for a row.
    pub(super) fn json(self) -> Option<Value> {
        if let Self::Whole(whole) = self {
            if let Ok(small) = i64::try_from(whole) {
                return Some(small.into());
            }
            if let Ok(small) = u64::try_from(whole) {
                return Some(small.into());
            }
        }
        serde_json::Number::from_f64(self.as_real()).map(Value::Number)
    }
}

/// Calculates with whole numbers; none where the result is not whole, or too large.
fn exact(left: i128, how: Arithmetic, right: i128) -> Option<i128> {
    match how {
        Arithmetic::Plus => left.checked_add(right),
        Arithmetic::Minus => left.checked_sub(right),
        Arithmetic::Times => left.checked_mul(right),
        Arithmetic::Over if left.checked_rem(right)? == 0 => left.checked_div(right),
        Arithmetic::Over => None,
        Arithmetic::Modulo => left.checked_rem(right),
    }
}
