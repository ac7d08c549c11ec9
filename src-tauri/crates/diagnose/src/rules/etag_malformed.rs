//! # etag-malformed
//!
//! The etag of the twin is not one that the hub makes.
//!
//! ## Why
//! The hub makes the etag of a twin from a counter of eight bytes, in base64: `AAAAAAAAAAE=`.
//! Another text was edited or comes from somewhere else. With such an etag every conditional write
//! fails with 412.
//!
//! ## Do
//! Take a fresh copy of the twin before writing with `If-Match`, or send `*` to write regardless.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::Kind;
use twin::secret::shown;
use twin::shape::Shape;

pub static RULE: Rule = Rule {
    name: "etag-malformed",
    severity: Severity::Info,
    category: Category::Shape,
    source: include_str!("etag_malformed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let twin = cx.twin();
    if !matches!(
        twin.recognition.shape,
        Shape::ServiceTwin | Shape::ModuleTwin
    ) {
        return;
    }
    let Some(etag) = twin.root.get("etag").filter(|e| e.kind() == Kind::String) else {
        return;
    };
    let text = etag.str().unwrap_or_default();
    let bare = text.strip_prefix("W/").unwrap_or(&text).trim_matches('"');
    // `*` writes regardless; masked and empty ones tell nothing
    if bare.is_empty() || bare.bytes().all(|b| matches!(b, b'*' | b'.' | b'x')) || is_counter(bare)
    {
        return;
    }
    out.push(
        Finding::at(Place::value(etag), format!("the etag {} is no counter of the hub", shown(etag, 40)))
            .confidence(Confidence::Possible)
            .because("The hub makes it from a counter of eight bytes in base64; a write with another etag is refused with 412.")
            .advise("Take a fresh copy of the twin before writing with If-Match, or send `*` to write regardless."),
    );
}

/// True for base64 of eight bytes, or of digits as older hubs wrote.
fn is_counter(text: &str) -> bool {
    let Some(bytes) = decoded(text) else {
        return false;
    };
    bytes.len() == 8 || (!bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit))
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let body = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - body.len() > 2 || text.len() > 64 {
        return None;
    }
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0u32, 0);
    for b in body.bytes() {
        let digit = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(digit)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    Some(bytes)
}
