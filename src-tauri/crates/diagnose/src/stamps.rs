//! What the rules about `$metadata` share: naming a node and the group it belongs to.

use twin::{Section, Value};

use crate::finding::Finding;
use crate::place::Place;

/// Starts a finding at a node of `$metadata`, filed under its group.
pub(crate) fn at_node(node: Value<'_>, message: String) -> Finding {
    let finding = Finding::at(Place::key(node), message);
    match group_of(node) {
        Some(group) => finding.group(group),
        None => finding,
    }
}

/// Returns the dotted name of what a node of `$metadata` speaks of: `rebootInfo.singleRebootTime`.
pub(crate) fn name_of(node: Value<'_>) -> String {
    let mut names = Vec::new();
    let mut at = Some(node);
    while let Some(value) = at.filter(|v| !v.is_key("$metadata")) {
        if !value.key_starts_with("$") {
            names.push(twin::secret::cut(&value.key().unwrap_or_default(), 40));
        }
        at = value.parent();
    }
    names.reverse();
    names.join(".")
}

/// Returns the version of a section as written, with words for a section without one.
pub(crate) fn version_of(section: Section<'_>) -> String {
    section
        .version()
        .map_or_else(|| "none".to_owned(), |v| twin::secret::shown(v, 20))
}

fn group_of(node: Value<'_>) -> Option<String> {
    let mut at = node;
    loop {
        let parent = at.parent()?;
        if parent.is_key("$metadata") {
            return at
                .key()
                .filter(|k| !k.starts_with('$'))
                .map(|k| k.into_owned());
        }
        at = parent;
    }
}
