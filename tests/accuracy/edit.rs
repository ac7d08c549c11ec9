//! Changes a twin as a write does: what has a value has its entry in `$metadata`.

use serde_json::{Map, Value as Json, json};

/// A twin that is being changed.
pub struct Edit {
    pub twin: Json,
}

impl Edit {
    pub fn of(twin: &Json) -> Self {
        Self { twin: twin.clone() }
    }

    /// Sets a value that may not be there yet, in an object or a list that is.
    pub fn set(&mut self, pointer: &str, value: Json) -> Option<&mut Self> {
        if let Some((around, key, stamp)) = self.stamps(pointer) {
            let entry = entry(&value, &stamp);
            self.twin
                .pointer_mut(&around)?
                .as_object_mut()?
                .insert(key, entry);
        }
        self.bare(pointer, value)
    }

    /// Sets a value, and leaves `$metadata` as it is.
    pub fn bare(&mut self, pointer: &str, value: Json) -> Option<&mut Self> {
        let (around, key) = split(pointer)?;
        match self.twin.pointer_mut(around)? {
            Json::Object(members) => {
                members.insert(key, value);
            }
            Json::Array(elements) => *elements.get_mut(key.parse::<usize>().ok()?)? = value,
            _ => return None,
        }
        Some(self)
    }

    /// Removes a member, and its entry.
    pub fn remove(&mut self, pointer: &str) -> Option<&mut Self> {
        if let Some((around, key, _)) = self.stamps(pointer) {
            self.twin
                .pointer_mut(&around)?
                .as_object_mut()?
                .remove(&key);
        }
        let (around, key) = split(pointer)?;
        self.twin
            .pointer_mut(around)?
            .as_object_mut()?
            .remove(&key)?;
        Some(self)
    }

    /// Gives a member another name that is not taken; returns where it is then.
    pub fn rename(&mut self, pointer: &str, to: &str) -> Option<String> {
        let value = self.twin.pointer(pointer)?.clone();
        let renamed = join(split(pointer)?.0, to);
        if self.twin.pointer(&renamed).is_some() {
            return None;
        }
        self.remove(pointer)?;
        self.set(&renamed, value)?;
        Some(renamed)
    }

    /// The node of `$metadata` around a value, the key there, and the stamps of that node.
    fn stamps(&self, pointer: &str) -> Option<(String, String, Map<String, Json>)> {
        let (metadata, rest) = metadata_of(pointer)?;
        let (inside, key) = split(&rest)?;
        let around = format!("{metadata}{inside}");
        let is_object = self.twin.pointer(split(pointer)?.0)?.is_object();
        let node = self
            .twin
            .pointer(&around)
            .filter(|_| is_object)?
            .as_object()?;
        let own = node.iter().filter(|(key, _)| key.starts_with('$'));
        let stamps = own
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        Some((around, key, stamps))
    }
}

/// An entry of `$metadata` for a value.
fn entry(value: &Json, stamp: &Map<String, Json>) -> Json {
    let mut node = stamp.clone();
    for (key, member) in value.as_object().into_iter().flatten() {
        node.insert(key.clone(), entry(member, stamp));
    }
    Json::Object(node)
}

/// Splits a path in desired or reported: its section's `$metadata`, and the way below the section.
pub fn metadata_of(pointer: &str) -> Option<(String, String)> {
    for section in [
        "/properties/desired",
        "/properties/reported",
        "/desired",
        "/reported",
    ] {
        if let Some(rest) = pointer.strip_prefix(section).filter(|r| r.starts_with('/')) {
            return Some((format!("{section}/$metadata"), rest.to_owned()));
        }
    }
    None
}

/// Splits off the last step, as the key it names.
pub fn split(pointer: &str) -> Option<(&str, String)> {
    let (around, last) = pointer.rsplit_once('/')?;
    Some((around, last.replace("~1", "/").replace("~0", "~")))
}

/// Adds a step.
pub fn join(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Bytes of a section by the hub's rule.
pub fn hub_bytes(value: &Json) -> usize {
    match value {
        Json::Null => 0,
        Json::Bool(_) => 4,
        Json::Number(_) => 8,
        Json::String(text) => text.len(),
        Json::Array(elements) => elements.iter().map(hub_bytes).sum(),
        Json::Object(members) => {
            let kept = members.iter().filter(|(key, _)| !key.starts_with('$'));
            kept.map(|(key, value)| key.len() + hub_bytes(value)).sum()
        }
    }
}

/// Puts an object into another as often as told.
pub fn nested(levels: usize) -> Json {
    (1..levels).fold(json!({}), |inner, _| json!({ "a": inner }))
}
