//! Text for the clipboard: paths, values, tickets, mended documents. Never a secret.

use twin::shape::Shape;
use twin::write::{Layout, Secrets, to_json};
use twin::{Document, Kind, Step, TwinPath, Value};

use super::shown::Shown;
use crate::markdown;
use crate::wire::{CopyFormat, CopyRequest};

/// Returns the text asked for.
pub(super) fn text(shown: &Shown, request: &CopyRequest) -> String {
    let located = request.finding.and_then(|i| shown.located(i));
    let asked = TwinPath::from_pointer(&request.pointer).unwrap_or_default();
    let value = at_pointer(&shown.doc, &request.pointer);
    let path = match (located, value) {
        (Some(located), _) => located.finding.place.path.clone(),
        (None, Some(value)) => value.path(),
        (None, None) => asked,
    };
    match request.format {
        CopyFormat::Pointer => path.to_string(),
        CopyFormat::Path => path.to_query(),
        CopyFormat::Value => value.map(json).unwrap_or_default(),
        CopyFormat::Markdown => match located {
            Some(located) => markdown::finding(located),
            None => markdown::twin(&shown.examined),
        },
        CopyFormat::Repaired => json(shown.twin().root),
    }
}

/// Returns a part of another document, by its pointer.
pub(super) fn of_document(doc: &Document, request: &CopyRequest) -> String {
    let asked = TwinPath::from_pointer(&request.pointer).unwrap_or_default();
    match request.format {
        CopyFormat::Pointer => asked.to_string(),
        CopyFormat::Path => asked.to_query(),
        CopyFormat::Value | CopyFormat::Markdown | CopyFormat::Repaired => {
            at_pointer(doc, &request.pointer)
                .map(json)
                .unwrap_or_default()
        }
    }
}

/// Returns the value at a JSON pointer, in which a number may name an element of a list.
pub(super) fn at_pointer<'d>(doc: &'d Document, pointer: &str) -> Option<Value<'d>> {
    let path = TwinPath::from_pointer(pointer)?;
    let mut steps = path.steps().iter();
    steps.try_fold(doc.root()?, |at, step| match step {
        Step::Key(key) if at.kind() == Kind::Array => at.element(key.parse().ok()?),
        Step::Key(key) => at.get(key),
        Step::Index(index) => at.element(*index),
    })
}

fn json(value: Value<'_>) -> String {
    to_json(value, Layout::Pretty, Secrets::Masked)
}

/// Wraps a patch, a group or a part of a twin into the shape of a twin. Unlike what is copied, it
/// stays inside the program and keeps its values whole.
pub(super) fn wrapped(shown: &Shown) -> String {
    let twin = shown.twin();
    let (desired, reported) = match shown.examined.shape {
        Shape::GroupContent => {
            let group = format!("{{ \"group\": {} }}", plain(twin.root));
            if twin::shape::is_reported_content(twin.root) {
                ("{}".to_owned(), group)
            } else {
                (group, "{}".to_owned())
            }
        }
        _ => (part(twin.desired), part(twin.reported)),
    };
    let tags = part(twin.tags);
    let text = format!(
        "{{ \"deviceId\": \"unnamed\", \"tags\": {tags}, \"properties\": {{ \"desired\": {desired}, \"reported\": {reported} }} }}"
    );
    // deletions are carried out: a twin never holds a null
    match Document::read_str(&text) {
        Ok(doc) => doc.root().map(without_nulls).unwrap_or(text),
        Err(_) => text,
    }
}

fn without_nulls(root: Value<'_>) -> String {
    twin::write::to_json_filtered(root, Layout::Pretty, Secrets::Shown, &|member| {
        member.kind() != twin::Kind::Null
    })
}

fn plain(value: Value<'_>) -> String {
    to_json(value, Layout::Pretty, Secrets::Shown)
}

fn part(section: Option<twin::Section<'_>>) -> String {
    section.map_or_else(|| "{}".to_owned(), |s| plain(s.value))
}
