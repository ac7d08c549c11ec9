//! The registry: identities made, changed, removed, one by one or many at once.

use serde_json::{Value, json};

use crate::Fault;
use crate::event::{EventKind, News};
use crate::identity::{Identity, Status, Wish};
use crate::keep::Row;
use crate::place::Place;
use crate::state::{ServiceWrite, TwinState};
use crate::time::stamp;
use crate::world::IfMatch;
use crate::world::World;

/// Most modules of a device.
pub(super) const MOST_MODULES: usize = 50;
/// Most identities of one bulk request.
const MOST_AT_ONCE: usize = 100;

impl World {
    /// Makes an identity, or changes it where `If-Match` says that there is one.
    pub fn put_identity(
        &mut self,
        place: &Place,
        wish: Wish,
        if_match: &IfMatch,
    ) -> Result<Row, Fault> {
        let known = self.keep.row(place)?;
        let mut wish = wish;
        if place.speaker.module.is_some() {
            // modules have no status of their own
            wish.status = None;
            wish.status_reason = None;
        }
        match (known, if_match) {
            (Some(_), IfMatch::Absent) if place.speaker.module.is_some() => {
                Err(Fault::module_already_exists(format!(
                    "{} is registered on {} already",
                    place.speaker, place.hub
                )))
            }
            (Some(_), IfMatch::Absent) => Err(Fault::already_exists(format!(
                "{} is registered on {} already",
                place.speaker, place.hub
            ))),
            (Some(row), if_match) => {
                if_match.check(&row.identity.etag)?;
                self.change(place, row, wish)
            }
            // a caller that expects one is told that there is none
            (None, IfMatch::Tag(_) | IfMatch::Any) => self.found(place),
            (None, IfMatch::Absent) => self.make(place, wish),
        }
    }

    fn make(&mut self, place: &Place, wish: Wish) -> Result<Row, Fault> {
        let (device, module) = (&place.speaker.device, place.speaker.module.as_deref());
        if module.is_some() {
            let parent = Place::device(&place.hub, device);
            self.found(&parent)?;
            if self.keep.modules(&parent)?.len() >= MOST_MODULES {
                return Err(too_many_modules(device));
            }
        }
        let identity = Identity::make(device, module, wish)?;
        let row = Row::new(identity, &stamp(self.now()));
        self.keep.put(place, &row)?;
        self.tell(News::new(EventKind::Identity, "registered").of(place));
        self.unsettle(place);
        Ok(row)
    }

    fn change(&mut self, place: &Place, row: Row, wish: Wish) -> Result<Row, Fault> {
        let mut row = row;
        row.identity = row.identity.changed(wish, &stamp(self.now()))?;
        self.keep.set_identity(place, &row.identity)?;
        self.tell(News::new(EventKind::Identity, "changed").of(place));
        self.unsettle(place);
        if row.identity.status == Status::Disabled {
            self.cut_all(place, "the identity was disabled");
        }
        Ok(row)
    }

    /// Removes an identity with all that belongs to it.
    pub fn remove_identity(&mut self, place: &Place, if_match: &IfMatch) -> Result<(), Fault> {
        let row = self.found(place)?;
        if_match.check(&row.identity.etag)?;
        self.keep.all(|keep| keep.remove(place))?;
        self.tell(News::new(EventKind::Identity, "removed").of(place));
        self.forget_configured(place);
        match place.speaker.module {
            Some(_) => self.cut(place, "the identity was removed"),
            None => self.cut_all(place, "the identity was removed"),
        }
        Ok(())
    }

    /// The identity as the service writes it.
    pub fn identity_json(&self, place: &Place, row: &Row) -> Value {
        let facts = self.facts(place, row);
        let mut json = serde_json::to_value(&row.identity).unwrap_or_default();
        if let Some(json) = json.as_object_mut() {
            let state = if facts.is_connected {
                "Connected"
            } else {
                "Disconnected"
            };
            json.insert("connectionState".to_owned(), state.into());
            let activity = facts
                .last_activity
                .unwrap_or_else(|| crate::time::NEVER.to_owned());
            json.insert("lastActivityTime".to_owned(), activity.into());
            json.insert(
                "cloudToDeviceMessageCount".to_owned(),
                facts.messages.into(),
            );
            if row.identity.module_id.is_some() {
                json.remove("capabilities");
                json.remove("status");
                json.remove("statusReason");
                json.remove("statusUpdatedTime");
            }
        }
        json
    }

    /// Makes, changes and removes many identities: each for itself, and what failed is told.
    pub fn bulk(&mut self, hub: &str, body: &[u8]) -> Result<Value, Fault> {
        let items: Vec<Value> = serde_json::from_slice(body)
            .map_err(|error| Fault::unreadable("the list of identities", &error))?;
        if items.len() > MOST_AT_ONCE {
            let message = format!(
                "{} identities, {MOST_AT_ONCE} are allowed at once",
                items.len()
            );
            return Err(Fault::argument(message));
        }
        let mut errors = Vec::new();
        for item in items {
            let id = text(&item, "id")
                .or_else(|| text(&item, "deviceId"))
                .unwrap_or_default();
            let module = text(&item, "moduleId");
            if let Err(fault) = self.one_of_many(hub, &id, module.as_deref(), item) {
                errors.push(json!({
                    "deviceId": id,
                    "moduleId": module,
                    "errorCode": fault.name,
                    "errorStatus": fault.message,
                }));
            }
        }
        Ok(json!({"isSuccessful": errors.is_empty(), "errors": errors, "warnings": []}))
    }

    fn one_of_many(
        &mut self,
        hub: &str,
        id: &str,
        module: Option<&str>,
        item: Value,
    ) -> Result<(), Fault> {
        crate::identity::is_id(id)?;
        let place = Place::new(hub, id, module);
        let mode = text(&item, "importMode").unwrap_or_else(|| "create".to_owned());
        let tag = text(&item, "eTag").or_else(|| text(&item, "etag"));
        let tag = || IfMatch::read(tag.as_deref());
        let twin = twin_of(&item);
        let twin_tag = text(&item, "twinETag").or_else(|| text(&item, "twinEtag"));
        let wish = Wish::of(item)?;
        if let Some(twin) = &twin {
            // before anything is written: an item is done whole, or not at all
            self.would_take(&place, twin)?;
        }
        let mut if_twin = IfMatch::Absent;
        match mode.to_ascii_lowercase().as_str() {
            "create" => self
                .put_identity(&place, wish, &IfMatch::Absent)
                .map(drop)?,
            "update" => self
                .put_identity(
                    &place,
                    wish,
                    &IfMatch::Tag(self.found(&place)?.identity.etag),
                )
                .map(drop)?,
            "updateifmatchetag" => self
                .put_identity(&place, wish, &required(tag())?)
                .map(drop)?,
            "createorupdate" => {
                let if_match = match self.keep.row(&place)? {
                    Some(_) => IfMatch::Any,
                    None => IfMatch::Absent,
                };
                self.put_identity(&place, wish, &if_match).map(drop)?;
            }
            "createorupdateifmatchetag" => {
                let if_match = match self.keep.row(&place)? {
                    Some(_) => required(tag())?,
                    None => IfMatch::Absent,
                };
                self.put_identity(&place, wish, &if_match).map(drop)?;
            }
            "delete" => return self.remove_identity(&place, &IfMatch::Any),
            "deleteifmatchetag" => return self.remove_identity(&place, &required(tag())?),
            "updatetwin" => {}
            "updatetwinifmatchetag" => if_twin = required(IfMatch::read(twin_tag.as_deref()))?,
            other => {
                return Err(Fault::argument(format!(
                    "importMode is `{other}`, which is none"
                )));
            }
        }
        match twin {
            Some(twin) => self.write(
                &place,
                crate::world::twins::How::Patch,
                twin.as_bytes(),
                &if_twin,
            ),
            None => Ok(()),
        }
    }

    /// Refuses a patch that the twin of this place would not take, whether it is there yet or not.
    fn would_take(&self, place: &Place, twin: &str) -> Result<(), Fault> {
        let time = stamp(self.now());
        let known = self.keep.row(place)?.map(|row| row.twin);
        let state = known.unwrap_or_else(|| TwinState::new(&time));
        let write = ServiceWrite::read(twin.as_bytes())?;
        state.patched(&write, &time).map(drop)
    }
}

fn required(tag: IfMatch) -> Result<IfMatch, Fault> {
    match tag {
        IfMatch::Absent => Err(Fault::argument("this importMode needs an etag")),
        tag => Ok(tag),
    }
}

fn text(item: &Value, name: &str) -> Option<String> {
    let text = item.get(name)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// What a bulk request says of a twin, as the body of a patch.
fn twin_of(item: &Value) -> Option<String> {
    let (tags, properties) = (item.get("tags"), item.get("properties"));
    let mut twin = serde_json::Map::new();
    if let Some(tags) = tags.filter(|tags| tags.is_object()) {
        twin.insert("tags".to_owned(), tags.clone());
    }
    if let Some(properties) = properties.filter(|properties| properties.is_object()) {
        twin.insert("properties".to_owned(), properties.clone());
    }
    (!twin.is_empty()).then(|| Value::Object(twin).to_string())
}

pub(super) fn too_many_modules(device: &str) -> Fault {
    Fault::too_many_modules(format!(
        "{device} can have {MOST_MODULES} modules, and no more"
    ))
}
