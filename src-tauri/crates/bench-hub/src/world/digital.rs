//! Digital twins: a device's twin seen through its model's components and properties, and patched so. The model itself is
//! not known here: a component is what is marked as one.

use serde_json::{Map, Value, json};
use twin::secret;

use crate::Fault;
use crate::place::Place;
use crate::state::object;
use crate::world::World;
use crate::world::content::{name_in, patch_between};
use crate::world::{How, IfMatch};

/// What marks an object of properties as a component.
const MARK: &str = "__t";
/// Operations of one patch.
const MOST: usize = 1000;

/// Desired and reported properties of a twin or of a component, each with its metadata.
struct Sides<'a> {
    desired: &'a Value,
    reported: &'a Value,
    desired_stamps: &'a Value,
    reported_stamps: &'a Value,
    version: i64,
}

impl<'a> Sides<'a> {
    fn below(&self, name: &str) -> Sides<'a> {
        Sides {
            desired: &self.desired[name],
            reported: &self.reported[name],
            desired_stamps: &self.desired_stamps[name],
            reported_stamps: &self.reported_stamps[name],
            version: self.version,
        }
    }

    fn names(&self) -> Vec<&'a str> {
        let sides = [self.desired, self.reported].into_iter();
        let names = sides.filter_map(Value::as_object).flat_map(Map::keys);
        let mut names: Vec<_> = names
            .map(String::as_str)
            .filter(|name| !name.starts_with('$') && *name != MARK)
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn is_component(&self) -> bool {
        [self.desired, self.reported]
            .iter()
            .any(|side| side[MARK] == "c")
    }

    /// A property's value and what is told of it.
    fn property(&self) -> (Option<Value>, Value) {
        let mut told = Map::new();
        if !self.desired.is_null() {
            told.insert("desiredValue".to_owned(), self.desired.clone());
            let version = &self.desired_stamps["$lastUpdatedVersion"];
            let version = version.as_i64().unwrap_or(self.version);
            told.insert("desiredVersion".to_owned(), version.into());
        }
        let is_acknowledged = ["ac", "av"]
            .iter()
            .all(|name| !self.reported[*name].is_null());
        let value = match (self.reported, is_acknowledged) {
            (Value::Null, _) => None,
            (reported, false) => Some(reported.clone()),
            (reported, true) => {
                for (from, to) in [
                    ("av", "ackVersion"),
                    ("ac", "ackCode"),
                    ("ad", "ackDescription"),
                ] {
                    if !reported[from].is_null() {
                        told.insert(to.to_owned(), reported[from].clone());
                    }
                }
                Some(reported["value"].clone()).filter(|value| !value.is_null())
            }
        };
        let stamps = [self.reported_stamps, self.desired_stamps];
        let mut times = stamps.iter().map(|stamps| &stamps["$lastUpdated"]);
        if let Some(time) = times.find(|time| time.is_string()) {
            told.insert("lastUpdateTime".to_owned(), time.clone());
        }
        (value, Value::Object(told))
    }

    /// All properties, and all components where there may be some.
    fn shown(&self, is_root: bool, mut shown: Map<String, Value>) -> Map<String, Value> {
        let mut metadata = match shown.remove("$metadata") {
            Some(Value::Object(metadata)) => metadata,
            _ => Map::new(),
        };
        for name in self.names() {
            let below = self.below(name);
            if is_root && below.is_component() {
                let component = below.shown(false, Map::new());
                shown.insert(name.to_owned(), component.into());
                continue;
            }
            let (value, told) = below.property();
            shown.extend(value.map(|value| (name.to_owned(), value)));
            metadata.insert(name.to_owned(), told);
        }
        shown.insert("$metadata".to_owned(), metadata.into());
        shown
    }
}

impl World {
    /// The digital twin of a device, and its entity tag.
    pub fn digital_twin(&self, place: &Place) -> Result<(Value, String), Fault> {
        let row = self.found(place)?;
        let read = |text: &str| Value::Object(object(text));
        let (desired, reported) = (&row.twin.desired, &row.twin.reported);
        let sides = Sides {
            desired: &read(&desired.content),
            reported: &read(&reported.content),
            desired_stamps: &read(&desired.metadata),
            reported_stamps: &read(&reported.metadata),
            version: desired.version,
        };
        let mut shown = Map::new();
        shown.insert("$dtId".to_owned(), place.speaker.device.clone().into());
        shown.insert("$metadata".to_owned(), json!({"$model": row.model}));
        Ok((sides.shown(true, shown).into(), row.twin.counters().etag))
    }

    /// Takes a JSON patch of a digital twin: desired properties are written. Returns the new entity tag.
    pub fn patch_digital_twin(
        &mut self,
        place: &Place,
        body: &[u8],
        if_match: &IfMatch,
    ) -> Result<String, Fault> {
        let row = self.found(place)?;
        if_match.check(&row.twin.counters().etag)?;
        let operations: Vec<Operation> = serde_json::from_slice(body)
            .map_err(|error| Fault::unreadable("the JSON patch in the body", &error))?;
        if operations.len() > MOST {
            let count = operations.len();
            return Err(Fault::argument(format!(
                "{count} operations, {MOST} are allowed"
            )));
        }
        let reported = object(&row.twin.reported.content);
        let old = object(&row.twin.desired.content);
        let mut new = old.clone();
        let mut named = Map::new();
        for operation in operations {
            let names = operation.on(&mut new, &reported)?;
            name(&mut named, &new, &names);
        }
        let mut patch = patch_between(&old, &new);
        name_in(&mut patch, named);
        let patch = json!({"properties": {"desired": patch}}).to_string();
        self.write(place, How::Patch, patch.as_bytes(), &IfMatch::Absent)?;
        Ok(self.found(place)?.twin.counters().etag)
    }
}

/// One operation of a JSON patch.
#[derive(serde::Deserialize)]
struct Operation {
    op: String,
    path: String,
    #[serde(default)]
    value: Option<Value>,
}

impl Operation {
    fn on(
        self,
        desired: &mut Map<String, Value>,
        reported: &Map<String, Value>,
    ) -> Result<Vec<String>, Fault> {
        let path = secret::cut(&self.path, 100);
        let names = pointer(&self.path)
            .ok_or_else(|| Fault::argument(format!("`{path}` is no path of a property")))?;
        let value = match self.op.as_str() {
            "remove" => None,
            "add" | "replace" => {
                Some(self.value.filter(|value| !value.is_null()).ok_or_else(|| {
                    Fault::argument(format!("the operation on `{path}` has no value"))
                })?)
            }
            op => {
                let op = secret::cut(op, 20);
                return Err(Fault::argument(format!(
                    "`{op}` is none of add, replace, remove"
                )));
            }
        };
        match (&names[..], value) {
            ([name], Some(value)) => {
                let is_component = value.get("$metadata").is_some()
                    || reported.get(name).is_some_and(|known| known[MARK] == "c");
                let value = if is_component {
                    component(value)
                } else {
                    value
                };
                desired.insert(name.clone(), value);
            }
            ([name], None) => {
                desired.remove(name).ok_or_else(|| nothing_at(&path))?;
            }
            ([above, name], value) => in_component(desired, reported, (above, name), value)?,
            _ => {
                let message = format!("`{path}` is deeper than a component and its property");
                return Err(Fault::argument(message));
            }
        }
        Ok(names)
    }
}

fn nothing_at(path: &str) -> Fault {
    Fault::argument(format!("there is no `{path}` to remove"))
}

/// Sets or removes a property of a component; one without properties is gone.
fn in_component(
    desired: &mut Map<String, Value>,
    reported: &Map<String, Value>,
    (above, name): (&String, &String),
    value: Option<Value>,
) -> Result<(), Fault> {
    let known = [desired.get(above), reported.get(above)];
    if known.into_iter().flatten().any(|known| known[MARK] != "c") {
        let above = secret::cut(above, 60);
        return Err(Fault::argument(format!(
            "`{above}` exists within the device twin and is not digital twin conformant property"
        )));
    }
    let Some(value) = value else {
        let gone = || nothing_at(&secret::cut(&format!("/{above}/{name}"), 100));
        let below = desired.get_mut(above).and_then(Value::as_object_mut);
        let below = below.ok_or_else(gone)?;
        below.remove(name).ok_or_else(gone)?;
        if below.keys().all(|name| name == MARK) {
            desired.remove(above);
        }
        return Ok(());
    };
    let below = desired
        .entry(above.clone())
        .or_insert_with(|| json!({MARK: "c"}));
    if let Some(below) = below.as_object_mut() {
        below.insert(name.clone(), value);
    }
    Ok(())
}

/// Notes the value that a name has now, or that it has none.
fn name(named: &mut Map<String, Value>, new: &Map<String, Value>, names: &[String]) {
    let Some((first, rest)) = names.split_first() else {
        return;
    };
    match (new.get(first), rest) {
        (None, _) => {
            named.remove(first);
        }
        (Some(value), []) => {
            named.insert(first.clone(), value.clone());
        }
        (Some(Value::Object(new)), rest) => {
            let below = named.entry(first.clone()).or_insert_with(|| json!({}));
            if let Some(below) = below.as_object_mut() {
                name(below, new, rest);
            }
        }
        _ => {}
    }
}

/// A whole component, as desired properties have it.
fn component(mut value: Value) -> Value {
    if let Some(members) = value.as_object_mut() {
        members.remove("$metadata");
        members.insert(MARK.to_owned(), "c".into());
    }
    value
}

/// The names of a JSON pointer; nothing where one is none of a property.
fn pointer(text: &str) -> Option<Vec<String>> {
    let names = text.strip_prefix('/')?.split('/');
    let names: Vec<_> = names
        .map(|name| name.replace("~1", "/").replace("~0", "~"))
        .collect();
    let is_name = |name: &String| !name.is_empty() && !name.starts_with('$') && name != MARK;
    names.iter().all(is_name).then_some(names)
}
