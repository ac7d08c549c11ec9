//! The content of configurations: values for paths of desired properties, and what has to be written for them to be there.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use twin::limits::DEPTH;
use twin::secret;

use crate::Fault;
use crate::event::{EventKind, News};
use crate::http::read_object;
use crate::identity::Wish;
use crate::place::Place;
use crate::world::World;
use crate::world::registry::{MOST_MODULES, too_many_modules};
use crate::world::{How, IfMatch};

/// What every path of a content begins with.
const DESIRED: &str = "properties.desired";

/// Reads the path of a content: the names below desired properties, none for all of them. No name is the hub's own, and
/// there are no more than a twin is deep, so that no path makes more of a document than its length.
fn names(path: &str) -> Result<Vec<&str>, Fault> {
    let refused = || {
        let path = secret::cut(path, 80);
        Fault::bad_content(format!("`{path}` is no path below {DESIRED}"))
    };
    match path.strip_prefix(DESIRED).ok_or_else(refused)? {
        "" => Ok(Vec::new()),
        rest => {
            let rest = rest.strip_prefix('.').ok_or_else(refused)?;
            let names: Vec<_> = rest.split('.').take(DEPTH as usize + 1).collect();
            let is_none = |name: &&str| name.is_empty() || name.starts_with('$');
            match names.len() > DEPTH as usize || names.iter().any(is_none) {
                true => Err(refused()),
                false => Ok(names),
            }
        }
    }
}

/// Refuses a content with what is no path, or with what no twin can hold.
pub(crate) fn check_content(content: &Map<String, Value>) -> Result<(), Fault> {
    for (path, value) in content {
        let names = names(path)?;
        let path = || secret::cut(path, 80);
        if has_null(value) {
            return Err(Fault::bad_content(format!(
                "{} has null, which no twin holds; leave out what is not to be there",
                path()
            )));
        }
        let members = value.as_object().filter(|_| names.is_empty());
        let own = members.and_then(|members| members.keys().find(|name| name.starts_with('$')));
        if let Some(own) = own {
            return Err(Fault::bad_content(format!(
                "{} has `{}`, which is the hub's own; leave it out",
                path(),
                secret::cut(own, 40)
            )));
        }
    }
    let mut desired = Map::new();
    set_paths(&mut desired, content);
    fitting(&desired).map_err(|fault| Fault::bad_content(fault.message))
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(members) => members.values().any(has_null),
        _ => false,
    }
}

fn fitting(desired: &Map<String, Value>) -> Result<(), Fault> {
    let twin = json!({"properties": {"desired": desired}}).to_string();
    crate::state::TwinState::import(&twin, crate::time::NEVER).map(drop)
}

/// Sets each path to its value, shorter paths first: what lies below another's is set into it.
pub(crate) fn set_paths(desired: &mut Map<String, Value>, content: &Map<String, Value>) {
    let mut paths: Vec<_> = content
        .iter()
        .filter_map(|(path, value)| Some((names(path).ok()?, value)))
        .collect();
    paths.sort_by_key(|(names, _)| names.len());
    for (names, value) in paths {
        let Some((last, above)) = names.split_last() else {
            *desired = value.as_object().cloned().unwrap_or_default();
            continue;
        };
        let mut at = &mut *desired;
        for name in above {
            let below = at.entry(*name).or_insert_with(|| json!({}));
            if !below.is_object() {
                *below = json!({});
            }
            let Some(object) = below.as_object_mut() else {
                return;
            };
            at = object;
        }
        at.insert((*last).to_owned(), value.clone());
    }
}

/// Names values in a patch as they are, also those that were there before: what is written is stamped and told.
pub(crate) fn name_in(patch: &mut Map<String, Value>, named: Map<String, Value>) {
    for (name, value) in named {
        match (patch.get_mut(&name), value) {
            (Some(Value::Object(patch)), Value::Object(named)) => name_in(patch, named),
            (_, value) => {
                patch.insert(name, value);
            }
        }
    }
}

/// True where every path has its value.
pub(crate) fn holds(desired: &Map<String, Value>, content: &Map<String, Value>) -> bool {
    let mut with = desired.clone();
    set_paths(&mut with, content);
    with == *desired
}

/// The merge patch that makes one object of another.
pub(crate) fn patch_between(
    old: &Map<String, Value>,
    new: &Map<String, Value>,
) -> Map<String, Value> {
    let gone = old.keys().filter(|key| !new.contains_key(*key));
    let mut patch: Map<_, _> = gone.map(|key| (key.clone(), Value::Null)).collect();
    for (key, value) in new {
        match (old.get(key), value) {
            (Some(before), value) if before == value => {}
            (Some(Value::Object(before)), Value::Object(after)) => {
                patch.insert(key.clone(), patch_between(before, after).into());
            }
            (_, value) => {
                patch.insert(key.clone(), value.clone());
            }
        }
    }
    patch
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    device_content: Option<Map<String, Value>>,
    modules_content: Option<BTreeMap<String, Map<String, Value>>>,
}

impl World {
    /// Applies a content to a device and to its modules, which are made where they are not there.
    pub fn apply_content(&mut self, place: &Place, body: &[u8]) -> Result<(), Fault> {
        let content: Content = read_object(body, "the content in the body")?;
        self.found(place)?;
        let modules = content.modules_content.unwrap_or_default();
        let mut parts = Vec::new();
        if let Some(content) = content.device_content {
            parts.push((place.clone(), content));
        }
        for (module, content) in modules {
            crate::identity::is_id(&module)?;
            let place = Place::new(&place.hub, &place.speaker.device, Some(&module));
            parts.push((place, content));
        }
        if parts.is_empty() {
            let message = "the content has neither deviceContent nor modulesContent";
            return Err(Fault::argument(message));
        }
        let mut missing = 0;
        for (place, content) in &parts {
            self.would_hold(place, content)?;
            missing += usize::from(self.keep.row(place)?.is_none());
        }
        let modules = self.keep.modules(place)?.len();
        if missing > 0 && modules + missing > MOST_MODULES {
            return Err(too_many_modules(&place.speaker.device));
        }
        for (place, content) in parts {
            if self.keep.row(&place)?.is_none() {
                let wish = Wish {
                    managed_by: Some("IotEdge".to_owned()),
                    ..Wish::default()
                };
                self.put_identity(&place, wish, &IfMatch::Absent)?;
            }
            self.set_content(&place, &content)?;
        }
        self.tell(News::new(EventKind::Written, "a content is applied").of(place));
        Ok(())
    }

    /// Refuses a content that a twin cannot hold, before anything of it is written.
    fn would_hold(&self, place: &Place, content: &Map<String, Value>) -> Result<(), Fault> {
        check_content(content)?;
        let mut desired = Map::new();
        if let Some(row) = self.keep.row(place)? {
            desired = crate::state::object(&row.twin.desired.content);
        }
        set_paths(&mut desired, content);
        fitting(&desired)
    }

    fn set_content(&mut self, place: &Place, content: &Map<String, Value>) -> Result<(), Fault> {
        let row = self.found(place)?;
        let old = crate::state::object(&row.twin.desired.content);
        let mut new = old.clone();
        set_paths(&mut new, content);
        let mut patch = patch_between(&old, &new);
        let mut named = Map::new();
        set_paths(&mut named, content);
        name_in(&mut patch, named);
        let patch = json!({"properties": {"desired": patch}}).to_string();
        self.write(place, How::Patch, patch.as_bytes(), &IfMatch::Absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_patch_names_what_is_set_also_where_it_was_so_before() {
        let mut patch = object(json!({"a": null, "b": {"c": null, "d": 1}}));
        name_in(
            &mut patch,
            object(json!({"b": {"d": 1, "e": {"f": 2}}, "g": 3})),
        );
        let wanted = json!({"a": null, "b": {"c": null, "d": 1, "e": {"f": 2}}, "g": 3});
        assert_eq!(Value::Object(patch), wanted);
    }

    #[test]
    fn paths_are_set_and_the_patch_between_says_what_changed() {
        for (old, content, new, patch) in [
            (
                json!({"a": 1, "b": {"c": 2, "d": 3}}),
                json!({"properties.desired.b": {"c": 5}}),
                json!({"a": 1, "b": {"c": 5}}),
                json!({"b": {"c": 5, "d": null}}),
            ),
            (
                json!({"a": 1}),
                json!({"properties.desired": {"x": 1}, "properties.desired.x.y": 2}),
                json!({"x": {"y": 2}}),
                json!({"a": null, "x": {"y": 2}}),
            ),
            (
                json!({"a": 1}),
                json!({"properties.desired.a": 1}),
                json!({"a": 1}),
                json!({}),
            ),
        ] {
            let (old, content) = (object(old), object(content));
            let mut is = old.clone();
            set_paths(&mut is, &content);
            assert_eq!(Value::Object(is.clone()), new);
            assert_eq!(Value::Object(patch_between(&old, &is)), patch);
            assert!(holds(&is, &content));
        }
        for path in [
            "properties.reported.a",
            "tags",
            "properties.desired.",
            "properties.desiredx",
        ] {
            assert_eq!(names(path).unwrap_err().status, 400, "{path}");
        }
    }
}
