//! Time stamps of hubs and devices: with a zone or without one, and nothing in between.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

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
    let (to_seconds, rest) = text.split_first_chunk::<19>()?;
    // not one after the other: all at once is quicker
    let fits = to_seconds.iter().zip(b"0000-00-00T00:00:00");
    let fits = fits.fold(true, |fits, (byte, form)| {
        fits & (byte == form || *form == b'0' && byte.is_ascii_digit())
    });
    if !fits {
        return None;
    }
    let two = |at: usize| 10 * (to_seconds[at] - b'0') + (to_seconds[at + 1] - b'0');
    let (nanoseconds, zone) = fraction(rest)?;
    let written = DateTime::new(
        100 * i16::from(two(0)) + i16::from(two(2)),
        two(5).cast_signed(),
        two(8).cast_signed(),
        two(11).cast_signed(),
        two(14).cast_signed(),
        two(17).cast_signed(),
        nanoseconds,
    )
    .ok()?;
    match zone {
        b"" => Some(When::Local(written)),
        b"Z" => Offset::UTC.to_timestamp(written).ok().map(When::Utc),
        _ => None,
    }
}

/// Reads `.1234567`, up to nanoseconds, and returns what follows it.
fn fraction(text: &[u8]) -> Option<(i32, &[u8])> {
    let Some((b'.', mut rest)) = text.split_first() else {
        return Some((0, text));
    };
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
