//! Automatic configurations at work: which of them are for which twins, what they write, and what became of them. A twin is
//! looked at when it is new, when a service writes it, when a configuration changes, and when a device reports, comes or
//! goes where a condition asks for that. A look never leads to another one: whatever conditions and contents make of each
//! other, there is one write at the most for each change from outside.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value, json};

use crate::Fault;
use crate::event::{EventKind, News};
use crate::place::Place;
use crate::query::{Collection, Query, QueryError};
use crate::state::object;
use crate::world::World;
use crate::world::content::{holds, patch_between, set_paths};
use crate::world::{How, IfMatch};

/// Configurations of a hub.
pub(crate) const MOST: usize = 100;
/// Twins that wait to be looked at one by one; beyond them, all of their hub are.
const MOST_WAITING: usize = 10_000;

/// A configuration, ready to be applied.
#[derive(Debug)]
struct Plan {
    id: String,
    etag: String,
    priority: i64,
    created: String,
    query: Query,
    /// The condition, small, to see what else counts.
    condition: String,
    content: Map<String, Value>,
}

/// What is known of configurations while the bench runs; all of it is found again at its start.
#[derive(Debug, Default)]
pub(crate) struct Configured {
    /// By hub, the least important first.
    plans: HashMap<String, Vec<Plan>>,
    hubs: HashSet<String>,
    places: HashSet<Place>,
    /// By twin, the configurations that are for it, true for those whose values it has.
    states: HashMap<Place, BTreeMap<String, bool>>,
}

/// How many twins a configuration is for, and how many have its values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub targeted: usize,
    pub applied: usize,
}

/// The query for what a target condition means; nothing where it means nobody.
pub(crate) fn target(condition: &str) -> Option<Result<Query, QueryError>> {
    let text = match condition.trim() {
        "" => return None,
        "*" => "SELECT * FROM devices".to_owned(),
        // modules are meant by their collection
        from if from
            .get(..5)
            .is_some_and(|word| word.eq_ignore_ascii_case("from ")) =>
        {
            format!("SELECT * {from}")
        }
        condition => format!("SELECT * FROM devices WHERE {condition}"),
    };
    Some(Query::read(&text))
}

impl Plan {
    fn read(etag: String, document: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(document).ok()?;
        let condition = document["targetCondition"].as_str()?;
        let query = target(condition)?.ok()?;
        let content = match query.collection() {
            Collection::Devices => "deviceContent",
            Collection::Modules => "moduleContent",
            Collection::Jobs => return None,
        };
        Some(Self {
            id: document["id"].as_str()?.to_owned(),
            etag,
            priority: document["priority"].as_i64().unwrap_or_default(),
            created: document["createdTimeUtc"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            content: document["content"][content].as_object()?.clone(),
            condition: condition.to_ascii_lowercase(),
            query,
        })
    }

    fn is_for(&self, place: &Place, twin: &Value) -> bool {
        let wants_modules = self.query.collection() == Collection::Modules;
        wants_modules == place.speaker.module.is_some() && self.query.matches(twin)
    }
}

impl World {
    /// Reads the configurations of a hub anew; all of its twins are looked at.
    pub fn plan(&mut self, hub: &str) -> Result<(), Fault> {
        let kept = self.keep.configurations(hub, MOST)?;
        let plans = kept.into_iter();
        let mut plans: Vec<_> = plans
            .filter_map(|(etag, document)| Plan::read(etag, &document))
            .collect();
        // of two that are as important, the newer one counts
        plans.sort_by(|a, b| (a.priority, &a.created).cmp(&(b.priority, &b.created)));
        let has_plans = !plans.is_empty();
        let had_plans = self.configured.plans.insert(hub.to_owned(), plans);
        if has_plans || had_plans.is_some_and(|plans| !plans.is_empty()) {
            self.configured.hubs.insert(hub.to_owned());
            self.unsettled.notify_one();
        }
        Ok(())
    }

    /// A twin is new, or its tags are: configurations may be for it now.
    pub fn unsettle(&mut self, place: &Place) {
        let plans = self.configured.plans.get(&place.hub);
        if plans.is_none_or(Vec::is_empty) {
            return;
        }
        if self.configured.places.len() < MOST_WAITING {
            self.configured.places.insert(place.clone());
        } else {
            self.configured.hubs.insert(place.hub.clone());
        }
        self.unsettled.notify_one();
    }

    /// A device reported: configurations may be for it now whose conditions ask for that.
    pub fn unsettle_reported(&mut self, place: &Place) {
        self.unsettle_where(place, "reported");
    }

    /// A device came or went.
    pub fn unsettle_connected(&mut self, place: &Place) {
        self.unsettle_where(place, "connectionstate");
    }

    fn unsettle_where(&mut self, place: &Place, word: &str) {
        let plans = self.configured.plans.get(&place.hub);
        if plans.is_some_and(|plans| plans.iter().any(|plan| plan.condition.contains(word))) {
            self.unsettle(place);
        }
    }

    /// Takes what is to be looked at: whole hubs, and twins.
    pub fn take_unsettled(&mut self) -> (Vec<String>, Vec<Place>) {
        let configured = &mut self.configured;
        let hubs: Vec<_> = configured.hubs.drain().collect();
        (hubs, configured.places.drain().collect())
    }

    /// Forgets the twins of an identity that is gone.
    pub fn forget_configured(&mut self, gone: &Place) {
        let is_gone = |place: &Place| {
            place.hub == gone.hub
                && place.speaker.device == gone.speaker.device
                && (gone.speaker.module.is_none() || place == gone)
        };
        self.configured.states.retain(|place, _| !is_gone(place));
    }

    /// Writes what configurations want of a twin, where it is not there yet.
    pub fn settle_configurations(&mut self, place: &Place) -> Result<(), Fault> {
        let Some(row) = self.keep.row(place)? else {
            self.configured.states.remove(place);
            return Ok(());
        };
        let facts = self.facts(place, &row);
        let twin = row.twin.for_service(&row.identity, &facts);
        let twin: Value = serde_json::from_str(&twin).unwrap_or_default();
        let old = object(&row.twin.desired.content);
        let mut new = old.clone();
        let plans = self.configured.plans.get(&place.hub);
        let plans = plans.map(Vec::as_slice).unwrap_or_default();
        let mine: Vec<&Plan> = plans
            .iter()
            .filter(|plan| plan.is_for(place, &twin))
            .collect();
        for plan in &mine {
            set_paths(&mut new, &plan.content);
        }
        let states = mine
            .iter()
            .map(|plan| (plan.id.clone(), holds(&new, &plan.content)))
            .collect::<BTreeMap<_, _>>();
        let marks: Vec<_> = mine
            .iter()
            .map(|plan| (plan.id.clone(), plan.etag.clone(), plan.content.clone()))
            .collect();
        if states.is_empty() {
            self.configured.states.remove(place);
            return Ok(());
        }
        if new != old {
            let patch = json!({"properties": {"desired": patch_between(&old, &new)}}).to_string();
            let written = self.write(place, How::Patch, patch.as_bytes(), &IfMatch::Absent);
            // this look has seen all that is new of it
            self.configured.places.remove(place);
            if let Err(fault) = written {
                // what a twin cannot hold is told, and not tried again until something changes
                let none = states.into_keys().map(|id| (id, false)).collect();
                self.configured.states.insert(place.clone(), none);
                let message = format!("configurations are not applied: {}", fault.message);
                self.tell(News::new(EventKind::Fault, message).of(place));
                return Ok(());
            }
            self.mark(place, &marks)?;
        }
        self.configured.states.insert(place.clone(), states);
        Ok(())
    }

    /// Notes in the metadata which configuration wrote what.
    fn mark(
        &self,
        place: &Place,
        marks: &[(String, String, Map<String, Value>)],
    ) -> Result<(), Fault> {
        let mut row = self.found(place)?;
        let version = row.twin.desired.version;
        let mut metadata = object(&row.twin.desired.metadata);
        for (id, etag, content) in marks {
            let mut named = Map::new();
            set_paths(&mut named, content);
            sign(&mut metadata, &named, version, (id, etag));
        }
        row.twin.desired.metadata = Value::Object(metadata).to_string();
        Ok(self.keep.set_written(place, &row.twin)?)
    }

    /// The configurations that are for a twin, as it tells them.
    pub fn configurations_of(&self, place: &Place) -> Option<Value> {
        let states = self.configured.states.get(place)?;
        let told = states.iter().map(|(id, is_applied)| {
            let status = if *is_applied { "Applied" } else { "Targeted" };
            (id.clone(), json!({"status": status}))
        });
        Some(Value::Object(told.collect()))
    }

    /// How many twins of a hub each of its configurations is for.
    pub fn configuration_counts(&self, hub: &str) -> HashMap<String, Counts> {
        let mut counts: HashMap<String, Counts> = HashMap::new();
        let of_hub = self
            .configured
            .states
            .iter()
            .filter(|(place, _)| place.hub == hub);
        for (id, is_applied) in of_hub.flat_map(|(_, states)| states) {
            let counts = counts.entry(id.clone()).or_default();
            counts.targeted += 1;
            counts.applied += usize::from(*is_applied);
        }
        counts
    }
}

/// Signs what has just been written of what a configuration names.
fn sign(
    metadata: &mut Map<String, Value>,
    named: &Map<String, Value>,
    version: i64,
    by: (&str, &str),
) {
    for (name, value) in named {
        let Some(Value::Object(below)) = metadata.get_mut(name) else {
            continue;
        };
        if let Value::Object(named) = value {
            sign(below, named, version, by);
        } else if below.get("$lastUpdatedVersion").and_then(Value::as_i64) == Some(version) {
            below.insert("$lastUpdatedBy".to_owned(), by.0.into());
            below.insert("$lastUpdatedByDigest".to_owned(), by.1.into());
        }
    }
}
