//! The line of text a finding stands in, for where there is no room for a whole document. Secrets
//! are masked character for character, so that columns stay what they are.

use diagnose::Place;
use twin::{Document, Masks};

/// Characters shown before the place, and from its start on.
const BEFORE: usize = 60;
const BEHIND: usize = 100;

/// A piece of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The text, secrets masked.
    pub text: String,
    /// Characters before the place.
    pub before: usize,
    /// Characters of the place within the piece; one for a place without text.
    pub marked: usize,
    /// True where the line goes on to the left.
    pub cut_left: bool,
    /// True where the line goes on to the right.
    pub cut_right: bool,
}

impl Excerpt {
    /// Cuts out the line of a place.
    #[must_use]
    pub fn of(doc: &Document, place: &Place) -> Self {
        let text = doc.text();
        let at = text.floor_char_boundary(place.span.start);
        let (start, cut_left) = left(text, at);
        let (end, cut_right) = right(text, at);
        let marked = text[at..text.floor_char_boundary(place.span.end).clamp(at, end)]
            .chars()
            .count();
        Self {
            text: Masks::near(doc, start..end).apply(text, start..end),
            before: text[start..at].chars().count(),
            marked: marked.max(1),
            cut_left,
            cut_right,
        }
    }
}

fn left(text: &str, at: usize) -> (usize, bool) {
    let mut start = at;
    for (taken, (i, c)) in text[..at].char_indices().rev().enumerate() {
        if c == '\n' {
            return (start, false);
        }
        if taken == BEFORE {
            return (start, true);
        }
        start = i;
    }
    (start, false)
}

fn right(text: &str, at: usize) -> (usize, bool) {
    for (taken, (i, c)) in text[at..].char_indices().enumerate() {
        if c == '\n' || text[at + i..].starts_with("\r\n") {
            return (at + i, false);
        }
        if taken == BEHIND {
            return (at + i, true);
        }
    }
    (text.len(), false)
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;

    fn excerpt(text: &str, span: Range<usize>) -> Excerpt {
        let doc = Document::read(text.as_bytes().to_vec()).expect("a small document is read");
        Excerpt::of(
            &doc,
            &Place {
                path: twin::TwinPath::default(),
                span,
            },
        )
    }

    #[test]
    fn the_line_of_the_place_is_cut_out() {
        let text = "{\r\n  \"ä\": 1,\r\n  \"b\": 2\r\n}";
        let at = text.find("1").expect("it is there");
        let excerpt = excerpt(text, at..at + 1);
        assert_eq!(
            (&*excerpt.text, excerpt.before, excerpt.marked),
            ("  \"ä\": 1,", 7, 1)
        );
        assert!(!excerpt.cut_left && !excerpt.cut_right);
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let text = format!("[{}]", "1234567, ".repeat(1000));
        let excerpt = excerpt(&text, 4501..4508);
        assert!(excerpt.cut_left && excerpt.cut_right);
        assert_eq!((excerpt.text.chars().count(), excerpt.before), (160, 60));
    }

    #[test]
    fn secrets_are_masked_wherever_they_begin() {
        // put together here, so that no secret stands in this file
        let key = ["aGVsbG8gd29y", "bGQhIFRoaXM="].concat().repeat(6);
        for text in [
            format!("{{\"primaryKey\": \"{key}\", \"b\": 1}}"),
            format!("{{\"a\": \"HostName=h;SharedAccessKey={key};x=1\", \"b\": 1}}"),
            format!("// AccountKey={key}\n{{\"b\": 1}}"),
            format!("{{a: 1, password: {key}, b: 1}}"),
            format!("{{\u{201c}password\u{201d}: \u{201c}{key}\u{201d}, \"b\": 1}}"),
            format!("{{&quot;password&quot;: &quot;{key}&quot;, &quot;b&quot;: 1}}"),
        ] {
            for at in (0..text.len()).step_by(7) {
                let shown = excerpt(&text, at..at + 1).text;
                assert!(
                    !shown.contains(&key[60..72]) && !shown.contains(&key[..12]),
                    "{shown}"
                );
            }
        }
    }

    #[test]
    fn an_empty_text_has_an_empty_line() {
        assert_eq!(excerpt("", 0..0).text, "");
    }
}
