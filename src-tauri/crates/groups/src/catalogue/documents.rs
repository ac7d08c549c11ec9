//! The files of a catalogue as parsed schemas, and where a `$ref` in them leads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde_json::Value as Plain;

/// Where every schema lives. The host does not exist, and nothing is ever fetched.
pub const BASE: &str = "https://catalogue.twinscope.invalid/";

/// The member that says how much a violation weighs.
pub(super) const WEIGHT: &str = "x-severity";

/// Members that make a schema one for the complete form of a group.
const COMPLETENESS: [&str; 4] = [
    "required",
    "dependentRequired",
    "dependentSchemas",
    "minProperties",
];

/// Which form of a group a value is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// The group as the twin has it.
    Complete,
    /// Only what changed, as in a patch.
    Delta,
}

/// One file.
#[derive(Debug, Clone)]
struct File {
    text: Arc<str>,
    parsed: OnceLock<Arc<Plain>>,
    /// Whether it says of any schema in it how much a violation weighs.
    has_weights: bool,
}

/// All files by their path below the catalogue's folder.
#[derive(Debug, Clone, Default)]
pub(super) struct Documents {
    files: BTreeMap<String, File>,
    /// Where the files stand that are not among these: below a pack lies the built-in catalogue.
    below: Option<Arc<Documents>>,
}

impl Documents {
    /// Starts with nothing but what lies below.
    pub fn over(below: Arc<Self>) -> Self {
        Self {
            files: BTreeMap::new(),
            below: Some(below),
        }
    }

    pub fn add(&mut self, path: &str, text: &str) {
        self.insert(path, text, OnceLock::new());
    }

    /// Adds a file that was parsed already, and perhaps given its `$id`.
    pub fn add_parsed(&mut self, path: &str, text: &str, parsed: Plain) {
        self.insert(path, text, OnceLock::from(Arc::new(parsed)));
    }

    fn insert(&mut self, path: &str, text: &str, parsed: OnceLock<Arc<Plain>>) {
        let file = File {
            text: text.into(),
            parsed,
            // where the name may be written with escapes, it is looked for later
            has_weights: text.contains(WEIGHT) || text.contains("\\u"),
        };
        self.files.insert(path.to_owned(), file);
    }

    /// True for a file of its own, not of what lies below.
    pub fn owns(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    fn file(&self, path: &str) -> Option<&File> {
        let below = || self.below.as_ref()?.file(path);
        self.files.get(path).or_else(below)
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.file(path).map(|file| &*file.text)
    }

    /// Returns a file as JSON; an empty schema for what is none, which loading a pack has told.
    pub fn parsed(&self, path: &str) -> Option<Arc<Plain>> {
        let file = self.file(path)?;
        let parse = || Arc::new(serde_json::from_str(&file.text).unwrap_or(Plain::Bool(true)));
        Some(file.parsed.get_or_init(parse).clone())
    }

    /// True for a file that says how much violations weigh.
    pub fn has_weights(&self, path: &str) -> bool {
        self.file(path).is_some_and(|file| file.has_weights)
    }

    /// Returns what stands at a location: a path, `#` and a JSON pointer.
    pub fn at(&self, location: &Location) -> Option<Plain> {
        let document = self.parsed(&location.path)?;
        document.pointer(&location.pointer).cloned()
    }

    /// Returns a file and all files that it refers to, by path.
    pub fn closure(&self, path: &str) -> BTreeMap<String, Arc<Plain>> {
        let mut found = BTreeMap::new();
        let mut open = vec![path.to_owned()];
        while let Some(path) = open.pop() {
            if found.contains_key(&path) {
                continue;
            }
            let Some(document) = self.parsed(&path) else {
                continue;
            };
            let mut targets = BTreeSet::new();
            references(&document, &mut |reference| {
                targets.insert(Location::of(reference, &path).path);
            });
            open.extend(targets);
            found.insert(path, document);
        }
        found
    }
}

/// A place in a schema.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// Path of the file below the catalogue's folder.
    pub path: String,
    /// JSON pointer in it.
    pub pointer: String,
}

impl Location {
    /// Resolves a reference that stands in a file.
    pub(super) fn of(reference: &str, from: &str) -> Self {
        let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let file = file.strip_prefix(BASE).unwrap_or(file);
        let path = match file.strip_prefix('/').unwrap_or(file) {
            "" => from,
            path => path,
        };
        Self {
            path: path.to_owned(),
            pointer: pointer.to_owned(),
        }
    }

    /// Returns the place of a part below.
    pub(super) fn join(&self, part: &str) -> Self {
        let escaped = part.replace('~', "~0").replace('/', "~1");
        Self {
            path: self.path.clone(),
            pointer: format!("{}/{escaped}", self.pointer),
        }
    }
}

fn references(schema: &Plain, told: &mut dyn FnMut(&str)) {
    match schema {
        Plain::Object(members) => {
            if let Some(Plain::String(reference)) = members.get("$ref") {
                told(reference);
            }
            members.values().for_each(|v| references(v, told));
        }
        Plain::Array(elements) => elements.iter().for_each(|v| references(v, told)),
        _ => {}
    }
}

/// Returns a schema for values that carry only what changed.
pub(super) fn delta(schema: &Plain) -> Plain {
    match schema {
        Plain::Object(members) => {
            let kept = members
                .iter()
                .filter(|(name, value)| !is_completeness(name, value));
            Plain::Object(kept.map(|(n, v)| (n.clone(), delta(v))).collect())
        }
        Plain::Array(elements) => Plain::Array(elements.iter().map(delta).collect()),
        other => other.clone(),
    }
}

/// True for the keyword, not for a property of that name, whose schema is an object.
fn is_completeness(name: &str, value: &Plain) -> bool {
    match name {
        "dependentRequired" => value
            .as_object()
            .is_some_and(|m| m.values().all(Plain::is_array)),
        "dependentSchemas" => value.as_object().is_some_and(|m| !m.contains_key("type")),
        name => COMPLETENESS.contains(&name) && !value.is_object(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delta_need_not_be_complete() {
        let schema = serde_json::json!({
            "required": ["a"], "minProperties": 1, "dependentRequired": {"a": ["b"]},
            "properties": {"required": {"type": "string"}, "b": {"required": ["c"]}}
        });
        let expected = serde_json::json!({
            "properties": {"required": {"type": "string"}, "b": {}}
        });
        assert_eq!(delta(&schema), expected);
    }

    #[test]
    fn references_lead_to_a_file_and_a_place() {
        let to = |reference| Location::of(reference, "ga/x/desired.json");
        assert_eq!(to("#/$defs/a").path, "ga/x/desired.json");
        assert_eq!(to("/shared/error.json#/$defs/a").path, "shared/error.json");
        assert_eq!(to("/shared/error.json#/$defs/a").pointer, "/$defs/a");
        assert_eq!(
            to("https://catalogue.twinscope.invalid/ga/y.json").path,
            "ga/y.json"
        );
    }
}
