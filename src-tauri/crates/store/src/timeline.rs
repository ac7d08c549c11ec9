//! The sightings of one device in the order of time, with the gaps between their versions.

use jiff::Timestamp;

use crate::Way;

/// How a `$version` comes after that of the snapshot before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// There is nothing before it, or one of the two has no version.
    Unknown,
    /// The same version.
    Same,
    /// The next version.
    Next,
    /// So many versions were never seen.
    Gap(u64),
    /// An older version: the twin began anew, or the snapshot is older than the time it was seen.
    Back,
}

impl Step {
    fn between(before: Option<i64>, version: Option<i64>) -> Self {
        let (Some(before), Some(version)) = (before, version) else {
            return Self::Unknown;
        };
        match version.saturating_sub(before) {
            0 => Self::Same,
            1 => Self::Next,
            more if more > 1 => Self::Gap(more.unsigned_abs() - 1),
            _ => Self::Back,
        }
    }
}

/// One snapshot on the axis of time. One that came back after another one has a moment for each
/// time that it was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Its number among those of its device, from 1; it stays the same.
    pub number: u32,
    /// When it was seen first, this time.
    pub seen: Timestamp,
    /// When it was seen last, before anything else was.
    pub last: Timestamp,
    /// How it came to be seen.
    pub way: Way,
    /// File, address or other origin.
    pub source: String,
    /// The twin's etag.
    pub etag: Option<String>,
    /// `$version` of desired.
    pub desired: Option<i64>,
    /// `$version` of reported.
    pub reported: Option<i64>,
    /// How desired comes after the snapshot before.
    pub desired_step: Step,
    /// How reported comes after the snapshot before.
    pub reported_step: Step,
}

/// Puts sightings in the order of time and says how each comes after the one before.
pub(crate) fn in_order(mut moments: Vec<Moment>) -> Vec<Moment> {
    // what was seen at once, as the files of a folder, goes by its versions
    moments.sort_by_key(|m| (m.seen, m.last, m.desired, m.reported, m.number));
    // nothing was seen between two of the same: it was there all the time
    moments.dedup_by(|next, before| {
        let is_same = next.number == before.number;
        if is_same {
            before.last = before.last.max(next.last);
        }
        is_same
    });
    let mut before = (None, None);
    for moment in &mut moments {
        moment.desired_step = Step::between(before.0, moment.desired);
        moment.reported_step = Step::between(before.1, moment.reported);
        before = (moment.desired.or(before.0), moment.reported.or(before.1));
    }
    moments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_between_versions_has_its_name() {
        for (before, version, step) in [
            (None, Some(1), Step::Unknown),
            (Some(1), None, Step::Unknown),
            (Some(4), Some(4), Step::Same),
            (Some(4), Some(5), Step::Next),
            (Some(4), Some(8), Step::Gap(3)),
            (Some(4), Some(1), Step::Back),
            (
                Some(i64::MIN),
                Some(i64::MAX),
                Step::Gap(i64::MAX.unsigned_abs() - 1),
            ),
        ] {
            assert_eq!(
                Step::between(before, version),
                step,
                "{before:?} {version:?}"
            );
        }
    }
}
