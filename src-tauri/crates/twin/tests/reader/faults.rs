//! Faults as people make and mail them: each named, and mended as it was meant.

use super::*;

#[test]
fn faults_of_the_field_are_named_and_mended() {
    use RepairKind as K;
    mends(r#"{"a": "2.0""}"#, &[K::DoubledQuote], r#"{"a": "2.0"}"#);
    mends(
        r#"{""a"": ""b""}"#,
        &[K::DoubledQuote, K::DoubledQuote],
        r#"{"a": "b"}"#,
    );
    mends(r#"{"a": 1,}"#, &[K::TrailingComma], r#"{"a": 1}"#);
    mends(
        "{\"a\": 1\n\"b\": 2}",
        &[K::MissingComma],
        r#"{"a": 1, "b": 2}"#,
    );
    mends(
        r#"{"a": 1,, "b": 2}"#,
        &[K::SurplusComma],
        r#"{"a": 1, "b": 2}"#,
    );
    mends(
        r#"{"a" {"b": 1}}"#,
        &[K::MissingColon],
        r#"{"a": {"b": 1}}"#,
    );
    mends(
        r#"{"a" = 1, "b" == 2}"#,
        &[K::EqualsForColon, K::EqualsForColon],
        r#"{"a": 1, "b": 2}"#,
    );
    mends(
        "{\"a: :1,\n\"b\":2}",
        &[K::UnterminatedString, K::SurplusColon],
        r#"{"a": 1, "b": 2}"#,
    );
    mends(
        "{\"a\": 1 // one\n, /* two */ \"b\": 2}",
        &[K::Comment, K::Comment],
        r#"{"a": 1, "b": 2}"#,
    );
    mends(
        r#"{"a": "c:\logs"}"#,
        &[K::BadEscape],
        r#"{"a": "c:\\logs"}"#,
    );
    mends(
        "{\"a\": \"c:\\logs\\\",\n\"b\": 1}",
        &[K::BadEscape, K::BadEscape],
        r#"{"a": "c:\\logs\\", "b": 1}"#,
    );
    mends(
        "{\"a\": \"open,\n\"b\": 1}",
        &[K::UnterminatedString],
        r#"{"a": "open", "b": 1}"#,
    );
    mends(
        "{'a': 'b'}",
        &[K::WrongQuotes, K::WrongQuotes],
        r#"{"a": "b"}"#,
    );
    mends(
        "{\u{201c}a\u{201d}: \u{201c}b\u{201d}}",
        &[K::WrongQuotes, K::WrongQuotes],
        r#"{"a": "b"}"#,
    );
}

#[test]
fn further_faults_of_the_field_are_named_and_mended() {
    use RepairKind as K;
    mends(
        "{a: True, b: None}",
        &[
            K::UnquotedKey,
            K::NonJsonLiteral,
            K::UnquotedKey,
            K::NonJsonLiteral,
        ],
        r#"{"a": true, "b": null}"#,
    );
    mends(
        r#"{"a": true|false}"#,
        &[K::Placeholder],
        r#"{"a": "true|false"}"#,
    );
    mends(
        r#"{"a": <time>, ...}"#,
        &[K::Placeholder, K::Placeholder],
        r#"{"a": "<time>"}"#,
    );
    mends(
        r#"{"a": +01.50, "b": 0x1F}"#,
        &[K::NumberSpelling, K::NumberSpelling],
        r#"{"a": 1.50, "b": 31}"#,
    );
    mends(
        r#"{"a": 10.0.1}"#,
        &[K::UnquotedValue],
        r#"{"a": "10.0.1"}"#,
    );
    mends(
        r#"{"a": , "b": 1}"#,
        &[K::MissingValue],
        r#"{"a": null, "b": 1}"#,
    );
    mends(
        r#"{"a": 1; "b": 2}"#,
        &[K::WrongSeparator],
        r#"{"a": 1, "b": 2}"#,
    );
    mends(r#"{"a": 1, "a": 2}"#, &[K::DuplicateKey], r#"{"a": 2}"#);
    mends(
        r#""a": {"b": 1}, "c": 2"#,
        &[K::MissingBraces],
        r#"{"a": {"b": 1}, "c": 2}"#,
    );
    mends(
        "Here:\n```json\n{\"a\": 1}\n```\n",
        &[K::TextAroundDocument, K::TextAroundDocument],
        r#"{"a": 1}"#,
    );
    mends("{\"a\":\u{a0}1}", &[K::UnusualWhitespace], r#"{"a": 1}"#);
    mends(
        "{\"a\": \"\\ud800\"}",
        &[K::LoneSurrogate],
        "{\"a\": \"\u{fffd}\"}",
    );
    mends(
        "{\"a\": \"x\u{0}y\"}",
        &[K::RawControlCharacter],
        "{\"a\": \"x\\u0000y\"}",
    );
    mends("{\"a\": 1}\0\0", &[K::NulCharacter], r#"{"a": 1}"#);
}

#[test]
fn keys_are_equal_in_whatever_quotes_they_stand() {
    use RepairKind as K;
    mends(
        r#"{"": 1, '': 2}"#,
        &[K::WrongQuotes, K::DuplicateKey],
        r#"{"": 2}"#,
    );
    mends(
        r#"{"name": 1, name: 2, 'name': 3}"#,
        &[
            K::UnquotedKey,
            K::DuplicateKey,
            K::WrongQuotes,
            K::DuplicateKey,
        ],
        r#"{"name": 3}"#,
    );
}

#[test]
fn keys_that_begin_and_end_alike_are_not_equal() {
    use RepairKind as K;
    mends(
        r#"{"settings-1-of-the-pump": 1, "settings-2-of-the-pump": 2}"#,
        &[],
        r#"{"settings-1-of-the-pump": 1, "settings-2-of-the-pump": 2}"#,
    );
    for members in [3, 20, 63, 64, 65, 300] {
        let object = |last: usize| {
            let keys = (0..members).chain([last]);
            let written: Vec<_> = keys
                .map(|n| format!("\"property-{n}-of-it\":{n}"))
                .collect();
            format!("{{{}}}", written.join(","))
        };
        assert!(read(&object(members)).repairs().is_empty(), "{members}");
        for twice in [0, members / 2, members - 1] {
            let doc = read(&object(twice));
            let kinds: Vec<_> = doc.repairs().iter().map(|r| r.kind).collect();
            assert_eq!(kinds, [K::DuplicateKey], "{twice} of {members}");
        }
    }
}

#[test]
fn members_without_braces_end_where_other_text_begins() {
    for between in [
        "\n</pre>\n\nThe text goes on here, as \"prose\" does: with words.\n",
        ",\n\nAfter that the device answers\n",
        "\nNote: this is no member\n",
        "\n\u{201c}words\u{201d} in other quotes\n",
        "\n",
    ] {
        let text = format!("\"desired\": {{\"a\": 1}}{between}{{\"deviceId\": \"pump-7\"}}\n");
        let doc = read(&text);
        let roots: Vec<_> = doc.roots().map(|root| root.raw()).collect();
        assert_eq!(roots.len(), 2, "{text}\n{roots:?}");
        assert_eq!(roots[1], "{\"deviceId\": \"pump-7\"}", "{text}");
    }
    for between in [",\n", "\n", ",\n// the other side\n"] {
        for key in [
            "\"reported\"",
            "reported",
            "'reported'",
            "<reported>",
            "\u{201c}reported\u{201d}",
        ] {
            let text = format!("\"desired\": {{\"a\": 1}}{between}{key}: {{\"b\": 2}}\n");
            assert_eq!(read(&text).roots().count(), 1, "{text}");
        }
    }
}

#[test]
fn quotes_inside_a_string_are_told_from_missing_commas() {
    use RepairKind as K;
    for (text, meant) in [
        (r#"{"a": "the "old" pump"}"#, r#"{"a": "the \"old\" pump"}"#),
        (
            r#"{"a": "say "no", or "yes"", "b": 1}"#,
            r#"{"a": "say \"no\", or \"yes\"", "b": 1}"#,
        ),
        (r#"{"a": "x""y", b: 1}"#, r#"{"a": "x\"\"y", "b": 1}"#),
        (r#"["3" pipe", "c:\\d"]"#, r#"["3\" pipe", "c:\\d"]"#),
    ] {
        let doc = read(text);
        assert_eq!(doc.repairs()[0].kind, K::UnescapedQuote, "{text}");
        assert_eq!(
            as_json(&doc),
            serde_json::from_str::<Json>(meant).expect("strict")
        );
    }
    for text in [
        r#"{"a": "x" "b": "y", "c": 1}"#,
        r#"{"a": "x" b: "y", "c": "z"}"#,
        r#"["x" "y"]"#,
        r#"["x""y"]"#,
        r#"["x" y, "z", "u"]"#,
        "{\"a\": \"x\"\nb: \"y\"}",
    ] {
        let kinds = repairs(text);
        assert!(!kinds.contains(&K::UnescapedQuote), "{text}: {kinds:?}");
        assert!(kinds.contains(&K::MissingComma), "{text}: {kinds:?}");
    }
}

#[test]
fn entities_stand_for_quotes_and_blanks_only_where_those_belong() {
    use RepairKind as K;
    mends(
        "{&quot;a&#34;:&nbsp;&quot;x &lt; y \\&quot;&quot;}",
        &[K::HtmlEntity, K::HtmlEntity, K::HtmlEntity],
        r#"{"a": "x < y \""}"#,
    );
    mends(
        r#"{"a": &lt;time&gt;}"#,
        &[K::Placeholder],
        r#"{"a": "<time>"}"#,
    );
    mends(
        "Page: {&quot;a&quot;: &quot;open,\n&quot;b&quot;: 1}",
        &[
            K::TextAroundDocument,
            K::HtmlEntity,
            K::HtmlEntity,
            K::HtmlEntity,
        ],
        r#"{"a": "open", "b": 1}"#,
    );
}

#[test]
fn what_stands_before_every_line_is_skipped() {
    use RepairKind as K;
    let meant = r#"{"a": {"b": 1}, "c": "x"}"#;
    for prefix in [
        ["> ", ">", "> ", "> "],
        ["> > ", ">> ", ">  >", "> > "],
        ["1 ", "2 ", "3\t", "4 "],
        ["  9: ", " 10: ", " 11: ", " 12:"],
        ["1. ", "2. ", "3.", "4. "],
        ["01 | ", "02 | ", "03|", "04 \u{2502} "],
    ] {
        let lines = ["{", "\"a\": {\"b\": 1},", "\"c\": \"x\"", "}"];
        let text: Vec<_> = prefix
            .iter()
            .zip(lines)
            .map(|(p, l)| format!("{p}{l}"))
            .collect();
        mends(&text.join("\r\n"), &[K::LinePrefix], meant);
    }
    let doc = read("> {\n> \"a\": 1\n> }");
    let at = doc.root().and_then(|r| r.get("a")).expect("a").span();
    assert_eq!(doc.lines().locate(doc.text(), at.start).line, 2);
    for text in ["[\n1\n2\n3\n]", "1 2\n2 3\n3 4", "1 {\n3 \"a\": 1\n5 }"] {
        assert!(!repairs(text).contains(&K::LinePrefix), "{text}");
    }
}

#[test]
fn mixed_faults_of_the_field_are_mended() {
    use RepairKind as K;
    mends(
        "{\"a\": 2.0\",\n\"b\": north hall\"\n}",
        &[K::UnquotedValue, K::UnquotedValue],
        r#"{"a": "2.0", "b": "north hall"}"#,
    );
    mends(
        r#"{"a": "x"|"y"|"z", "b": 1}"#,
        &[K::Placeholder],
        r#"{"a": "x", "b": 1}"#,
    );
    mends(
        r#"{"a": "c:\logs\", "b": 1}"#,
        &[K::BadEscape, K::BadEscape],
        r#"{"a": "c:\\logs\\", "b": 1}"#,
    );
    mends(
        r#"{"a": "c:\\logs \", \"b\": 1"}"#,
        &[],
        r#"{"a": "c:\\logs \", \"b\": 1"}"#,
    );
    mends(
        r"{'a': 'it\'s', 'b': 1}",
        &[K::WrongQuotes, K::WrongQuotes, K::WrongQuotes],
        r#"{"a": "it\\'s", "b": 1}"#,
    );
    mends("[info] {\"a\": 1}", &[K::TextAroundDocument], r#"{"a": 1}"#);
    mends(
        "{\n  \"o\": {\n    \"a\": [1, 2,\n    \"b\": 3\n  }\n}",
        &[K::UnclosedBracket],
        r#"{"o": {"a": [1, 2], "b": 3}}"#,
    );
}
