//! The secrets of a text, masked character for character, so that columns stay what they are: one
//! answer for the excerpt of a finding and for the whole text.

use std::ops::Range;

use crate::document::Document;
use crate::node::Kind;
use crate::secret;
use crate::value::Value;
use crate::view::Twin;

/// Bytes around a piece that are searched for the mark of a secret that reaches into it.
const REACH: usize = 4 << 10;
/// Stands for one character of a secret.
const DOT: char = '\u{2022}';

/// Where secrets stand in a text: in order, none over another.
#[derive(Debug)]
pub struct Masks(Vec<Hidden>);

/// One secret in a text.
#[derive(Debug)]
struct Hidden {
    span: Range<usize>,
    /// No string: what stands for it is to be JSON still.
    is_number: bool,
}

impl Masks {
    /// Finds the secrets of a whole document: by marks anywhere in the text, and by key among the
    /// values.
    #[must_use]
    pub fn of(doc: &Document) -> Self {
        let values = doc
            .roots()
            .flat_map(|root| std::iter::once(root).chain(root.descendants()));
        Self::among(secret::in_text(doc.text()), values)
    }

    /// Finds the secrets that stand in a piece of a document or reach into it; looks at little more
    /// than the piece.
    #[must_use]
    pub fn near(doc: &Document, span: Range<usize>) -> Self {
        let text = doc.text();
        let from = text.floor_char_boundary(span.start.saturating_sub(REACH));
        let to = text.floor_char_boundary(span.end.saturating_add(REACH));
        let marked = secret::in_text(&text[from..to]).into_iter();
        let marked = marked.map(|r| from + r.start..from + r.end).collect();
        Self::among(marked, doc.values_in(span))
    }

    fn among<'d>(marked: Vec<Range<usize>>, values: impl Iterator<Item = Value<'d>>) -> Self {
        let hidden = |is_number| move |span| Hidden { span, is_number };
        let mut found: Vec<_> = marked.into_iter().map(hidden(false)).collect();
        for value in values {
            let ranges = secret::ranges(value).into_iter();
            found.extend(ranges.map(hidden(value.kind() == Kind::Number)));
        }
        found.sort_by_key(|h| (h.span.start, h.span.end));
        let mut apart: Vec<Hidden> = Vec::new();
        for next in found {
            match apart.last_mut() {
                Some(last) if next.span.start <= last.span.end && !last.is_number => {
                    last.span.end = last.span.end.max(next.span.end);
                }
                _ => apart.push(next),
            }
        }
        Self(apart)
    }

    /// Returns a piece of the text with what is secret in it masked.
    #[must_use]
    pub fn apply(&self, text: &str, span: Range<usize>) -> String {
        let from = self.0.partition_point(|s| s.span.end <= span.start);
        let reaching = self.0[from..]
            .iter()
            .take_while(|s| s.span.start < span.end);
        let mut out = String::with_capacity(span.len());
        let mut at = span.start;
        for secret in reaching {
            let (start, end) = (secret.span.start.max(at), secret.span.end.min(span.end));
            out.push_str(&text[at..start]);
            match secret.is_number {
                true => digits(
                    &mut out,
                    secret.span.len(),
                    start - secret.span.start,
                    end - start,
                ),
                false => out.extend(text[start..end].chars().map(dot)),
            }
            at = end;
        }
        out.push_str(&text[at..span.end]);
        out
    }
}

fn dot(hidden: char) -> char {
    if hidden == '\n' { '\n' } else { DOT }
}

/// Writes what stands for a number, or a piece of it: a string of the same width, so that the text
/// stays JSON; the shortest have no room for one.
fn digits(out: &mut String, width: usize, from: usize, count: usize) {
    for at in from..from + count {
        out.push(match (width, at) {
            (1, _) => '0',
            (_, 0) => '"',
            (width, at) if at + 1 == width => '"',
            _ => DOT,
        });
    }
}

/// The text of one twin with its secrets masked, and which parts of it are stamps. Only this
/// module makes one: whoever asks for a `Masked` never meets a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    text: String,
    stamps: Vec<Range<usize>>,
}

impl Masked {
    /// Masks a twin as it stands in its document, comments and faults included.
    #[must_use]
    pub fn of(twin: &Twin<'_>) -> Self {
        let (doc, span) = (twin.root.document(), twin.root.span());
        let masks = Masks::near(doc, span.clone());
        let mut masked = Self {
            text: String::with_capacity(span.len()),
            stamps: Vec::new(),
        };
        let mut at = span.start;
        for stamp in twin.stamps() {
            masked.text += &masks.apply(doc.text(), at..stamp.start);
            let start = masked.text.len();
            masked.text += &masks.apply(doc.text(), stamp.clone());
            masked.stamps.push(start..masked.text.len());
            at = stamp.end;
        }
        masked.text += &masks.apply(doc.text(), at..span.end);
        masked
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the parts of the text that a hub writes anew with every change: in order, apart.
    #[must_use]
    pub fn stamps(&self) -> &[Range<usize>] {
        &self.stamps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> Masked {
        let doc = Document::read_str(text).expect("small");
        let root = doc.root().expect("not empty");
        Masked::of(&crate::shape::recognise(root, &|_| false))
    }

    fn stamps(text: &str) -> Vec<String> {
        let masked = masked(text);
        let stamps = masked.stamps().iter();
        stamps
            .map(|s| masked.text()[s.clone()].to_owned())
            .collect()
    }

    #[test]
    fn what_a_hub_writes_at_every_change_is_apart() {
        let text = r#"{"deviceId":"a","etag":"AAAAAAAAAAE=","version":4,"lastActivityTime":"2026-01-01T00:00:00Z",
            "tags":{"etag":"mine"},"properties":{"desired":{"a":1,"$metadata":{"$lastUpdated":"x"},"$version":2},
            "reported":{"version":3,"$metadata":{},"$version":9}}}"#;
        assert_eq!(
            stamps(text),
            [
                "\"AAAAAAAAAAE=\"",
                "4",
                "\"2026-01-01T00:00:00Z\"",
                "{\"$lastUpdated\":\"x\"}",
                "2",
                "{}",
                "9"
            ]
        );
        assert_eq!(masked(text).text(), text);
    }

    #[test]
    fn a_secret_before_a_stamp_moves_it_and_one_within_is_masked() {
        let text = r#"{"deviceId":"a","properties":{"desired":{"password":"geheim","$metadata":{"x":"AccountKey=geheim;"},"$version":2}}}"#;
        let made = masked(text);
        assert!(!made.text().contains("geheim"), "{}", made.text());
        let dots = "\u{2022}".repeat(6);
        let masked = format!("{{\"x\":\"AccountKey={dots};\"}}");
        assert_eq!(stamps(text), [masked.as_str(), "2"]);
    }

    #[test]
    fn numbers_and_all_that_stands_in_a_secret_is_masked_and_the_text_stays_json() {
        let text = r#"{"password":12345678,"sasToken":{"v":"geheim","n":[7,42]},"primaryKey":["geheim"],
            "$metadata":{"password":{"$lastUpdated":"2026-01-01T00:00:00Z","$lastUpdatedVersion":4}}}"#;
        let doc = Document::read_str(text).expect("small");
        let made = Masks::of(&doc).apply(text, 0..text.len());
        let dots = |n| "\u{2022}".repeat(n);
        let expected = text
            .replace("12345678", &format!("\"{}\"", dots(6)))
            .replace("geheim", &dots(6))
            .replace("[7,42]", "[0,\"\"]");
        assert_eq!(made, expected);
        assert!(
            Document::read_str(&made)
                .expect("small")
                .repairs()
                .is_empty()
        );
    }

    #[test]
    fn what_only_begins_like_a_placeholder_is_masked() {
        let text = r#"{"password":"<hunter5","primaryKey":"<your key>"}"#;
        let doc = Document::read_str(text).expect("small");
        let made = Masks::of(&doc).apply(text, 0..text.len());
        assert!(
            !made.contains("hunter5") && made.contains("<your key>"),
            "{made}"
        );
    }

    #[test]
    fn a_value_that_is_declared_a_secret_is_one_with_all_that_stands_in_it() {
        let text = r#"{"pin":"4711","codes":{"a":["4712",4713]},"open":"4714"}"#;
        let mut doc = Document::read_str(text).expect("small");
        let root = doc.root().expect("not empty");
        let ids: Vec<_> = ["pin", "codes"]
            .iter()
            .filter_map(|k| Some(root.get(k)?.id()))
            .collect();
        doc.declare_secrets(&ids);
        let made = Masks::of(&doc).apply(text, 0..text.len());
        for (number, is_shown) in [
            ("4711", false),
            ("4712", false),
            ("4713", false),
            ("4714", true),
        ] {
            assert_eq!(made.contains(number), is_shown, "{made}");
        }
    }

    #[test]
    fn stamps_written_twice_are_both_apart() {
        let text = r#"{"deviceId":"a","etag":"1","etag":"2","properties":{"desired":{"$version":1,"$version":2}}}"#;
        assert_eq!(stamps(text), ["\"1\"", "\"2\"", "1", "2"]);
    }
}
