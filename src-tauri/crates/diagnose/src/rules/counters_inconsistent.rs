//! # counters-inconsistent
//!
//! The twin's `version` does not agree with its etag and the version of reported.
//!
//! ## Why
//! The etag holds a counter of the writes to tags and desired; with `$version` of reported it adds
//! up to `version` in every twin seen so far. This is observed, not documented. Where it does not
//! add up, the document was usually edited or put together from two exports.
//!
//! ## Do
//! Export the twin again if its counters matter.
//!
//! ```json
//! { "etag": "AAAAAAAAAAM=", "version": 8, "properties": { "reported": { "$version": 5 } } }
//! ```

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::metadata::revision;

pub static RULE: Rule = Rule {
    name: "counters-inconsistent",
    severity: Severity::Info,
    category: Category::Metadata,
    source: include_str!("counters_inconsistent.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let root = cx.twin().root;
    let (Some(etag), Some(version)) = (root.get("etag"), root.get("version")) else {
        return;
    };
    let reported = cx.twin().reported.and_then(|s| s.version());
    let counter = etag.str().and_then(|text| counter_of(&text));
    let (Some(writes), Some(version_is), Some(reports)) =
        (counter, version.integer(), reported.and_then(revision))
    else {
        return;
    };
    if writes.checked_add(reports) == Some(version_is) {
        return;
    }
    let mut finding = Finding::at(
        Place::key(version),
        format!("version is {version_is}, but the etag counts {writes} and reported {reports}"),
    )
    .because("In every twin seen, `version` is the sum of the two; the document was probably edited or put together from two exports.")
    .advise("Export the twin again if its counters matter.")
    .confidence(Confidence::Possible)
    .related("etag", Place::key(etag));
    if let Some(reported) = reported {
        finding = finding.related("version of reported", Place::key(reported));
    }
    out.push(finding);
}

/// Reads the counter in an etag: base64 of eight bytes, the highest first.
fn counter_of(etag: &str) -> Option<i64> {
    let digits = etag
        .trim_matches('"')
        .strip_suffix('=')
        .filter(|d| d.len() == 11)?;
    let bits = digits.bytes().try_fold(0_u128, |bits, byte| {
        Some(bits << 6 | u128::from(digit(byte)?))
    })?;
    // eleven digits are 66 bits; the last two are padding
    i64::try_from(bits >> 2).ok()
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}
