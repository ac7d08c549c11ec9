//! Strict reading: every assumption of the recovering reader is a problem, with its place.

use serde_json::Value as Plain;
use twin::{Document, Repair, RepairKind};

use super::limits::LEVELS;
use super::problem::{Problem, ProblemKind, Problems};

/// Reads a file that must be JSON as it stands; tells what is not.
pub(super) fn read(path: &str, bytes: Vec<u8>, told: &mut Problems) -> Option<(Document, Plain)> {
    let problem = |kind, message: String| Problem::of_file(path, kind, message);
    let doc = match Document::read(bytes) {
        Ok(doc) => doc,
        Err(error) => {
            told.push(problem(ProblemKind::TooLarge, error.to_string()));
            return None;
        }
    };
    if doc.text().trim().is_empty() {
        let empty = problem(ProblemKind::NotJson, "the file is empty".to_owned());
        told.push(empty.advise("Write a JSON object, or remove the file."));
        return None;
    }
    if !doc.repairs().is_empty() || doc.root().is_none() {
        for repair in doc.repairs() {
            told.push(of_repair(path, &doc, repair));
        }
        if doc.repairs().is_empty() {
            told.push(problem(
                ProblemKind::NotJson,
                "there is no JSON in it".to_owned(),
            ));
        }
        return None;
    }
    let deepest = doc.root().into_iter().flat_map(twin::Value::descendants);
    if let Some(deep) = deepest.into_iter().find(|v| v.depth() > LEVELS) {
        let message = format!("nested deeper than {LEVELS} levels");
        let deep = Problem::at(path, deep, ProblemKind::TooLarge, message);
        told.push(
            deep.advise(
                "A twin has ten levels; write the schema flatter, with `$defs` and `$ref`.",
            ),
        );
        return None;
    }
    match serde_json::from_str(doc.text()) {
        Ok(plain) => Some((doc, plain)),
        Err(error) => {
            let mut found = problem(ProblemKind::NotJson, error.to_string());
            let narrow = |n| u32::try_from(n).unwrap_or(u32::MAX).max(1);
            found.start.line = narrow(error.line());
            found.start.column = narrow(error.column());
            found.end = found.start;
            told.push(found.advise("Write a value that JSON readers can hold."));
            None
        }
    }
}

fn of_repair(path: &str, doc: &Document, repair: &Repair) -> Problem {
    let place = |byte| doc.lines().locate(doc.text(), byte);
    let (message, advice) = words(repair.kind);
    Problem {
        start: place(repair.span.start),
        end: place(repair.span.end),
        ..Problem::of_file(path, ProblemKind::NotJson, message)
    }
    .advise(advice)
}

/// Says what the reader had to assume, and what to write.
fn words(kind: RepairKind) -> (&'static str, &'static str) {
    let found = structure(kind).or_else(|| value(kind));
    found.unwrap_or(("text that is no JSON", "Write strict JSON."))
}

/// Commas, colons, brackets and what stands around them.
fn structure(kind: RepairKind) -> Option<(&'static str, &'static str)> {
    use RepairKind as K;
    Some(match kind {
        K::TrailingComma => (
            "a comma stands before a closing bracket",
            "Remove the comma.",
        ),
        K::MissingComma => ("a comma is missing", "Put a comma between the two."),
        K::SurplusComma => ("a comma too many", "Remove the comma."),
        K::WrongSeparator => ("another character where a comma belongs", "Write a comma."),
        K::UnclosedBracket => ("a bracket that nothing closes", "Close it."),
        K::SurplusBracket => ("a closing bracket too many", "Remove it."),
        K::MismatchedBracket => (
            "a closing bracket of the other kind",
            "Write the other one.",
        ),
        K::MissingBraces => (
            "members without braces",
            "Put `{` before and `}` after them.",
        ),
        K::MissingColon => ("a colon is missing", "Put one between key and value."),
        K::SurplusColon => ("a colon too many", "Remove the colon."),
        K::EqualsForColon => ("an equals sign where a colon belongs", "Write a colon."),
        K::Comment => (
            "a comment, which JSON does not have",
            "Write it into a `$comment`.",
        ),
        K::DuplicateKey => (
            "the same key a second time in one object",
            "Remove one of the two.",
        ),
        K::MissingValue => (
            "a key without a value",
            "Write the value, or remove the key.",
        ),
        K::SeveralDocuments => (
            "another document after the first",
            "Give each its own file.",
        ),
        K::TextAroundDocument => ("text around the JSON", "Remove the text."),
        K::StrayCharacter => ("a character that means nothing here", "Remove it."),
        K::NestedTooDeeply => ("nested too deeply to be kept", "Write the schema flatter."),
        K::TooManyValues => (
            "more values than are kept of so little text",
            "Split the file.",
        ),
        _ => return None,
    })
}

/// Texts, numbers, and the bytes they are made of.
fn value(kind: RepairKind) -> Option<(&'static str, &'static str)> {
    use RepairKind as K;
    Some(match kind {
        K::DoubledQuote => ("a quote too many", "Remove one quote."),
        K::BadEscape => (
            "a backslash that starts no escape",
            "Write the backslash twice.",
        ),
        K::LoneSurrogate => ("half a surrogate pair", "Write the character itself."),
        K::RawControlCharacter => ("a control character in a text", "Write it as an escape."),
        K::UnterminatedString => ("a text that is not closed", "Close it with a quote."),
        K::WrongQuotes => ("other quotes than JSON's", "Write straight double quotes."),
        K::UnquotedKey => ("a key without quotes", "Put double quotes around it."),
        K::UnquotedValue => ("a text without quotes", "Put double quotes around it."),
        K::NonJsonLiteral => (
            "a word that JSON does not know",
            "Write `true`, `false` or `null`.",
        ),
        K::NumberSpelling => ("a number as JSON does not write it", "Write plain digits."),
        K::Placeholder => (
            "a placeholder of a documentation",
            "Write the value itself.",
        ),
        K::ByteOrderMark => ("a byte order mark", "Save the file as UTF-8 without one."),
        K::EscapedText => (
            "text with its quotes escaped",
            "Write the document itself, not a string that holds it.",
        ),
        K::Utf16Text => ("UTF-16 text", "Save the file as UTF-8."),
        K::InvalidUtf8 => ("bytes that are no UTF-8", "Save the file as UTF-8."),
        K::NulCharacter => ("a NUL character", "Remove it."),
        K::UnusualWhitespace => (
            "white space that JSON does not know",
            "Write a plain blank.",
        ),
        _ => return None,
    })
}
