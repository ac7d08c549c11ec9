//! `_N` at the end of a key: the draft documents' mark for nesting depth, not a part of the name.

use crate::names::{is_draft_key, is_known};

/// A key that ends in a depth marker of the draft documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DepthSuffix<'a> {
    /// The key without the marker.
    pub name: &'a str,
    /// The depth that the marker claims, 1 to 5.
    pub depth: u8,
    /// True where the key stands at that depth.
    pub fits: bool,
}

/// Reads a depth marker; `actual_depth` counts a child of `desired` or `reported` as 1.
#[must_use]
pub fn depth_suffix(key: &str, actual_depth: u32) -> Option<DepthSuffix<'_>> {
    let (name, depth) = split(key)?;
    Some(DepthSuffix {
        name,
        depth,
        fits: u32::from(depth) == actual_depth,
    })
}

/// Returns the key without its depth marker, if it has one, whatever depth it stands at.
#[must_use]
pub fn without_suffix(key: &str) -> &str {
    split(key).map_or(key, |(name, _)| name)
}

fn split(key: &str) -> Option<(&str, u8)> {
    let (last, rest) = key.as_bytes().split_last()?;
    if !(b'1'..=b'5').contains(last) || rest.last() != Some(&b'_') {
        return None;
    }
    let name = &key[..key.len() - 2];
    (is_known(name) || is_draft_key(name)).then_some((name, last - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_one_digit_after_a_known_name() {
        let fits = |key, depth| depth_suffix(key, depth).map(|s| (s.name, s.depth, s.fits));
        assert_eq!(
            fits("__deviceSchemas_1", 1),
            Some(("__deviceSchemas", 1, true))
        );
        assert_eq!(fits("rebootInfo_2", 2), Some(("rebootInfo", 2, true)));
        assert_eq!(fits("rebootInfo_2", 1), Some(("rebootInfo", 2, false)));
        assert_eq!(fits("parameters_5", 4), Some(("parameters", 5, false)));
        assert_eq!(fits("__summary_1", 1), Some(("__summary", 1, true)));
        assert_eq!(fits("errors_2", 2), Some(("errors", 2, true)));
    }

    #[test]
    fn names_that_only_look_alike_are_left_alone() {
        for key in [
            "certificateStore_My_User",
            "IoTCoreDefaultApp_1w720vyc4ccym",
            "toaster_8wekyb3d8bbwe",
            "myCollector_2",
            "rebootInfo_0",
            "rebootInfo_6",
            "rebootInfo_02",
            "rebootInfo_12",
            "rebootInfo2",
            "rebootInfo_",
            "_1",
            "1",
            "",
            "é_1",
        ] {
            assert_eq!(depth_suffix(key, 1), None, "{key}");
            assert_eq!(without_suffix(key), key);
        }
    }

    #[test]
    fn the_marker_is_taken_off_at_any_depth() {
        assert_eq!(without_suffix("__meta_2"), "__meta");
        assert_eq!(without_suffix("apps_1"), "apps");
        assert_eq!(without_suffix("rebootInfo"), "rebootInfo");
    }
}
