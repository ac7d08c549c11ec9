//! What holds of any bytes, whatever they are: libFuzzer looks for bytes that break it, and `tests/promises.rs` asks it
//! of every fixture. Knows the promises of `twin` and `diagnose` from outside only.

use std::ops::Range;

use diagnose::{CATALOGUE, Circumstances, Finding, Locator, Place, Sighting, Units};
use groups::Profile;
use serde_json::Value as Json;
use twin::write::{Layout, Secrets, to_json};
use twin::{Document, Encoding, Kind, Repair, RepairKind, Value};

/// Twins of one document that are diagnosed; the others go the same way.
const UNITS: usize = 8;
/// Values of one document that are found again by their path.
const FOUND_AGAIN: usize = 64;
/// Levels that `serde_json` reads.
const LEVELS: usize = 120;

/// Reads any bytes and diagnoses what is read.
pub fn read(bytes: &[u8]) {
    let doc = Document::read(bytes.to_vec()).expect("far below the largest document");
    places(&doc);
    repairs(&doc);
    found_again(&doc);
    agrees_with_serde_json(bytes, &doc);
    can_be_written_as_strict_json(&doc);
    for profile in [None, Some(Profile::Gen1)] {
        diagnose(&doc, circumstances(profile), None);
    }
}

/// Puts text into the sections of a twin and diagnoses it under every profile. NUL parts desired, reported, tags and
/// what stands beside them; a text without NUL is taken as it is.
pub fn diagnose_twin(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let parts: Vec<_> = text.split('\0').collect();
    let text = match parts.as_slice() {
        [whole] => (*whole).to_owned(),
        [desired, reported] => format!("{{\"desired\":{{{desired}}},\"reported\":{{{reported}}}}}"),
        [desired, reported, tags, beside @ ..] => format!(
            "{{\"deviceId\":\"d\",\"etag\":\"AAAAAAAAAAE=\",{}\"tags\":{{{tags}}},\
             \"properties\":{{\"desired\":{{{desired}}},\"reported\":{{{reported}}}}}}}",
            beside.concat()
        ),
        [] => return,
    };
    let doc = Document::read_str(&text).expect("far below the largest document");
    let units = Units::of(&doc);
    let earlier = units
        .twin(0)
        .map(|twin| Sighting::of(&twin, "earlier.json"));
    for profile in Profile::ALL.map(Some).into_iter().chain([None]) {
        diagnose(&doc, circumstances(profile), earlier.as_ref());
    }
}

fn circumstances(profile: Option<Profile>) -> Circumstances {
    Circumstances {
        profile,
        now: "2026-03-01T12:00:00Z".parse().ok(),
        ..Circumstances::default()
    }
}

/// Every span lies in the text, between characters; values lie in their parent, one behind the other.
fn places(doc: &Document) {
    assert!(
        doc.len() <= (doc.text().len() / 8).max(1 << 16),
        "values kept"
    );
    for root in doc.roots() {
        for value in std::iter::once(root).chain(root.descendants()) {
            let (key, span) = (value.key_span(), value.span());
            in_text(doc, &key);
            in_text(doc, &span);
            in_text(doc, &value.content_span());
            assert!(
                key.end <= span.start,
                "{value:?} starts before its key ends"
            );
            assert!(
                value.content_span().start >= span.start && value.content_span().end <= span.end,
                "the content of {value:?} is not inside"
            );
            if let Some(parent) = value.parent() {
                let around = parent.span();
                let inside = first_byte(value) >= around.start && span.end <= around.end;
                assert!(inside, "{value:?} is not inside {parent:?}");
            }
            let mut end = first_byte(value).max(span.start);
            for child in value.children() {
                assert!(
                    first_byte(child) >= end,
                    "{child:?} starts inside the one before"
                );
                end = child.span().end;
            }
            let _ = (
                value.key(),
                value.str(),
                value.assumed(),
                value.integer(),
                value.bool(),
            );
        }
    }
}

/// True where a key on the way to a value holds a secret.
fn is_masked(value: Value<'_>) -> bool {
    let way = std::iter::successors(Some(value), |value| value.parent());
    way.filter_map(Value::key)
        .any(|key| !twin::secret::in_text(&key).is_empty())
}

fn first_byte(value: Value<'_>) -> usize {
    let key = value.key_span();
    if key.is_empty() {
        value.span().start
    } else {
        key.start
    }
}

fn in_text(doc: &Document, span: &Range<usize>) {
    assert!(
        span.start <= span.end && doc.text().get(span.clone()).is_some(),
        "{span:?} in a text of {} bytes",
        doc.text().len()
    );
}

/// Repairs lie in the text, in its order, and their other place, too.
fn repairs(doc: &Document) {
    assert!(
        doc.repairs().is_sorted_by_key(|r| r.span.start),
        "order of repairs"
    );
    for repair in doc.repairs() {
        in_text(doc, &repair.span);
        if let Some(other) = repair.other {
            in_text(doc, &(other..other));
        }
    }
}

/// A value is found by its path; of equal keys the last, and containers without a key have an equal one. A path is
/// shown: where a key holds a secret the path masks it, and leads nowhere.
fn found_again(doc: &Document) {
    let may_be_equal = |r: &Repair| {
        r.kind == RepairKind::DuplicateKey
            || r.kind == RepairKind::MissingColon && r.assumed.len() > 1
    };
    let has_equal_keys = doc.repairs_not_kept() > 0 || doc.repairs().iter().any(may_be_equal);
    for root in doc.roots() {
        for value in root.descendants().take(FOUND_AGAIN) {
            if is_masked(value) {
                continue;
            }
            let found = root.find(&value.path());
            assert!(found.is_some() || has_equal_keys, "{value:?} is lost");
            assert!(
                found == Some(value) || has_equal_keys,
                "{value:?} is found as {found:?}"
            );
        }
    }
    for at in 0..doc.text().len().min(FOUND_AGAIN) {
        let found = doc.value_at(at);
        assert!(
            found.is_none_or(|v| first_byte(v) <= at && at < v.span().end),
            "{at}: {found:?}"
        );
    }
}

/// What `serde_json` takes means the same here and needs no repair; what it refuses needs one.
fn agrees_with_serde_json(bytes: &[u8], doc: &Document) {
    let kinds = || doc.repairs().iter().map(|r| r.kind);
    match serde_json::from_slice::<Json>(bytes) {
        // a text with a document in it is read as that document
        Ok(Json::String(_)) if kinds().any(|k| k == RepairKind::EscapedText) => {}
        Ok(meant) => {
            assert_eq!(doc.encoding(), Encoding::Utf8);
            assert_eq!(doc.roots().len(), 1, "documents in strict JSON");
            let told = kinds().find(|&k| !is_told_of_strict_json(k));
            assert_eq!(told, None, "a repair of strict JSON");
            if kinds().all(|k| k == RepairKind::DuplicateKey) {
                assert_eq!(as_json(doc.root().expect("a document")), meant);
            }
        }
        Err(error) => {
            let message = error.to_string();
            let is_beyond =
                message.contains("number out of range") || message.contains("recursion limit");
            let is_blank = doc.text().trim().is_empty();
            assert!(
                is_beyond || is_blank || !doc.repairs().is_empty(),
                "read without a repair, and serde_json says: {message}"
            );
        }
    }
}

fn is_of_escapes(repair: &Repair) -> bool {
    repair.kind == RepairKind::EscapedText
}

/// What is told of a text that needs no repair: of two equal keys the last counts for every reader, and not all values
/// of a text made of nothing but zeros are kept.
fn is_told_of_strict_json(kind: RepairKind) -> bool {
    matches!(kind, RepairKind::DuplicateKey | RepairKind::TooManyValues)
}

fn as_json(value: Value<'_>) -> Json {
    let text = to_json(value, Layout::Compact, Secrets::Shown);
    serde_json::from_str(&text).expect("what is written is strict JSON")
}

/// What is written after the repairs is strict JSON, and is read without any.
fn can_be_written_as_strict_json(doc: &Document) {
    for root in doc.roots() {
        let text = to_json(root, Layout::Pretty, Secrets::Shown);
        let again = Document::read_str(&text).expect("small");
        // a text with a document in it is read as that document
        if root.kind() == Kind::String && again.repairs().iter().any(is_of_escapes) {
            continue;
        }
        assert_eq!(again.repairs().first(), None, "{text}");
        let deepest = root.descendants().map(Value::depth).max().unwrap_or(0);
        if deepest < LEVELS
            && let Err(error) = serde_json::from_str::<Json>(&text)
        {
            assert!(
                error.to_string().contains("number out of range"),
                "{error}: {text}"
            );
        }
    }
}

/// Every rule answers about every twin, and points into the text.
fn diagnose(doc: &Document, circumstances: Circumstances, earlier: Option<&Sighting>) {
    let units = Units::of(doc);
    assert!(!units.is_empty(), "no document");
    for number in 0..units.len().min(UNITS) {
        let twin = units.twin(number).expect("a unit of this document");
        let findings = units.diagnose(CATALOGUE, number, &twin, &circumstances, earlier);
        assert!(
            findings.len() <= CATALOGUE.len() * (diagnose::KEPT_PER_RULE + 1),
            "findings kept"
        );
        for finding in &findings {
            points_into_the_text(doc, finding);
            gives_no_secret_away(doc, finding);
        }
    }
}

/// A repair stands in reports as it is: of a value that is masked everywhere else it says nothing.
fn gives_no_secret_away(doc: &Document, finding: &Finding) {
    let at = doc.value_at(finding.place.span.start);
    let Some(value) = at.filter(|value| value.span() == finding.place.span) else {
        return;
    };
    assert!(
        finding.repair.is_none() || !twin::secret::has_secret(value),
        "{} repairs a secret",
        finding.rule
    );
}

fn points_into_the_text(doc: &Document, finding: &Finding) {
    let locator = Locator::new(doc);
    let places = std::iter::once(&finding.place).chain(finding.related.iter().map(|r| &r.place));
    for Place { span, .. } in places.clone() {
        assert!(
            span.start <= span.end && doc.text().get(span.clone()).is_some(),
            "{} points at {span:?} of {} bytes",
            finding.rule,
            doc.text().len()
        );
    }
    for place in places {
        assert!(
            locator.start(place) <= locator.end(place),
            "{}",
            finding.rule
        );
    }
    assert!(
        !finding.message.is_empty() && !finding.message.contains(char::is_control),
        "{}",
        finding.rule
    );
}
