//! A device on a hub: its twin and its capabilities, which together are its state, and its modules.

use twin::escape::quote;
use twin::write::{Layout, Secrets, to_json_filtered};
use twin::{Document, Value};

use crate::json::{Json, ObjectWriter};

/// Desired or reported properties, apart from what the hub writes about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The properties.
    pub content: Json,
    /// `$metadata`.
    pub metadata: Option<Json>,
    /// `$version`.
    pub version: i64,
}

/// What moves with a device: twin and capabilities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceState {
    /// `capabilities.iotEdge`.
    pub is_edge: bool,
    /// Tags.
    pub tags: Json,
    /// Desired properties.
    pub desired: Part,
    /// Reported properties.
    pub reported: Part,
}

/// A module of a device. Modules never move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// Its id.
    pub id: String,
    /// What is known of it.
    pub json: Json,
}

/// An identity on a hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its id there, where the twin tells it.
    pub device_id: Option<String>,
    /// Entity tag of the twin.
    pub etag: Option<String>,
    /// `version` of the twin.
    pub version: Option<i64>,
    /// What moves with the device.
    pub state: DeviceState,
    /// Its modules.
    pub modules: Vec<Module>,
    /// Members of the twin that nobody here interprets: connection state, counters, thumbprints.
    pub other: Vec<(String, Json)>,
}

/// Entity tag of a new twin: the number 1.
const FIRST_ETAG: &str = "AAAAAAAAAAE=";

const MEMBERS: [&str; 9] = [
    "deviceId",
    "etag",
    "version",
    "capabilities",
    "tags",
    "properties",
    "desired",
    "reported",
    "modules",
];

impl Part {
    /// What a hub holds of properties that it was given at `time`, the first of their versions.
    fn new(content: Json, time: &str, is_desired: bool) -> Self {
        // what nobody has written yet has no version at which it was
        let is_written = is_desired && !content.is_empty_object();
        let metadata = content.read().map(|doc| stamps(&doc, time, is_written));
        Self {
            metadata: metadata.map(Json::written),
            version: 1,
            content,
        }
    }

    fn of(value: Option<Value<'_>>) -> Self {
        let Some(value) = value.filter(|value| value.is_object()) else {
            return Self {
                content: Json::empty_object(),
                metadata: None,
                version: 1,
            };
        };
        Self {
            content: content(value),
            metadata: value.get("$metadata").map(Json::of),
            version: value.get("$version").and_then(Value::integer).unwrap_or(1),
        }
    }

    /// One more version where the properties are others than before, and true. Stamps are left out from then on:
    /// nobody has written them.
    fn count_edit(&mut self, before: &Self) -> bool {
        let is_edited = !self.content.is_same(&before.content);
        if is_edited && self.version == before.version {
            self.version = self.version.saturating_add(1);
            self.metadata = None;
        }
        is_edited
    }

    fn to_json(&self) -> String {
        let content = self.content.text();
        let mut out = content[..content.len() - 1].to_owned();
        if !self.content.is_empty_object() {
            out.push(',');
        }
        if let Some(metadata) = &self.metadata {
            out.push_str("\"$metadata\":");
            out.push_str(metadata.text());
            out.push(',');
        }
        out.push_str("\"$version\":");
        out.push_str(&self.version.to_string());
        out.push('}');
        out
    }
}

/// Returns the members that somebody set.
pub(crate) fn content(section: Value<'_>) -> Json {
    let is_stamp = |member: Value<'_>| {
        member.parent() == Some(section)
            && matches!(member.raw_key(), "$metadata" | "$version" | "$etag")
    };
    let text = to_json_filtered(section, Layout::Compact, Secrets::Shown, &|m| !is_stamp(m));
    Json::written(text)
}

/// Writes the `$metadata` of properties that were all set at once: a stamp for every object and every leaf, arrays
/// being leaves; desired ones with the version.
fn stamps(doc: &Document, time: &str, has_version: bool) -> String {
    let time = quote(time);
    let stamp = match has_version {
        true => format!("\"$lastUpdated\":{time},\"$lastUpdatedVersion\":1"),
        false => format!("\"$lastUpdated\":{time}"),
    };
    let Some(root) = doc.root() else {
        return format!("{{{stamp}}}");
    };
    let mut out = format!("{{{stamp}");
    // the open objects are known by their depth, so that the walk needs no stack of its own
    let mut depth = root.depth();
    for value in root.descendants().filter(|value| has_stamp(*value)) {
        while depth >= value.depth() {
            out.push('}');
            depth -= 1;
        }
        out.push(',');
        out.push_str(&quote(&value.key().unwrap_or_default()));
        out.push_str(":{");
        out.push_str(&stamp);
        depth += 1;
    }
    while depth >= root.depth() {
        out.push('}');
        if depth == 0 {
            break;
        }
        depth -= 1;
    }
    out
}

/// True for a value that is a member of objects all the way up.
fn has_stamp(value: Value<'_>) -> bool {
    let mut at = value;
    while let Some(parent) = at.parent() {
        if !parent.is_object() {
            return false;
        }
        at = parent;
    }
    at != value
}

impl DeviceState {
    /// The initial configuration, as a hub holds it from `time` on: everything at its first version, nothing reported.
    #[must_use]
    pub fn initial(tags: Json, desired: Json, is_edge: bool, time: &str) -> Self {
        Self {
            is_edge,
            tags,
            desired: Part::new(desired, time, true),
            reported: Part::new(Json::empty_object(), time, false),
        }
    }
}

impl Identity {
    /// A new identity: the hub gives it the first tags and counters.
    #[must_use]
    pub fn new(device_id: &str, state: DeviceState) -> Self {
        Self {
            device_id: Some(device_id.to_owned()),
            etag: Some(FIRST_ETAG.to_owned()),
            // the counter of the entity tag and the version of what is reported, as in every twin seen
            version: Some(state.reported.version.saturating_add(1)),
            state,
            modules: Vec::new(),
            other: Vec::new(),
        }
    }

    /// Counts what somebody changed by hand, as the hub would have: the service writes tags and desired properties in
    /// one go, the device what it reports. Which entity tag the twin has then, nobody knows.
    pub(crate) fn count_edits(&mut self, before: &Self) {
        let desired = self.state.desired.count_edit(&before.state.desired);
        let reported = self.state.reported.count_edit(&before.state.reported);
        let by_service = desired || !self.state.tags.is_same(&before.state.tags);
        if by_service && self.etag == before.etag {
            self.etag = None;
        }
        if self.version == before.version {
            let writes = i64::from(by_service) + i64::from(reported);
            self.version = self.version.map(|version| version.saturating_add(writes));
        }
    }

    /// True for the identity of a device, as far as its twin tells.
    #[must_use]
    pub fn is_of(&self, device_id: &str) -> bool {
        self.device_id.as_deref().is_none_or(|id| id == device_id)
    }

    /// Reads a twin as the service or the device sees it.
    pub(crate) fn of(twin: Value<'_>, modules: Option<Value<'_>>) -> Self {
        let properties = twin.get("properties").filter(|v| v.is_object());
        let sections = properties.unwrap_or(twin);
        let capabilities = twin.get("capabilities");
        let is_edge = capabilities.and_then(|c| c.get("iotEdge"));
        let tags = twin.get("tags").filter(|tags| tags.is_object());
        let other = twin.children().filter_map(|member| {
            let key = member.key()?.into_owned();
            (!MEMBERS.contains(&key.as_str())).then(|| (key, Json::of(member)))
        });
        let text = |name: &str| Some(twin.get(name)?.str()?.into_owned());
        Self {
            device_id: text("deviceId"),
            etag: text("etag"),
            version: twin.get("version").and_then(Value::integer),
            state: DeviceState {
                is_edge: is_edge.and_then(Value::bool).unwrap_or_default(),
                tags: tags.map_or_else(Json::empty_object, content),
                desired: Part::of(sections.get("desired")),
                reported: Part::of(sections.get("reported")),
            },
            modules: modules.map(Self::modules_of).unwrap_or_default(),
            other: other.collect(),
        }
    }

    /// Modules come as their ids, as twins, or as identities.
    fn modules_of(modules: Value<'_>) -> Vec<Module> {
        let module = |value: Value<'_>| {
            let id = value.str().or_else(|| value.get("moduleId")?.str());
            Module {
                id: id.map(std::borrow::Cow::into_owned).unwrap_or_default(),
                json: Json::of(value),
            }
        };
        modules.children().map(module).collect()
    }

    /// Returns the value of a member that nobody here interprets, if it is a whole number.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        let (_, json) = self.other.iter().find(|(key, _)| key == name)?;
        json.text().parse().ok()
    }

    /// Writes the twin as the service sees it.
    #[must_use]
    pub fn to_json(&self) -> String {
        let Self { state, .. } = self;
        let mut properties = ObjectWriter::new();
        properties
            .raw("desired", &state.desired.to_json())
            .raw("reported", &state.reported.to_json());
        let mut out = ObjectWriter::new();
        out.text_if("deviceId", self.device_id.as_deref())
            .text_if("etag", self.etag.as_deref());
        if let Some(version) = self.version {
            out.raw("version", &version.to_string());
        }
        let edge = if state.is_edge { "true" } else { "false" };
        out.raw("capabilities", &format!("{{\"iotEdge\":{edge}}}"))
            .others(&self.other)
            .raw("tags", state.tags.text())
            .raw("properties", &properties.end())
            .end()
    }

    pub(crate) fn modules_json(&self) -> String {
        let modules: Vec<_> = self
            .modules
            .iter()
            .map(|module| module.json.text())
            .collect();
        format!("[{}]", modules.join(","))
    }
}
