//! Desired or reported properties: what they hold, when it was written, how often.

use serde_json::{Map, Value};

use crate::Fault;
use crate::state::check::{self, checked};
use crate::state::merge::{Stamp, merge, replacing};
use crate::state::parts::Parts;
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
        let mut parts = Parts::of(self);
        parts.merge(kind, &patch, stamp)?;
        let section = parts.section();
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
        check::fits(kind, text.len(), || &text)?;
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
}

/// Reads what this crate wrote itself.
pub(crate) fn object(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}
