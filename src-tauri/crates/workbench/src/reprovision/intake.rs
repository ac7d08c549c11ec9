//! What is dropped on the simulator or pasted into it: told apart by what is in it, never by its name.

use std::fmt::Write as _;
use std::path::Path;

use groups::names::is_group;
use twin::shape::{Provisioning, Recognition, Shape, recognise, units};
use twin::{Document, Kind, Value};

use super::window::{LARGEST, name_of, without_secrets};
use crate::pieces;
use crate::wire::TakenDocument;

/// Documents of one text that are looked at: a list of devices is no input of one request.
const MOST: usize = 10_000;

/// Takes a file: one document for each input that is in it, or why there is none.
#[must_use]
pub fn take_file(path: &str) -> Vec<TakenDocument> {
    let name = name_of(path);
    let bytes = match pieces::whole(Path::new(path), LARGEST) {
        Ok(bytes) => bytes,
        Err(obstacle) => {
            let why = format!("it cannot be read: {}", obstacle.detail);
            return vec![left(&name, &why, "Drop a file with one document in it.")];
        }
    };
    match Document::read(bytes) {
        Ok(doc) => of(&doc, &name),
        Err(error) => vec![left(&name, &error.to_string(), "Save it as JSON.")],
    }
}

/// Takes a text: one document for each input that is in it, or why there is none.
#[must_use]
pub fn take_text(text: &str, name: &str) -> Vec<TakenDocument> {
    if text.len() > LARGEST {
        let why = format!("{} bytes are too many for one document", text.len());
        return vec![left(
            name,
            &why,
            "Take the documents of one request out of it.",
        )];
    }
    match Document::read_str(text) {
        Ok(doc) => of(&doc, name),
        Err(error) => vec![left(name, &error.to_string(), "Save it as JSON.")],
    }
}

/// The values of a text that are one input together.
struct Part<'d> {
    input: &'static str,
    values: Vec<(Value<'d>, Provisioning, String)>,
}

fn of(doc: &Document, name: &str) -> Vec<TakenDocument> {
    let all = units(doc);
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut others = Vec::new();
    let mut is_whole = all.len() <= MOST;
    for id in all.iter().take(MOST) {
        let value = doc.value(*id);
        let recognition = recognise(value, &is_group).recognition;
        match (recognition.shape, of_request(value)) {
            (Shape::Provisioning(kind), _) => {
                put(&mut parts, (value, kind, recognition.because));
            }
            (Shape::Unknown, Some(documents)) => {
                is_whole = false;
                documents.into_iter().for_each(|told| put(&mut parts, told));
            }
            _ => others.push((value, recognition)),
        }
    }
    is_whole &= parts.len() == 1 && others.is_empty();
    is_whole &= parts
        .iter()
        .all(|part| part.values.len() == 1 || holds_several(part.input));
    let mut taken: Vec<_> = parts
        .iter()
        .map(|part| of_part(part, is_whole.then_some(doc), name))
        .collect();
    taken.extend(parts.iter().filter_map(|part| beyond(part, name)));
    if let Some((value, other)) = others.first() {
        let (why, way_out) = refused(*value, other);
        taken.push(left(name, &why, way_out));
    }
    if let Some(over) = all.len().checked_sub(MOST).filter(|over| *over > 0) {
        let why = format!("{over} further documents in it were not looked at");
        taken.push(left(name, &why, "Take the documents of one request out of it; `twinscope reprovision fleet` decides about many devices."));
    }
    taken
}

/// Puts a value to those of its input.
fn put<'d>(parts: &mut Vec<Part<'d>>, told: (Value<'d>, Provisioning, String)) {
    let input = input_of(told.1);
    match parts.iter_mut().find(|part| part.input == input) {
        Some(part) => part.values.push(told),
        None => parts.push(Part {
            input,
            values: vec![told],
        }),
    }
}

/// Members of a whole request: a sequence without its steps.
const OF_REQUEST: [(&str, Provisioning); 6] = [
    ("enrollment", Provisioning::Enrollment),
    ("device", Provisioning::Device),
    ("hubs", Provisioning::Hub),
    ("record", Provisioning::Record),
    ("webhook", Provisioning::Webhook),
    ("versions", Provisioning::Versions),
];

/// Returns the documents of a whole request, `{enrollment, device, hubs}`: at least two, and nothing beside them.
fn of_request(value: Value<'_>) -> Option<Vec<(Value<'_>, Provisioning, String)>> {
    let mut documents = Vec::new();
    for member in value.children() {
        let known = OF_REQUEST.iter().find(|(name, _)| member.is_key(name));
        match known {
            Some((name, kind)) if member.is_object() || member.kind() == Kind::Array => {
                documents.push((member, *kind, format!("it stands as `{name}` in a request")));
            }
            _ if member.is_key("title") || member.is_key("description") => {}
            _ => return None,
        }
    }
    (documents.len() > 1).then_some(documents)
}

/// True for the inputs of which one request has several.
fn holds_several(input: &str) -> bool {
    matches!(input, "enrollment" | "hubs")
}

/// Tells the documents of a kind of which a request has one: all but the first are left.
fn beyond(part: &Part<'_>, name: &str) -> Option<TakenDocument> {
    let over = part.values.len() - 1;
    if holds_several(part.input) || over == 0 {
        return None;
    }
    let (_, kind, _) = &part.values[0];
    let what = match over {
        1 => format!("a second {}", kind.title()),
        _ => format!("{over} of {} times {}", over + 1, article(kind.title())),
    };
    let out = "The first one counts: drop the one that is meant by itself; `twinscope reprovision fleet` decides about many devices.";
    let why = format!("{what} is in it, and a request has one");
    Some(left(name, &why, out))
}

/// Why a value is no document of the simulator, and where it belongs.
fn refused(value: Value<'_>, other: &Recognition) -> (String, &'static str) {
    let by_hand = "Open it with the button beside the document that it is meant to be.";
    match other.shape {
        Shape::Unknown if value.is_object() => {
            let why = "none of its members is one of an enrollment, a device, a hub or a record";
            (why.to_owned(), by_hand)
        }
        Shape::Unknown | Shape::Empty => ("there is no object in it".to_owned(), by_hand),
        shape => (
            format!("it is a {}: {}", shape.title(), other.because),
            "Close the simulator and drop it again to look at it, or write it into a hub as its `twin`.",
        ),
    }
}

fn input_of(kind: Provisioning) -> &'static str {
    match kind {
        Provisioning::Enrollment | Provisioning::EnrollmentGroup => "enrollment",
        Provisioning::Device => "device",
        Provisioning::Hub => "hubs",
        Provisioning::Record => "record",
        Provisioning::Webhook => "webhook",
        Provisioning::Versions => "versions",
        Provisioning::Sequence => "scenario",
    }
}

fn of_part(part: &Part<'_>, whole: Option<&Document>, name: &str) -> TakenDocument {
    let (_, kind, because) = &part.values[0];
    let taken = match holds_several(part.input) {
        true => &part.values[..],
        false => &part.values[..1],
    };
    let (text, masked) = match whole {
        Some(doc) => without_secrets(doc),
        None => {
            let texts: Vec<_> = taken.iter().map(|(value, ..)| value.raw()).collect();
            let joined = Document::read_str(&texts.join("\n")).ok();
            joined.as_ref().map(without_secrets).unwrap_or_default()
        }
    };
    let mut sentence = match taken.len() {
        1 => format!("{name} is taken for the {}: {because}", kind.title()),
        count => format!(
            "{name} is taken for {count} documents, the first of them {}: {because}",
            article(kind.title())
        ),
    };
    if masked {
        let _ = write!(sentence, "; keys in it are masked, they decide nothing");
    }
    sentence.push('.');
    TakenDocument {
        name: name.to_owned(),
        input: Some(part.input.to_owned()),
        text,
        masked,
        sentence,
    }
}

fn article(title: &str) -> String {
    let an = title.starts_with(['a', 'e', 'i', 'o']);
    format!("{} {title}", if an { "an" } else { "a" })
}

fn left(name: &str, why: &str, way_out: &str) -> TakenDocument {
    TakenDocument {
        name: name.to_owned(),
        input: None,
        text: String::new(),
        masked: false,
        sentence: format!("{name} was not taken: {why}. {way_out}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reprovision::samples;

    fn inputs(text: &str) -> Vec<Option<String>> {
        let taken = take_text(text, "dropped.json");
        for one in &taken {
            assert!(
                one.sentence.starts_with("dropped.json ") && one.sentence.ends_with('.'),
                "{}",
                one.sentence
            );
            assert_eq!(one.input.is_none(), one.text.is_empty());
        }
        taken.into_iter().map(|one| one.input).collect()
    }

    fn some(inputs: &[&str]) -> Vec<Option<String>> {
        inputs
            .iter()
            .map(|input| Some((*input).to_owned()))
            .collect()
    }

    #[test]
    fn every_document_of_every_sample_goes_where_it_belongs() {
        for sample in samples() {
            let given = [
                ("enrollment", &sample.start.enrollment),
                ("device", &sample.start.device),
                ("hubs", &sample.start.hubs),
                ("webhook", &sample.start.webhook),
                ("scenario", &sample.text),
            ];
            for (input, text) in given.into_iter().filter(|(_, text)| !text.is_empty()) {
                assert_eq!(inputs(text), some(&[input]), "{}: {text}", sample.name);
                assert_eq!(&take_text(text, "x")[0].text, text);
            }
        }
    }

    #[test]
    fn several_documents_in_one_text_are_told_apart_and_several_of_one_kind_stay_together() {
        let (enrollment, group) = (
            r#"{"registrationId": "a", "attestation": {}}"#,
            r#"{"enrollmentGroupId": "g", "attestation": {}}"#,
        );
        let device = r#"{"registrationId": "a", "apiVersion": "2021-06-01"}"#;
        assert_eq!(
            inputs(&format!("{enrollment}\n{group}")),
            some(&["enrollment"])
        );
        let mixed = format!("[{enrollment}, {device}, {group}]");
        assert_eq!(inputs(&mixed), some(&["enrollment", "device"]));
        let taken = take_text(&mixed, "x");
        assert_eq!(taken[0].text, format!("{enrollment}\n{group}"));
        assert_eq!(taken[1].text, device);
        assert!(
            taken[0].sentence.contains("2 documents"),
            "{}",
            taken[0].sentence
        );
    }

    #[test]
    fn of_what_a_request_has_one_the_first_is_taken_and_the_others_are_told() {
        for (one, input) in [
            (
                r#"{"registrationId":"a","apiVersion":"2021-06-01"}"#,
                "device",
            ),
            (r#"{"assignedHub":"h","status":"assigned"}"#, "record"),
            (r#"{"iotHubHostName":"h"}"#, "webhook"),
            (
                r#"{"sdks":[{"language":"c","lastBefore":"1.2.8"}]}"#,
                "versions",
            ),
        ] {
            for count in [2, 3] {
                let text = format!("[{}]", vec![one; count].join(", "));
                assert_eq!(inputs(&text), [Some(input.to_owned()), None], "{text}");
                let taken = take_text(&text, "x");
                assert_eq!(taken[0].text, one);
                assert!(!taken[0].sentence.contains("documents"));
                assert!(
                    taken[1].sentence.contains("a request has one"),
                    "{}",
                    taken[1].sentence
                );
            }
        }
        let hub = r#"{"hostName":"h.azure-devices.net"}"#;
        assert_eq!(inputs(&format!("[{hub}, {hub}]")), some(&["hubs"]));
    }

    #[test]
    fn a_whole_request_is_taken_apart_by_its_members() {
        let whole = r#"{"title": "t", "enrollment": {"registrationId": "a"}, "device": {"registrationId": "a"}, "hubs": [{"hostName": "h"}]}"#;
        assert_eq!(inputs(whole), some(&["enrollment", "device", "hubs"]));
        let taken = take_text(whole, "x");
        assert_eq!(taken[2].text, r#"[{"hostName": "h"}]"#);
        for not_one in [
            r#"{"device": {"registrationId": "a"}}"#,
            r#"{"device": {}, "hubs": [], "colour": "red"}"#,
            r#"{"device": 1, "hubs": 2}"#,
        ] {
            assert_eq!(inputs(not_one), [None], "{not_one}");
        }
    }

    #[test]
    fn what_is_none_of_them_is_told_with_the_way_out_and_takes_nothing_else_along() {
        for (text, part) in [
            ("{\"temperature\": 21}", "none of its members"),
            ("{}", "none of its members"),
            ("no json", "no object in it"),
            ("", "no object in it"),
            ("{\"properties\": {\"desired\": {}}}", "as its `twin`"),
        ] {
            let taken = take_text(text, "x");
            assert_eq!(taken.len(), 1, "{text}");
            assert!(
                taken[0].input.is_none() && taken[0].sentence.contains(part),
                "{}",
                taken[0].sentence
            );
        }
        let beside = "{\"registrationId\": \"a\", \"attestation\": {}}\n{\"temperature\": 21}";
        assert_eq!(inputs(beside), [Some("enrollment".to_owned()), None]);
        let many = r#"{"registrationId":"a","apiVersion":"b"}"#.repeat(MOST + 1);
        assert_eq!(inputs(&many), [Some("device".to_owned()), None, None]);
        let large = " ".repeat(LARGEST + 1);
        assert_eq!(take_text(&large, "x")[0].input, None);
    }

    #[test]
    fn keys_are_masked_and_a_file_that_cannot_be_read_is_told() {
        let key = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmU=";
        let text = format!(
            "{{\"registrationId\": \"a\", \"attestation\": {{\"symmetricKey\": {{\"primaryKey\": \"{key}\"}}}}}}"
        );
        for text in [text.clone(), format!("{text}\n{{\"x\": 1}}")] {
            let taken = take_text(&text, "x");
            assert!(
                taken[0].masked && !taken[0].text.contains(key),
                "{}",
                taken[0].text
            );
            assert!(taken[0].sentence.contains("keys in it are masked"));
        }
        let gone = take_file("/no/such/file.json");
        assert!(
            gone[0]
                .sentence
                .starts_with("file.json was not taken: it cannot be read")
        );
    }
}
