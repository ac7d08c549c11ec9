//! Every row of the table of version values.

use twin::Document;

use super::*;

/// What a cell of the table says.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Cell {
    Fine(&'static str),
    Warn(&'static str, FaultKind),
    Bad(FaultKind),
    Type,
    Missing,
}

use Cell::{Bad, Fine, Missing, Type, Warn};
use FaultKind::*;

fn read(json: &str, format: Format) -> Cell {
    let document = Document::read_str(&format!("{{\"v\":{json}}}")).expect("it is read");
    let value = document.root().and_then(|r| r.get("v"));
    match parse(value, format) {
        Parsed::Missing => Missing,
        Parsed::WrongType(_) => Type,
        Parsed::Malformed(fault) => Bad(fault.kind),
        Parsed::Fine(version, faults) => {
            let text = Box::leak(version.to_string().into_boxed_str());
            match faults.as_slice() {
                [] => Fine(text),
                [fault] => Warn(text, fault.kind),
                _ => panic!("{json}: {faults:?}"),
            }
        }
    }
}

#[test]
fn every_value_is_read_as_the_table_says() {
    // value, draft, documents, shipped agent
    let table = [
        (r#""2.0""#, Fine("2.0"), Bad(TwoParts), Bad(TwoParts)),
        (r#""2""#, Warn("2.0", OnePart), Bad(OnePart), Bad(OnePart)),
        ("2", Warn("2.0", Integer), Type, Bad(Integer)),
        ("2.0", Warn("2.0", Real), Type, Bad(Real)),
        ("2.1", Warn("2.1", Real), Type, Bad(Real)),
        ("2.10", Warn("2.1", AmbiguousReal), Type, Bad(Real)),
        ("1e1", Bad(Real), Type, Bad(Real)),
        ("-1", Bad(Integer), Type, Bad(Integer)),
        (
            r#""2.0.0""#,
            Warn("2.0.0", ThreeParts),
            Fine("2.0.0"),
            Fine("2.0.0"),
        ),
        (
            r#""02.0""#,
            Warn("2.0", LeadingZero),
            Bad(TwoParts),
            Bad(TwoParts),
        ),
        (r#""2.0"""#, Fine("2.0"), Bad(TwoParts), Bad(TwoParts)),
        (
            r#""2.0\"""#,
            Bad(TrailingText),
            Bad(TrailingText),
            Bad(TwoParts),
        ),
        (
            r#""1.0.0\"""#,
            Bad(TrailingText),
            Bad(TrailingText),
            Warn("1.0.0", TrailingText),
        ),
        (
            r#""v2.0""#,
            Bad(LeadingText),
            Bad(LeadingText),
            Bad(TwoParts),
        ),
        (r#""2.x""#, Bad(NotANumber), Bad(NotANumber), Bad(TwoParts)),
        (r#""-1.0""#, Bad(Sign), Bad(Sign), Bad(TwoParts)),
        (r#""""#, Bad(Empty), Bad(Empty), Bad(Empty)),
        (
            r#"" 2.0""#,
            Bad(SurroundingSpace),
            Bad(SurroundingSpace),
            Bad(TwoParts),
        ),
        ("null", Missing, Missing, Missing),
        ("{}", Type, Type, Type),
        ("[1]", Type, Type, Type),
        ("true", Type, Type, Type),
    ];
    for (json, draft, strict, agent) in table {
        assert_eq!(read(json, Format::Draft), draft, "{json} in the draft");
        assert_eq!(
            read(json, Format::GaStrict),
            strict,
            "{json} by the documents"
        );
        assert_eq!(read(json, Format::GaAgent), agent, "{json} by the agent");
    }
    assert_eq!(parse(None, Format::Draft), Parsed::Missing);
}

#[test]
fn the_shipped_agent_stops_at_what_is_no_digit() {
    let table = [
        (r#""1.0.0""#, Fine("1.0.0")),
        (r#"" 1.0.0""#, Warn("1.0.0", SurroundingSpace)),
        (r#""1.0.0 ""#, Warn("1.0.0", SurroundingSpace)),
        (r#""+1.0.0""#, Warn("1.0.0", Sign)),
        (r#""-1.0.0""#, Bad(Sign)),
        (r#""1.0.0-beta""#, Warn("1.0.0", TrailingText)),
        (r#""1.0.0.""#, Warn("1.0.0", TrailingDot)),
        (r#""02.0.0""#, Warn("2.0.0", LeadingZero)),
        (r#""1""#, Bad(OnePart)),
        (r#""1.0""#, Bad(TwoParts)),
        (r#""1.0.""#, Bad(TwoParts)),
        (r#""1.0.0.0""#, Bad(TooManyParts)),
        (r#""1.0.0..""#, Bad(TooManyParts)),
        (r#""v1.0.0""#, Bad(LeadingText)),
        (r#""1..0""#, Bad(EmptyPart)),
        (r#""2147483648.0.0""#, Bad(TooLarge)),
        (r#""2147483647.0.0""#, Fine("2147483647.0.0")),
    ];
    for (json, expected) in table {
        assert_eq!(read(json, Format::GaAgent), expected, "{json}");
    }
}

#[test]
fn the_documents_accept_three_plain_numbers_only() {
    for (json, kind) in [
        (r#""1.0.0-beta""#, TrailingText),
        (r#""01.0.0""#, LeadingZero),
        (r#""1.0.0.0""#, TooManyParts),
        (r#""1..0""#, EmptyPart),
        (r#""1.0.0.""#, TrailingDot),
        (r#""+1.0.0""#, Sign),
        (r#""<version>""#, Placeholder),
        (r#""latest""#, NotANumber),
    ] {
        assert_eq!(read(json, Format::GaStrict), Bad(kind), "{json}");
    }
}

#[test]
fn huge_numbers_are_faults_not_crashes() {
    let digits = "9".repeat(200);
    for json in [
        format!("\"{digits}.0\""),
        format!("\"1.{digits}\""),
        digits.clone(),
        format!("\"{}\"", "1.".repeat(100_000)),
        format!("1.{}", "0".repeat(100_000)),
    ] {
        for format in [Format::Draft, Format::GaStrict, Format::GaAgent] {
            let cell = read(&json, format);
            assert!(matches!(cell, Bad(_) | Type), "{cell:?}");
        }
    }
    let long = format!("\"{}\"", "1.".repeat(200));
    assert_eq!(read(&long, Format::GaAgent), Bad(TooLarge));
    assert_eq!(
        read("\"18446744073709551615.0\"", Format::Draft),
        Fine("18446744073709551615.0")
    );
    assert_eq!(
        read("\"18446744073709551616.0\"", Format::Draft),
        Bad(TooLarge)
    );
}

#[test]
fn a_cleaned_version_is_suggested_where_one_can_be_told() {
    let suggested = |text: &str, format| {
        let parsed = super::text(text, format);
        parsed.faults().first().and_then(|f| f.suggestion.clone())
    };
    for (text, format, expected) in [
        (" 2.0", Format::Draft, Some("2.0")),
        ("2.0\"", Format::Draft, Some("2.0")),
        ("v2.0", Format::Draft, Some("2.0")),
        ("2", Format::Draft, Some("2.0")),
        ("02.0", Format::Draft, Some("2.0")),
        ("2.0.0", Format::Draft, Some("2.0")),
        ("-1.0", Format::Draft, Some("1.0")),
        ("2.x", Format::Draft, None),
        ("", Format::Draft, None),
        ("latest", Format::Draft, None),
        ("1.0", Format::GaAgent, Some("1.0.0")),
        ("1", Format::GaStrict, Some("1.0.0")),
        ("1.0.0-beta", Format::GaAgent, Some("1.0.0")),
        ("1.0.0.0", Format::GaAgent, None),
    ] {
        assert_eq!(suggested(text, format).as_deref(), expected, "{text}");
    }
}

#[test]
fn versions_are_compared_by_their_numbers() {
    let v = |text| {
        super::text(text, Format::Draft)
            .version()
            .expect("a version")
    };
    assert!(v("2.10") > v("2.9"));
    assert!(v("10.0") > v("9.9"));
    assert_eq!(v("2.0"), v("2.0.0"));
    assert!(v("2.0.1") > v("2.0"));
    assert_eq!(v("2.0.1").to_string(), "2.0.1");
}
