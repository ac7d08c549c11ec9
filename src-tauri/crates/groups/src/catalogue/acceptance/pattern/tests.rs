//! The tables say what the engine says.

use std::collections::BTreeSet;

use regex::Regex;
use serde_json::Value as Plain;

use super::Pattern;
use crate::catalogue::EMBEDDED;
use crate::catalogue::acceptance::mutants::Mutants;

/// Every pattern of the catalogue, and a few more.
fn patterns() -> BTreeSet<String> {
    let mut found: BTreeSet<String> = [
        "",
        "^",
        "$",
        "$^",
        "a*",
        "^a*b|c$",
        "^(a|ab)(c|bcd)$",
        "x{2,4}y?",
        "^é+$",
        "[^a]$",
        "^.{3}$",
        "(^|;)b",
    ]
    .map(str::to_owned)
    .into();
    fn collect(schema: &Plain, found: &mut BTreeSet<String>) {
        match schema {
            Plain::Object(members) => {
                for (name, value) in members {
                    if let (Plain::String(pattern), "pattern") = (value, name.as_str()) {
                        found.insert(pattern.clone());
                    }
                    if let (Plain::Object(forms), "patternProperties") = (value, name.as_str()) {
                        found.extend(forms.keys().cloned());
                    }
                    collect(value, found);
                }
            }
            Plain::Array(elements) => elements.iter().for_each(|e| collect(e, found)),
            _ => {}
        }
    }
    for (path, text) in EMBEDDED {
        collect(&serde_json::from_str(text).expect(path), &mut found);
    }
    found
}

/// Texts that some pattern of the catalogue is made for.
const TEXTS: [&str; 34] = [
    "",
    "a",
    "ab",
    "abcd",
    "xxy",
    "ééé",
    "2026-03-01T02:30:00Z",
    "2026-03-01T02:30:00.123+01:00",
    "2026-03-01T02:30:00",
    "3/1/2026 2:30:00 PM",
    "0000-03-05T02:00:00",
    "1-2-3T 4: 5: 6:",
    "4f0a9c1e7b23d586ea10f97c55b8243d6e1fa0b2",
    "{4f0a9c1e-7b23-d586-ea10-f97c55b8243d}",
    "4f0a9c1e-7b23-d586-ea10-f97c55b8243d;{4f0a9c1e-7b23-d586-ea10-f97c55b8243d};",
    "1.2.3",
    "0.10",
    "10.0.19041.1",
    "not installed",
    "certs\\plant-root.cer",
    "container/folder/blob.zip",
    "a\\b;c\\d;",
    "all;raw",
    "all;all;",
    "1920x1080",
    "True",
    "false",
    "0x1F",
    "-12",
    "./Device/Vendor/MSFT/Policy",
    "AccountName=a;AccountKey=b",
    "Start",
    "Critical",
    "Brightwater.PumpPanel_3kq8m1x7t9w2e",
];

#[test]
fn every_pattern_of_the_catalogue_is_compiled_and_says_what_the_engine_says() {
    let mut mutants = Mutants::seeded(7);
    let (mut matches, mut others) = (0, 0);
    for pattern in patterns() {
        let compiled = Pattern::of(&pattern);
        let compiled = compiled.unwrap_or_else(|| panic!("{pattern} is not compiled"));
        let engine = Regex::new(&pattern).expect("a pattern");
        for text in TEXTS {
            let mut text = text.to_owned();
            for _ in 0..12 {
                let expected = engine.is_match(&text);
                assert_eq!(
                    compiled.matches(text.as_bytes()),
                    expected,
                    "{pattern}: {text:?}"
                );
                if expected {
                    matches += 1;
                } else {
                    others += 1;
                }
                text = mutants.text(&text);
            }
        }
    }
    assert!(matches > 2_000 && others > 10_000, "{matches} and {others}");
}

#[test]
fn what_engines_may_read_differently_is_left_alone() {
    for pattern in [
        "\\d",
        "\\w+",
        "(?i)a",
        "(?=a)",
        "[]a]",
        "[^]",
        "[[:alpha:]]",
        "[a&&b]",
        "\\bx",
        "a{2",
        "(",
    ] {
        assert!(Pattern::of(pattern).is_none(), "{pattern}");
    }
}

#[test]
fn what_would_grow_without_end_is_left_alone() {
    for pattern in ["(a|b)*a(a|b){12}", "^[^a]{900}$", "((a{30}){30}){30}"] {
        assert!(Pattern::of(pattern).is_none(), "{pattern}");
    }
}
