//! Desired or reported properties: what they hold, when it was written, how often.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::Fault;
use crate::state::check::{self, checked};
use crate::state::merge::{Stamp, merge, replacing};
use twin::SectionKind;

/// Properties as a hub keeps them. Texts are JSON objects: most reads need no more than to join them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What was written, without `$metadata` and `$version`.
    pub content: String,
    /// `$metadata`.
    pub metadata: String,
    /// `$version`.
    pub version: i64,
}

/// What a write came to.
#[derive(Debug)]
pub(crate) struct Written {
    pub section: Section,
    /// What a device is told: the merge patch itself, without what the platform writes.
    pub patch: Map<String, Value>,
}

impl Section {
    /// Nothing written yet.
    #[must_use]
    pub fn new(time: &str) -> Self {
        Self {
            content: "{}".to_owned(),
            metadata: format!("{{\"$lastUpdated\":\"{time}\"}}"),
            version: 1,
        }
    }

    /// Writes a merge patch into it, `None` empties it. `kind` is desired or reported.
    pub(crate) fn patched(
        &self,
        kind: SectionKind,
        patch: Option<&str>,
        time: &str,
    ) -> Result<Written, Fault> {
        let patch = match patch {
            Some(patch) => checked(kind, patch)?,
            None => replacing(&self.content(), &Map::new()),
        };
        let version = self.version.saturating_add(1);
        let stamp = Stamp {
            time,
            version: (kind == SectionKind::Desired).then_some(version),
        };
        let (content, metadata) = self.merged(&patch, stamp);
        check::fits(kind, &content)?;
        let section = Self {
            content,
            metadata,
            version,
        };
        Ok(Written { section, patch })
    }

    /// Replaces the content. The patch that a device is told has `null` for what is gone.
    pub(crate) fn replaced(
        &self,
        kind: SectionKind,
        content: &str,
        time: &str,
    ) -> Result<Written, Fault> {
        let content = checked(kind, content)?;
        let patch = replacing(&self.content(), &content);
        let version = self.version.saturating_add(1);
        let stamp = Stamp {
            time,
            version: (kind == SectionKind::Desired).then_some(version),
        };
        let (mut kept, mut metadata) = (Map::new(), Map::new());
        merge(&mut kept, &mut metadata, &content, stamp);
        let text = Value::Object(kept).to_string();
        check::fits(kind, &text)?;
        let section = Self {
            content: text,
            metadata: Value::Object(metadata).to_string(),
            version,
        };
        Ok(Written { section, patch })
    }

    /// Writes it as a service sees it.
    #[must_use]
    pub fn for_service(&self) -> String {
        let comma = if self.is_empty() { "" } else { "," };
        let open = &self.content[..self.content.len() - 1];
        let (metadata, version) = (&self.metadata, self.version);
        format!("{open}{comma}\"$metadata\":{metadata},\"$version\":{version}}}")
    }

    /// Writes it as a device sees it.
    #[must_use]
    pub fn for_device(&self) -> String {
        let comma = if self.is_empty() { "" } else { "," };
        let open = &self.content[..self.content.len() - 1];
        format!("{open}{comma}\"$version\":{}}}", self.version)
    }

    /// True without properties.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content == "{}"
    }

    fn content(&self) -> Map<String, Value> {
        object(&self.content)
    }

    /// Merges a patch into the two texts. Only members that it names are read; the others stay as they are written.
    fn merged(&self, patch: &Map<String, Value>, stamp: Stamp<'_>) -> (String, String) {
        let (mut content, mut metadata) = (members(&self.content), members(&self.metadata));
        let (mut below, mut stamps) = (taken(&mut content, patch), taken(&mut metadata, patch));
        merge(&mut below, &mut stamps, patch, stamp);
        (joined(content, &below), joined(metadata, &stamps))
    }
}

/// A member of an object: its text, or a value that was read.
#[derive(Serialize)]
#[serde(untagged)]
enum Member<'a> {
    Text(&'a RawValue),
    Value(&'a Value),
}

/// The members of an object that this crate wrote, by name.
fn members(text: &str) -> BTreeMap<String, &RawValue> {
    serde_json::from_str(text).unwrap_or_default()
}

/// Takes the members out that a patch names, and reads them.
fn taken(
    members: &mut BTreeMap<String, &RawValue>,
    patch: &Map<String, Value>,
) -> Map<String, Value> {
    let taken = patch.keys().filter_map(|key| {
        let text = members.remove(key)?;
        Some((key.clone(), serde_json::from_str(text.get()).ok()?))
    });
    taken.collect()
}

/// Writes an object of members that were not read and of those that were.
fn joined(unread: BTreeMap<String, &RawValue>, read: &Map<String, Value>) -> String {
    let unread = unread.iter().map(|(key, text)| (key, Member::Text(text)));
    let read = read.iter().map(|(key, value)| (key, Member::Value(value)));
    let all: BTreeMap<&String, Member<'_>> = unread.chain(read).collect();
    serde_json::to_string(&all).expect("names and JSON")
}

/// Reads what this crate wrote itself.
pub(crate) fn object(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}
