//! Values that are carried and never interpreted: tags, properties, payloads. They stay the text they were.

use std::fmt;
use std::sync::Arc;

use twin::escape::quote;
use twin::write::{Layout, Secrets, to_json};
use twin::{Document, Kind, Value};

/// A JSON value as text, valid and in one line. It may hold secrets: whoever shows it masks it first.
#[derive(Clone, PartialEq, Eq)]
pub struct Json(Arc<str>);

impl Json {
    /// Takes a value as it was read, with the repairs that were assumed.
    #[must_use]
    pub fn of(value: Value<'_>) -> Self {
        Self(to_json(value, Layout::Compact, Secrets::Shown).into())
    }

    /// `{}`.
    #[must_use]
    pub fn empty_object() -> Self {
        Self("{}".into())
    }

    /// Takes a text that is known to be JSON.
    pub(crate) fn written(text: String) -> Self {
        Self(text.into())
    }

    /// Returns the text, secrets included.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Returns the text with dots in the place of secrets.
    #[must_use]
    pub fn masked(&self) -> String {
        let doc = self.read();
        let root = doc.as_ref().and_then(Document::root);
        root.map(|root| to_json(root, Layout::Compact, Secrets::Masked))
            .unwrap_or_default()
    }

    /// True for `{}`.
    #[must_use]
    pub fn is_empty_object(&self) -> bool {
        &*self.0 == "{}"
    }

    /// True where both say the same, whatever the order of their members and the spelling of their numbers.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        let (one, other) = (self.read(), other.read());
        let roots = one.as_ref().and_then(Document::root);
        match (roots, other.as_ref().and_then(Document::root)) {
            (Some(one), Some(other)) => is_same(one, other),
            _ => false,
        }
    }

    /// Reads the text again, to be walked.
    pub(crate) fn read(&self) -> Option<Document> {
        Document::read_str(&self.0).ok()
    }
}

/// Applies a merge patch (RFC 7396).
pub(crate) fn merged(base: &Json, patch: &Json) -> Json {
    let (Some(before), Some(change)) = (base.read(), patch.read()) else {
        return base.clone();
    };
    match (before.root(), change.root()) {
        (Some(before), Some(change)) => Json::written(merge(Some(before), change)),
        _ => base.clone(),
    }
}

/// The reader ends at a number of levels, and so does this.
fn merge(base: Option<Value<'_>>, patch: Value<'_>) -> String {
    if !patch.is_object() {
        return to_json(patch, Layout::Compact, Secrets::Shown);
    }
    let base = base.filter(|base| base.is_object());
    let mut out = ObjectWriter::new();
    let members = |object: Option<Value<'_>>, write: &mut dyn FnMut(&str, Value<'_>)| {
        for member in object.into_iter().flat_map(Value::children) {
            write(&member.key().unwrap_or_default(), member);
        }
    };
    members(base, &mut |key, member| {
        if patch.get(key).is_none() {
            out.raw(key, Json::of(member).text());
        }
    });
    members(Some(patch), &mut |key, member| {
        if member.kind() != Kind::Null {
            out.raw(key, &merge(base.and_then(|base| base.get(key)), member));
        }
    });
    out.end()
}

/// The reader ends at a number of levels, and so does this.
fn is_same(one: Value<'_>, other: Value<'_>) -> bool {
    if one.kind() != other.kind() {
        return false;
    }
    let count = |value: Value<'_>| value.children().count();
    match one.kind() {
        Kind::Object => {
            let is_there = |member: Value<'_>| {
                let key = member.key().unwrap_or_default();
                other.get(&key).is_some_and(|there| is_same(member, there))
            };
            count(one) == count(other) && one.children().all(is_there)
        }
        Kind::Array => {
            let mut pairs = one.children().zip(other.children());
            count(one) == count(other) && pairs.all(|(one, other)| is_same(one, other))
        }
        Kind::Number => {
            let worth = |value: Value<'_>| value.number().and_then(|n| n.parse::<f64>().ok());
            one.raw() == other.raw() || worth(one).is_some() && worth(one) == worth(other)
        }
        _ => one.raw() == other.raw() || one.str().is_some() && one.str() == other.str(),
    }
}

/// Never the content: it may be a secret.
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({} bytes)", self.0.len())
    }
}

/// Writes one JSON object, member by member.
#[derive(Debug)]
pub(crate) struct ObjectWriter(String);

impl ObjectWriter {
    pub fn new() -> Self {
        Self("{".to_owned())
    }

    /// Writes a member whose value is JSON already.
    pub fn raw(&mut self, key: &str, json: &str) -> &mut Self {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&quote(key));
        self.0.push(':');
        self.0.push_str(json);
        self
    }

    pub fn text(&mut self, key: &str, text: &str) -> &mut Self {
        self.raw(key, &quote(text))
    }

    /// Writes nothing where there is nothing.
    pub fn text_if(&mut self, key: &str, text: Option<&str>) -> &mut Self {
        if let Some(text) = text {
            self.text(key, text);
        }
        self
    }

    pub fn json_if(&mut self, key: &str, json: Option<&Json>) -> &mut Self {
        if let Some(json) = json {
            self.raw(key, json.text());
        }
        self
    }

    pub fn bool(&mut self, key: &str, value: bool) -> &mut Self {
        self.raw(key, if value { "true" } else { "false" })
    }

    /// Writes members that nobody here knows, as they were.
    pub fn others(&mut self, others: &[(String, Json)]) -> &mut Self {
        for (key, json) in others {
            self.raw(key, json.text());
        }
        self
    }

    pub fn end(&mut self) -> String {
        let mut written = std::mem::take(&mut self.0);
        written.push('}');
        written
    }
}

/// Writes a list of texts.
pub(crate) fn list(texts: &[String]) -> String {
    let quoted: Vec<_> = texts.iter().map(|text| quote(text).to_string()).collect();
    format!("[{}]", quoted.join(","))
}
