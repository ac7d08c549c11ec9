//! A section by its members: a write reads and writes those that it names, and no others.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Map, Value};
use twin::SectionKind;

use crate::Fault;
use crate::state::check::{self, checked};
use crate::state::merge::{Stamp, merge};
use crate::state::section::Section;

/// Bytes of memory for a member beside its name and text.
const AROUND: usize = 96;

/// Desired or reported properties whose members are texts of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parts {
    content: Members,
    metadata: Members,
    version: i64,
}

impl Parts {
    /// Takes a section apart.
    pub fn of(section: &Section) -> Self {
        Self {
            content: Members::of(&section.content),
            metadata: Members::of(&section.metadata),
            version: section.version,
        }
    }

    /// Puts it together.
    pub fn section(&self) -> Section {
        Section {
            content: self.content.text(),
            metadata: self.metadata.text(),
            version: self.version,
        }
    }

    /// How long its texts are together, in bytes, about.
    pub fn size(&self) -> usize {
        self.content.size + self.metadata.size
    }

    /// Bytes of memory, about.
    pub fn memory(&self) -> usize {
        let members = self.content.texts.len() + self.metadata.texts.len();
        self.size() + members * AROUND
    }

    /// Takes the patch of a device, or refuses it and stays as it is; returns the new version.
    pub fn report(&mut self, patch: &[u8], time: &str) -> Result<i64, Fault> {
        let kind = SectionKind::Reported;
        let patch = std::str::from_utf8(patch)
            .map_err(|error| Fault::argument(format!("reported is not UTF-8: {error}")))?;
        let patch = checked(kind, patch)?;
        let stamp = Stamp {
            time,
            version: None,
        };
        self.merge(kind, &patch, stamp)
    }

    /// Merges a patch that was checked, or refuses what would be too large and stays as it is; returns the new version.
    pub fn merge(
        &mut self,
        kind: SectionKind,
        patch: &Map<String, Value>,
        stamp: Stamp<'_>,
    ) -> Result<i64, Fault> {
        let (mut content, mut metadata) = (self.content.read(patch), self.metadata.read(patch));
        merge(&mut content, &mut metadata, patch, stamp);
        let before = self.content.put(patch.keys(), content);
        if let Err(fault) = check::fits(kind, self.content.size, || self.content.text()) {
            self.content.put_back(before);
            return Err(fault);
        }
        self.metadata.put(patch.keys(), metadata);
        self.version = self.version.saturating_add(1);
        Ok(self.version)
    }
}

/// The members of an object, each with its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Members {
    texts: BTreeMap<String, Box<str>>,
    /// Bytes of all texts and names with their signs; a name with escapes is counted without them.
    size: usize,
}

impl Members {
    /// Takes an object apart that this crate wrote.
    fn of(text: &str) -> Self {
        let texts: BTreeMap<String, Box<RawValue>> = serde_json::from_str(text).unwrap_or_default();
        let texts = texts.into_iter().map(|(key, text)| (key, text.into()));
        let texts: BTreeMap<String, Box<str>> = texts.collect();
        Self {
            size: text.len(),
            texts,
        }
    }

    /// Reads the members that a patch names.
    fn read(&self, patch: &Map<String, Value>) -> Map<String, Value> {
        let named = patch.keys().filter_map(|key| {
            let text = self.texts.get(key)?;
            Some((key.clone(), serde_json::from_str(text).ok()?))
        });
        named.collect()
    }

    /// Puts members in the place of what there was; what has one of the names and is not among them is gone. Returns
    /// what there was.
    fn put<'a>(
        &mut self,
        names: impl Iterator<Item = &'a String>,
        mut members: Map<String, Value>,
    ) -> Vec<(String, Option<Box<str>>)> {
        let mut before = Vec::new();
        for name in names {
            let text = members.remove(name).map(|value| value.to_string().into());
            before.push((name.clone(), self.set(name, text)));
        }
        for (name, value) in members {
            let known = self.set(&name, Some(value.to_string().into()));
            before.push((name, known));
        }
        before
    }

    fn put_back(&mut self, before: Vec<(String, Option<Box<str>>)>) {
        for (name, text) in before {
            self.set(&name, text);
        }
    }

    fn set(&mut self, name: &str, text: Option<Box<str>>) -> Option<Box<str>> {
        // quotes, colon and comma
        let around = name.len() + 4;
        self.size += text.as_ref().map_or(0, |text| text.len() + around);
        let before = match (text, self.texts.get_mut(name)) {
            (Some(text), Some(known)) => Some(std::mem::replace(known, text)),
            (Some(text), None) => self.texts.insert(name.to_owned(), text),
            (None, _) => self.texts.remove(name),
        };
        self.size -= before.as_ref().map_or(0, |text| text.len() + around);
        before
    }

    fn text(&self) -> String {
        let mut all = String::with_capacity(self.size + 2);
        for (name, text) in &self.texts {
            all.push(if all.is_empty() { '{' } else { ',' });
            all.push_str(&serde_json::to_string(name).expect("a text"));
            all.push(':');
            all.push_str(text);
        }
        if all.is_empty() {
            all.push('{');
        }
        all.push('}');
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BORN: &str = "2026-01-01T00:00:00.0000000Z";
    const LATER: &str = "2026-01-02T00:00:00.0000000Z";

    #[test]
    fn what_is_refused_leaves_everything_as_it_was() {
        let mut parts = Parts::of(&Section::new(BORN));
        parts.report(br#"{"a": {"b": 1}, "c": 2}"#, LATER).unwrap();
        let before = parts.clone();
        let wide = format!("{{\"c\": null, \"a\": {{\"b\": 2}}, \"x\": [{}]}}", {
            let text = format!("\"{}\"", "y".repeat(4_000));
            vec![text; 9].join(",")
        });
        for refused in [wide.as_str(), "[]", "{\"a.b\": 1}", "{", "{\"c\": [null]}"] {
            assert!(
                parts.report(refused.as_bytes(), LATER).is_err(),
                "{refused:.40}"
            );
            assert_eq!(parts, before);
        }
        assert!(parts.report(b"{\"c\": \"\xff\"}", LATER).is_err());
    }

    #[test]
    fn the_size_is_never_less_than_the_text() {
        let mut parts = Parts::of(&Section::new(BORN));
        for patch in [
            r#"{"a": 1}"#,
            r#"{"b": {"c": "text"}, "a": null}"#,
            r#"{"b": null}"#,
            r#"{"a": [1, 2], "d": {}}"#,
            r#"{"d": {"e": {"f": true}}}"#,
        ] {
            parts.report(patch.as_bytes(), LATER).unwrap();
            let Section {
                content, metadata, ..
            } = parts.section();
            assert!(parts.content.size >= content.len(), "{patch}");
            assert!(parts.metadata.size >= metadata.len(), "{patch}");
            let apart = Parts::of(&parts.section());
            assert_eq!(apart.content.texts, parts.content.texts, "{patch}");
        }
    }
}
