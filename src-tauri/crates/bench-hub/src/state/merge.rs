//! The merge patch of the service (RFC 7396), and the stamps it leaves: on every object and every leaf that the patch
//! names, and on all above it; arrays are leaves.

use serde_json::{Map, Value};

const UPDATED: &str = "$lastUpdated";
const UPDATED_VERSION: &str = "$lastUpdatedVersion";

/// What a write leaves on all that it touches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp<'a> {
    /// When.
    pub time: &'a str,
    /// At which `$version`; desired properties only.
    pub version: Option<i64>,
}

impl Stamp<'_> {
    /// Puts the stamp on an object of the metadata.
    fn on(self, metadata: &mut Map<String, Value>) {
        metadata.insert(UPDATED.to_owned(), self.time.into());
        if let Some(version) = self.version {
            metadata.insert(UPDATED_VERSION.to_owned(), version.into());
        }
    }

    /// The metadata of a leaf.
    fn leaf(self) -> Map<String, Value> {
        let mut metadata = Map::new();
        self.on(&mut metadata);
        metadata
    }
}

/// Merges a patch into an object and its metadata. Depth is bounded: patches are checked before.
pub(crate) fn merge(
    content: &mut Map<String, Value>,
    metadata: &mut Map<String, Value>,
    patch: &Map<String, Value>,
    stamp: Stamp<'_>,
) {
    stamp.on(metadata);
    for (key, value) in patch {
        match value {
            Value::Null => {
                content.remove(key);
                metadata.remove(key);
            }
            Value::Object(inner) => {
                let (below, stamps) = nested(content, metadata, key);
                merge(below, stamps, inner, stamp);
            }
            leaf => {
                content.insert(key.clone(), leaf.clone());
                metadata.insert(key.clone(), Value::Object(stamp.leaf()));
            }
        }
    }
}

/// Returns the objects below a key, made where there are none.
fn nested<'a>(
    content: &'a mut Map<String, Value>,
    metadata: &'a mut Map<String, Value>,
    key: &str,
) -> (&'a mut Map<String, Value>, &'a mut Map<String, Value>) {
    let below = content.entry(key).or_insert(Value::Null);
    let stamps = metadata.entry(key).or_insert(Value::Null);
    if !below.is_object() {
        *below = Value::Object(Map::new());
        *stamps = Value::Object(Map::new());
    }
    if !stamps.is_object() {
        *stamps = Value::Object(Map::new());
    }
    match (below, stamps) {
        (Value::Object(below), Value::Object(stamps)) => (below, stamps),
        _ => unreachable!("both were made objects above"),
    }
}

/// The patch that turns one object into the other: what is gone is `null`, what stays is there again, because a
/// replacement writes everything.
pub(crate) fn replacing(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Map<String, Value> {
    let mut patch = Map::new();
    for (key, value) in after {
        let value = match (before.get(key), value) {
            (Some(Value::Object(before)), Value::Object(after)) => {
                Value::Object(replacing(before, after))
            }
            _ => value.clone(),
        };
        patch.insert(key.clone(), value);
    }
    for key in before.keys().filter(|key| !after.contains_key(*key)) {
        patch.insert(key.clone(), Value::Null);
    }
    patch
}
