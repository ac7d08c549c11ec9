//! Versions as devices tell them: dates of the service's API, numbers of the SDKs' packages.

use std::cmp::Ordering;
use std::fmt;

use jiff::civil::Date;
use semver::{BuildMetadata, Prerelease, Version};

/// Why a text is no version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VersionFault {
    /// Nothing that could be read as one.
    Malformed,
    /// A release tag with a date, `2018-09-11` or `LTS_01_2024`: it names no version of a package.
    DateTag,
}

/// Version of the service's API: a date, and perhaps what it is a preview of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiVersion {
    text: String,
    date: Date,
}

impl ApiVersion {
    /// Reads `2018-04-01` and `2018-09-01-preview`.
    ///
    /// # Errors
    /// The text is no date, or goes on with anything but a suffix.
    pub fn parse(text: &str) -> Result<Self, VersionFault> {
        let text = text.trim();
        let (day, suffix) = text.split_at_checked(10).ok_or(VersionFault::Malformed)?;
        let is_suffix = |suffix: &str| {
            let name = suffix.strip_prefix('-').unwrap_or_default();
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let is_dated = day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if !is_dated || !(suffix.is_empty() || is_suffix(suffix)) {
            return Err(VersionFault::Malformed);
        }
        let date = day.parse().map_err(|_| VersionFault::Malformed)?;
        let text = text.to_owned();
        Ok(Self { text, date })
    }

    /// True up to and including the day of `last`: a preview counts by its day.
    #[must_use]
    pub fn is_up_to(&self, last: &Self) -> bool {
        self.date <= last.date
    }

    /// Returns the text as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// First number that is a year and no major version.
const FIRST_YEAR: u64 = 1900;

/// Version of an SDK's package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SdkVersion {
    text: String,
    version: Version,
}

impl SdkVersion {
    /// Reads `1.2.8`, `v1.7`, `1.2.9-rc.1` and `1.2.2.0`: missing parts are 0, what was built counts for nothing.
    ///
    /// # Errors
    /// The text is a tag with a date, or no version.
    pub fn parse(text: &str) -> Result<Self, VersionFault> {
        let text = text.trim();
        if text.to_ascii_uppercase().starts_with("LTS") {
            return Err(VersionFault::DateTag);
        }
        let number = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let number = number.split_once('+').map_or(number, |(number, _)| number);
        let (core, pre) = number
            .split_once('-')
            .map_or((number, ""), |(core, pre)| (core, pre));
        let parts: Result<Vec<u64>, _> = core.split('.').map(decimal).collect();
        let parts = parts?;
        let part = |at: usize| parts.get(at).copied().unwrap_or_default();
        if part(0) >= FIRST_YEAR {
            return Err(VersionFault::DateTag);
        }
        if parts.len() > 4 || number.ends_with('-') {
            return Err(VersionFault::Malformed);
        }
        let pre = Prerelease::new(pre).map_err(|_| VersionFault::Malformed)?;
        let version = Version {
            major: part(0),
            minor: part(1),
            patch: part(2),
            pre,
            build: BuildMetadata::EMPTY,
        };
        let text = text.to_owned();
        Ok(Self { text, version })
    }

    /// Returns the text as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// By numbers, never by letters; a preview comes before what it is a preview of.
impl PartialOrd for SdkVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.version.partial_cmp(&other.version)
    }
}

impl fmt::Display for SdkVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn decimal(part: &str) -> Result<u64, VersionFault> {
    let is_number = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let number = is_number.then(|| part.parse().ok()).flatten();
    number.ok_or(VersionFault::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sdk(text: &str) -> SdkVersion {
        SdkVersion::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
    }

    #[test]
    fn versions_are_compared_by_their_numbers() {
        for (less, more) in [
            ("1.7.3", "1.13.0"),
            ("1.2.8", "1.2.10"),
            ("1.2.8-preview", "1.2.8"),
            ("1.2.8", "1.2.9-rc"),
            ("1", "1.0.1"),
            ("v1.2.8", "1.2.9"),
        ] {
            assert!(sdk(less) < sdk(more), "{less} before {more}");
        }
        for (one, other) in [
            ("1.2", "1.2.0"),
            ("V1.2.8", "1.2.8+34"),
            ("1.2.2.0", "1.2.2"),
        ] {
            assert!(
                sdk(one) <= sdk(other) && sdk(other) <= sdk(one),
                "{one}, {other}"
            );
        }
    }

    #[test]
    fn tags_with_a_date_are_no_versions() {
        for text in [
            "2018-09-11",
            "2018.09.11",
            "LTS_01_2024_Ref01",
            "lts_07_2021",
            "v2019-1-2",
        ] {
            assert_eq!(
                SdkVersion::parse(text),
                Err(VersionFault::DateTag),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_version_is_told() {
        for text in [
            "",
            "latest",
            "1..2",
            "1.2.x",
            "-1.2",
            "1.2-",
            "1.2.3.4.5",
            "1.2.8-α",
            "99999999999999999999",
        ] {
            assert_eq!(
                SdkVersion::parse(text),
                Err(VersionFault::Malformed),
                "{text}"
            );
        }
        for text in [
            "",
            "2018",
            "2018-4-1",
            "2018-13-01",
            "2018-04-01x",
            "2018-04-01-",
            "01-04-2018",
            "20180401-a",
            "２018-04-01",
        ] {
            assert_eq!(
                ApiVersion::parse(text),
                Err(VersionFault::Malformed),
                "{text}"
            );
        }
    }

    #[test]
    fn an_api_version_counts_by_its_day() {
        let last = ApiVersion::parse("2018-04-01").unwrap();
        let is_up_to = |text: &str| ApiVersion::parse(text).unwrap().is_up_to(&last);
        assert!(
            is_up_to("2018-04-01") && is_up_to("2017-08-31-preview") && is_up_to(" 2017-11-15 ")
        );
        assert!(!is_up_to("2018-04-02") && !is_up_to("2018-09-01-preview"));
    }
}
