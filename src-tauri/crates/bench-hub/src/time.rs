//! Times as the service writes them: UTC, seven digits after the second, the year 0001 for never.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The time of what never happened.
pub const NEVER: &str = "0001-01-01T00:00:00Z";

/// Writes a time as a twin has it: `2024-02-01T10:11:12.1234567Z`.
#[must_use]
pub fn stamp(time: Timestamp) -> String {
    let at = time.to_zoned(TimeZone::UTC).datetime();
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}Z",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        at.subsec_nanosecond() / 100
    )
}

/// Writes a time as tracking ids have it: `02/01/2024 10:11:12`.
pub(crate) fn american(time: Timestamp) -> String {
    let at = time.to_zoned(TimeZone::UTC).datetime();
    format!(
        "{:02}/{:02}/{:04} {:02}:{:02}:{:02}",
        at.month(),
        at.day(),
        at.year(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_has_seven_digits() {
        let time: Timestamp = "2024-02-01T10:11:12.0012345Z".parse().unwrap();
        assert_eq!(stamp(time), "2024-02-01T10:11:12.0012345Z");
        assert_eq!(american(time), "02/01/2024 10:11:12");
    }
}
