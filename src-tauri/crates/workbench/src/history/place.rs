//! Where the history lies, and how times and spans of time are written.

use std::path::PathBuf;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Names another file, or `off` for none.
const OVERRIDE: &str = "TWINSCOPE_HISTORY";
/// The program's own folder among the user's data, by the name that its window has there.
const FOLDER: &str = "dev.twinscope.desktop";
const FILE: &str = "history.db";

/// Returns the file of the history: the one that `TWINSCOPE_HISTORY` names, else the one among the
/// user's data; nothing where the variable says `off`, or the system has no place for data.
#[must_use]
pub fn place() -> Option<PathBuf> {
    match std::env::var_os(OVERRIDE) {
        Some(named) if named == "off" => None,
        Some(named) if !named.is_empty() => Some(PathBuf::from(named)),
        _ => Some(dirs::data_dir()?.join(FOLDER).join(FILE)),
    }
}

/// A point in time as people write it: RFC 3339, or a day, which begins in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp(pub Timestamp);

/// A text that is no point in time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no point in time; write 2026-02-01 or 2026-02-01T12:00:00Z")]
pub struct NoStamp(String);

impl FromStr for Stamp {
    type Err = NoStamp;

    fn from_str(text: &str) -> Result<Self, NoStamp> {
        let no_stamp = |_| NoStamp(text.to_owned());
        if let Ok(stamp) = text.parse() {
            return Ok(Self(stamp));
        }
        let day: Date = text.parse().map_err(no_stamp)?;
        let begins = day.to_zoned(TimeZone::UTC).map_err(no_stamp)?;
        Ok(Self(begins.timestamp()))
    }
}

/// From one time to another; either may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The first.
    pub since: Option<Timestamp>,
    /// The last.
    pub until: Option<Timestamp>,
}

impl Span {
    /// True where nothing limits it.
    #[must_use]
    pub fn is_open(self) -> bool {
        self == Self::default()
    }

    pub(super) fn from(self) -> Timestamp {
        self.since.unwrap_or(Timestamp::MIN)
    }

    pub(super) fn to(self) -> Timestamp {
        self.until.unwrap_or(Timestamp::MAX)
    }

    pub(super) fn holds(self, first: Timestamp, last: Timestamp) -> bool {
        last >= self.from() && first <= self.to()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_stamp_or_a_day() {
        let read = |text: &str| text.parse::<Stamp>().map(|s| s.0.to_string());
        assert_eq!(read("2026-02-01"), Ok("2026-02-01T00:00:00Z".to_owned()));
        assert_eq!(
            read("2026-02-01T13:00:00+01:00"),
            Ok("2026-02-01T12:00:00Z".to_owned())
        );
        let said = read("yesterday").map_err(|e| e.to_string());
        assert_eq!(
            said,
            Err(
                "`yesterday` is no point in time; write 2026-02-01 or 2026-02-01T12:00:00Z"
                    .to_owned()
            )
        );
    }
}
