//! What the agent's JSON reader, jsoncpp 1.8 with its usual settings, makes of a text that is no JSON,
//! and what it takes for a whole number.

use std::ops::Range;

use twin::{Kind, Repair, RepairKind, Value};

/// Returns the repairs at which the agent's reader stops, where ours went on.
pub(crate) fn refused<'d>(
    repairs: &'d [Repair],
    root: Value<'d>,
) -> impl Iterator<Item = &'d Repair> {
    repairs
        .iter()
        .filter(move |repair| is_refused(repair, root))
}

/// The reader knows `//` and `/* */`, takes the last of equal keys, does not look at what stands
/// inside strings or after the document, and is lenient with numbers.
fn is_refused(repair: &Repair, root: Value<'_>) -> bool {
    let text = root.document().text();
    match repair.kind {
        RepairKind::DuplicateKey
        | RepairKind::RawControlCharacter
        | RepairKind::InvalidUtf8
        | RepairKind::SeveralDocuments
        | RepairKind::TooManyValues => false,
        RepairKind::Comment => {
            text[repair.span.clone()].starts_with('#') && is_before_end(&repair.span, root)
        }
        RepairKind::LoneSurrogate => is_high_surrogate(&text[repair.span.clone()]),
        RepairKind::NumberSpelling => !is_lenient_number(&text[repair.span.clone()]),
        RepairKind::SurplusBracket
        | RepairKind::SurplusComma
        | RepairKind::SurplusColon
        | RepairKind::StrayCharacter
        | RepairKind::TextAroundDocument
        | RepairKind::NulCharacter
        | RepairKind::UnusualWhitespace => is_before_end(&repair.span, root),
        _ => true,
    }
}

fn is_before_end(span: &Range<usize>, root: Value<'_>) -> bool {
    span.start < root.span().end
}

/// Half a pair that lacks its second half; a lone second half is let through.
fn is_high_surrogate(escape: &str) -> bool {
    let digits = escape.strip_prefix("\\u").unwrap_or_default();
    u32::from_str_radix(digits, 16).is_ok_and(|unit| (0xD800..0xDC00).contains(&unit))
}

/// `01`, `1.` and `-.5` are numbers to it; `+1`, `.5` and `0x1f` are not.
fn is_lenient_number(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let only = text
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
    starts && only && text.parse::<f64>().is_ok()
}

/// Returns the whole number that the reader sees: `5`, and `5.0` and `5e3`, too.
pub(crate) fn whole(value: Value<'_>) -> Option<i64> {
    if value.kind() != Kind::Number {
        return None;
    }
    let text = value.assumed();
    text.parse().ok().or_else(|| {
        let number: f64 = text.parse().ok()?;
        let is_whole = number.fract() == 0.0 && number.abs() < 9e15;
        is_whole.then(|| format!("{number:.0}").parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin::Document;

    /// Names the kinds that stop the agent's reader.
    fn stops(text: &str) -> Vec<RepairKind> {
        let doc = Document::read_str(text).expect("small");
        let root = doc.root().expect("a root");
        refused(doc.repairs(), root).map(|r| r.kind).collect()
    }

    #[test]
    fn what_the_agent_reads_stops_nothing() {
        for text in [
            "{ \"a\": 1 } // the end",
            "{ // one\n /* two */ \"a\": 1 }",
            r#"{ "a": 1, "a": 2 }"#,
            r#"{ "a": 1 } }"#,
            r#"{ "a": 1 } and more"#,
            r#"{ "a": 1 } { "b": 2 }"#,
            "{ \"a\": \"x\ty\" }",
            r#"{ "a": 01, "b": 1., "c": -.5 }"#,
            r#"{ "a": "\udc00" }"#,
        ] {
            assert_eq!(stops(text), [], "{text}");
        }
    }

    #[test]
    fn what_the_agent_refuses_stops_it() {
        for (text, kind) in [
            (r#"{ "a": 1, }"#, RepairKind::TrailingComma),
            (r#"{ "a": 1 "b": 2 }"#, RepairKind::MissingComma),
            (r#"{ "a": "c:\logs" }"#, RepairKind::BadEscape),
            (r#"{ "a": "\ud83d" }"#, RepairKind::LoneSurrogate),
            (r#"{ "a": 0xFFFFFFFF }"#, RepairKind::NumberSpelling),
            (r#"{ "a": .5 }"#, RepairKind::NumberSpelling),
            (r#"{ "a": True }"#, RepairKind::NonJsonLiteral),
            (r#"{ a: 1 }"#, RepairKind::UnquotedKey),
            (r#"{ 'a': 1 }"#, RepairKind::WrongQuotes),
            (r#"{ "a": 1"#, RepairKind::UnclosedBracket),
            ("{ \"a\": 1 # one\n}", RepairKind::Comment),
            ("{ \"a\":\u{a0}1 }", RepairKind::UnusualWhitespace),
            (
                "$ type a.json\n{ \"a\": 1 }",
                RepairKind::TextAroundDocument,
            ),
        ] {
            assert!(stops(text).contains(&kind), "{text}: {:?}", stops(text));
        }
        let doc = Document::read(b"\xef\xbb\xbf{ \"a\": 1 }".to_vec()).expect("small");
        let root = doc.root().expect("a root");
        assert_eq!(refused(doc.repairs(), root).count(), 1);
    }

    #[test]
    fn whole_numbers_are_read_however_they_are_written() {
        for (text, number) in [
            ("5", Some(5)),
            ("-1", Some(-1)),
            ("5.0", Some(5)),
            ("3.6e3", Some(3600)),
            ("4294967296", Some(4_294_967_296)),
            ("5.5", None),
            ("1e300", None),
            ("\"5\"", None),
            ("true", None),
        ] {
            let doc = Document::read_str(text).expect("small");
            assert_eq!(whole(doc.root().expect("a root")), number, "{text}");
        }
    }
}
