//! Time stamps of hubs and devices: with a zone or without one, and nothing in between.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use crate::value::Value;

/// A point in time as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// With `Z` or an offset: comparable everywhere.
    Utc(Timestamp),
    /// Without a zone: the device's local time, which zone is unknown.
    Local(DateTime),
}

impl When {
    /// Reads ISO 8601 as hubs and device agents write it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() < 19 || text.as_bytes()[10] != b'T' {
            return None;
        }
        if let Some(usual) = usual(text.as_bytes()) {
            return Some(usual);
        }
        if let Ok(stamp) = text.parse::<Timestamp>() {
            return Some(Self::Utc(stamp));
        }
        text.parse::<DateTime>().ok().map(Self::Local)
    }

    /// Returns the point in time where the zone is known.
    #[must_use]
    pub fn utc(self) -> Option<Timestamp> {
        match self {
            Self::Utc(stamp) => Some(stamp),
            Self::Local(_) => None,
        }
    }
}

/// Reads the form in which nearly every time is written, `2026-05-01T07:00:00.1234567Z` with or without fraction and
/// `Z`, in a fraction of the time; nothing for any other form and for what is no time.
fn usual(text: &[u8]) -> Option<When> {
    let (to_second, rest) = text.split_first_chunk()?;
    let (nanoseconds, zone) = fraction(rest)?;
    let written = civil(to_second, nanoseconds)?;
    match zone {
        b"" => Some(When::Local(written)),
        b"Z" => Offset::UTC.to_timestamp(written).ok().map(When::Utc),
        _ => None,
    }
}

/// Reads `2026-05-01T07:00:00.1234567Z`, as the hub writes it; nothing for any other form and for what is no time.
#[inline]
fn of_hub_form(text: &[u8; 28]) -> Option<Timestamp> {
    let (to_second, [b'.', seven @ ..]) = text.split_first_chunk::<19>()? else {
        return None;
    };
    let written = civil(to_second, seven_digits(seven.first_chunk()?)?)?;
    Offset::UTC.to_timestamp(written).ok()
}

/// Reads `2026-05-01T07:00:00`.
#[inline]
fn civil(text: &[u8; 19], nanoseconds: i32) -> Option<DateTime> {
    let date = pairs(digits(*text.first_chunk()?, *b"0000-00-")?);
    let day_to_minute = pairs(digits(*text[8..].first_chunk()?, *b"00T00:00")?);
    let clock = pairs(digits(*text.last_chunk()?, *b"00:00:00")?);
    DateTime::new(
        100 * i16::from(date[0]) + i16::from(date[2]),
        date[5].cast_signed(),
        day_to_minute[0].cast_signed(),
        clock[0].cast_signed(),
        clock[3].cast_signed(),
        clock[6].cast_signed(),
        nanoseconds,
    )
    .ok()
}

/// Reads the `1234567Z` of a fraction, as nanoseconds.
#[inline]
fn seven_digits(text: &[u8; 8]) -> Option<i32> {
    let [first, _, second, _, third, _, last, _] = pairs(digits(*text, *b"0000000Z")?);
    let [first, second, third, last] = [first, second, third, last].map(i32::from);
    Some((((first * 100 + second) * 100 + third) * 100 + last) * 10)
}

/// Reads eight characters at once: a digit where the form has `0`, and what the form has elsewhere. Returns what each
/// digit is worth, the first one lowest, and 0 for the others.
#[inline]
fn digits(text: [u8; 8], form: [u8; 8]) -> Option<u64> {
    // what makes a byte that is greater than it may be reach its highest bit
    let beyond = form.map(|of| if of == b'0' { 0x7f - 9 } else { 0x7f });
    let worth = u64::from_le_bytes(text) ^ u64::from_le_bytes(form);
    let over = worth.wrapping_add(u64::from_le_bytes(beyond)) | worth;
    (over & 0x8080_8080_8080_8080 == 0).then_some(worth)
}

/// Returns for each place the number that two digits from there on write.
#[inline]
fn pairs(digits: u64) -> [u8; 8] {
    (digits * 10 + (digits >> 8)).to_le_bytes()
}

/// Reads `.1234567`, up to nanoseconds, and returns what follows it.
fn fraction(text: &[u8]) -> Option<(i32, &[u8])> {
    let Some((b'.', mut rest)) = text.split_first() else {
        return Some((0, text));
    };
    // as the hub writes it
    if let Some(nanoseconds) = rest.first_chunk().and_then(seven_digits) {
        return Some((nanoseconds, &rest[7..]));
    }
    let (mut nanoseconds, mut weight) = (0, 1_000_000_000);
    while let Some((digit @ b'0'..=b'9', after)) = rest.split_first() {
        weight /= 10;
        nanoseconds += i32::from(digit - b'0') * weight;
        rest = after;
    }
    // without a digit, or with more of them than there are nanoseconds, it is another form
    (1..1_000_000_000)
        .contains(&weight)
        .then_some((nanoseconds, rest))
}

/// Reads a time stamp of the hub, which is always UTC.
#[must_use]
pub fn hub_time(text: &str) -> Option<Timestamp> {
    When::parse(text)?.utc()
}

/// Reads a value as a time stamp of the hub.
#[must_use]
pub fn of_hub(value: Value<'_>) -> Option<Timestamp> {
    let text = value.plain_str().and_then(|text| text.try_into().ok());
    match text.and_then(of_hub_form) {
        Some(usual) => Some(usual),
        None => hub_time(&value.str()?),
    }
}

/// Writes the time between two stamps for people: `3 h 20 min`, `12 days`.
#[must_use]
pub fn spoken(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().unsigned_abs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads a time without the short way.
    fn at_length(text: &str) -> Option<When> {
        let stamp = text.parse().ok().map(When::Utc);
        stamp.or_else(|| text.parse().ok().map(When::Local))
    }

    /// True where the short way knows a text.
    fn is_usual(text: &str) -> bool {
        let usual = usual(text.as_bytes());
        assert!(usual.is_none() || usual == at_length(text), "{text}");
        usual.is_some()
    }

    #[test]
    fn the_usual_form_of_a_time_is_read_on_the_short_way() {
        for text in [
            "2026-05-01T07:00:00Z",
            "2026-05-01T07:00:00.1234567Z",
            "2026-05-01T07:00:00.123456789Z",
            "2026-05-01T07:00:00.5",
            "2026-05-01T07:00:00",
            "0001-01-01T00:00:00Z",
            "2024-02-29T23:59:59Z",
        ] {
            assert!(is_usual(text), "{text}");
        }
        for text in [
            "2026-05-01T07:00:00+00:00",
            "2026-05-01T07:00:00z",
            "2026-05-01T07:00:00.Z",
            "2026-05-01T07:00:00.1234567890Z",
            "2026-05-01T07:00:60Z",
            "2026-02-29T07:00:00Z",
            "2026-05-01T24:00:00Z",
            "9999-12-31T23:59:59Z",
            "2026-05-01T07:00:+1Z",
            "2026-05-01t07:00:00Z",
            "2026-05-01T07:00Z",
        ] {
            assert!(!is_usual(text), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_short_way_says_what_the_long_way_says(
            text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,10})?(Z|z|[+-][0-9]{2}:[0-9]{2}|)",
        ) {
            is_usual(&text);
        }
    }
}
