//! Comparisons: values of one kind by their order, texts of the hub's time fields as times.

use std::cmp::Ordering;

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use twin::time::When;

use super::expression::{List, Reading, Relation};
use super::value::Val;

/// How two values stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// One of them is missing, or an object or array, which the hub does not compare.
    Undefined,
    /// Two kinds: unequal, and neither is above the other.
    Apart,
    Ordered(Ordering),
}

impl Relation {
    /// Decides; none where one of the values cannot be compared.
    pub(super) fn holds(self, standing: Standing) -> Option<bool> {
        let order = match standing {
            Standing::Undefined => return None,
            Standing::Apart => return Some(self == Self::Unequal),
            Standing::Ordered(order) => order,
        };
        Some(match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Below => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Above => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        })
    }
}

/// Compares two values.
pub(super) fn standing(left: &Val<'_>, right: &Val<'_>, reading: Reading) -> Standing {
    match (left, right) {
        (Val::Undefined | Val::Tree(_), _) | (_, Val::Undefined | Val::Tree(_)) => {
            Standing::Undefined
        }
        (Val::Null, Val::Null) => Standing::Ordered(Ordering::Equal),
        (Val::Truth(left), Val::Truth(right)) => Standing::Ordered(left.cmp(right)),
        (Val::Number(left), Val::Number(right)) => left
            .compare(*right)
            .map_or(Standing::Undefined, Standing::Ordered),
        (Val::Text(left), Val::Text(right)) => Standing::Ordered(texts(left, right, reading)),
        _ => Standing::Apart,
    }
}

fn texts(left: &str, right: &str, reading: Reading) -> Ordering {
    if reading == Reading::Times
        && let (Some(left), Some(right)) = (moment(left), moment(right))
    {
        return left.cmp(&right);
    }
    left.cmp(right)
}

/// Looks for a value in a list; none where it cannot be compared.
pub(super) fn is_among(value: &Val<'_>, list: &List, reading: Reading) -> Option<bool> {
    match value {
        Val::Undefined | Val::Tree(_) => None,
        Val::Null => Some(list.has_null),
        Val::Truth(truth) => Some(list.truths.contains(truth)),
        Val::Number(number) => {
            let mut numbers = list.numbers.iter();
            Some(numbers.any(|other| number.compare(*other) == Some(Ordering::Equal)))
        }
        Val::Text(text) => {
            let is_text = list.texts.contains(&**text);
            let is_time = || {
                reading == Reading::Times && moment(text).is_some_and(|m| list.times.contains(&m))
            };
            Some(is_text || is_time())
        }
    }
}

/// Reads a time in UTC, which the hub also means where it writes no zone; a date is its midnight. Civil times reach the
/// last day of year 9999, which some write for "never"; time stamps end a day before it.
pub(super) fn moment(text: &str) -> Option<DateTime> {
    match When::parse(text) {
        Some(When::Utc(stamp)) => return Some(Offset::UTC.to_datetime(stamp)),
        Some(When::Local(written)) => return Some(written),
        None => {}
    }
    // no time is longer; others are not worth a reader's while
    if !(10..=40).contains(&text.len()) {
        return None;
    }
    if text.len() == 10 {
        return text.parse::<Date>().ok().map(|day| day.at(0, 0, 0, 0));
    }
    text.strip_suffix(['Z', 'z']).unwrap_or(text).parse().ok()
}
