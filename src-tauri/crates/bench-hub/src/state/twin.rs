//! A whole twin: tags, desired, reported, and the counters that tie them together. Identity and connection are told
//! beside it, because the registry and the sessions keep them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use twin::SectionKind;

use crate::Fault;
use crate::http::read_object;
use crate::identity::Identity;
use crate::state::check::{self, checked};
use crate::state::merge::{Stamp, merge};
use crate::state::section::{Section, Written, object};

/// A twin as a hub keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwinState {
    /// Tags: a JSON object.
    pub tags: String,
    /// Desired properties.
    pub desired: Section,
    /// Reported properties.
    pub reported: Section,
    /// Counts the writes of services; the entity tag is made of it.
    pub counter: u64,
}

/// `etag` and `version` of a twin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counters {
    /// The entity tag: base64 of eight bytes.
    pub etag: String,
    /// The sum of the services' writes and `$version` of what is reported.
    pub version: i64,
}

/// What a hub tells of a twin besides what was written into it.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// True with a connection.
    pub is_connected: bool,
    /// When it last did anything.
    pub last_activity: Option<String>,
    /// Messages that wait for it.
    pub messages: u32,
    /// `model-id` of its last connection.
    pub model_id: String,
    /// The configurations that are for it, and whether it has their values; nothing where there are none.
    pub configurations: Option<Value>,
}

/// What a service writes: sections that are not there stay as they are, `null` empties.
#[derive(Debug, Default)]
pub(crate) struct ServiceWrite<'a> {
    pub tags: Option<&'a RawValue>,
    pub desired: Option<&'a RawValue>,
}

impl<'a> ServiceWrite<'a> {
    /// Reads the body of `PATCH` and `PUT /twins/{id}`. What else a twin has is left alone: services send back whole
    /// ones.
    pub(crate) fn read(body: &'a [u8]) -> Result<Self, Fault> {
        #[derive(serde::Deserialize)]
        struct Body<'a> {
            #[serde(borrow, default, deserialize_with = "present")]
            tags: Option<&'a RawValue>,
            #[serde(borrow)]
            properties: Option<&'a RawValue>,
        }
        #[derive(serde::Deserialize)]
        struct Properties<'a> {
            #[serde(borrow, default, deserialize_with = "present")]
            desired: Option<&'a RawValue>,
        }
        // `null` is an answer of its own: it empties the section
        fn present<'de, D: serde::Deserializer<'de>>(
            from: D,
        ) -> Result<Option<&'de RawValue>, D::Error> {
            serde::Deserialize::deserialize(from).map(Some)
        }
        let body: Body<'a> = read_object(body, "the twin in the body")?;
        let properties = body.properties.and_then(nullable);
        let properties: Option<Properties<'a>> = match properties {
            Some(text) => Some(read_object(text.as_bytes(), "properties")?),
            None => None,
        };
        Ok(Self {
            tags: body.tags,
            desired: properties.and_then(|properties| properties.desired),
        })
    }
}

/// A write, and what the device is told of it: nothing where desired properties were not named.
#[derive(Debug)]
pub(crate) struct Rewritten {
    pub twin: TwinState,
    pub notice: Option<Map<String, Value>>,
}

impl TwinState {
    /// The twin of a new identity.
    #[must_use]
    pub fn new(time: &str) -> Self {
        Self {
            tags: "{}".to_owned(),
            desired: Section::new(time),
            reported: Section::new(time),
            counter: 1,
        }
    }

    /// Its entity tag and version.
    #[must_use]
    pub fn counters(&self) -> Counters {
        let counter = i64::try_from(self.counter).unwrap_or(i64::MAX);
        Counters {
            etag: STANDARD.encode(self.counter.to_be_bytes()),
            version: counter.saturating_add(self.reported.version),
        }
    }

    /// Takes a service's patch of tags and desired properties.
    pub(crate) fn patched(&self, write: &ServiceWrite<'_>, time: &str) -> Result<Rewritten, Fault> {
        let tags = match write.tags.map(nullable) {
            None => self.tags.clone(),
            Some(None) => "{}".to_owned(),
            Some(Some(patch)) => self.tags_patched(patch)?,
        };
        let desired = match write.desired.map(nullable) {
            None => None,
            Some(patch) => Some(self.desired.patched(SectionKind::Desired, patch, time)?),
        };
        Ok(self.rewritten(tags, desired, write))
    }

    /// Takes a service's replacement of tags and desired properties: what is not there is emptied.
    pub(crate) fn replaced(
        &self,
        write: &ServiceWrite<'_>,
        time: &str,
    ) -> Result<Rewritten, Fault> {
        let text = |section: Option<&'_ RawValue>| {
            let text = section.and_then(nullable).unwrap_or("{}");
            text.to_owned()
        };
        let mut tags = Map::new();
        merge_tags(&mut tags, &checked(SectionKind::Tags, &text(write.tags))?);
        let desired = text(write.desired);
        let desired = self
            .desired
            .replaced(SectionKind::Desired, &desired, time)?;
        let mut rewritten = self.rewritten(fitting_tags(tags)?, Some(desired), write);
        rewritten.twin.counter = self.counter.saturating_add(1);
        Ok(rewritten)
    }

    fn tags_patched(&self, patch: &str) -> Result<String, Fault> {
        let patch = checked(SectionKind::Tags, patch)?;
        let mut content = object(&self.tags);
        merge_tags(&mut content, &patch);
        fitting_tags(content)
    }

    fn rewritten(
        &self,
        tags: String,
        desired: Option<Written>,
        write: &ServiceWrite<'_>,
    ) -> Rewritten {
        let is_write = write.tags.is_some() || write.desired.is_some();
        let (desired, notice) = match desired {
            Some(written) => (written.section, Some(written.patch)),
            None => (self.desired.clone(), None),
        };
        Rewritten {
            twin: Self {
                tags,
                desired,
                reported: self.reported.clone(),
                counter: self.counter.saturating_add(u64::from(is_write)),
            },
            notice,
        }
    }

    /// Writes it as a device sees it.
    #[must_use]
    pub fn for_device(&self) -> String {
        let (desired, reported) = (self.desired.for_device(), self.reported.for_device());
        format!("{{\"desired\":{desired},\"reported\":{reported}}}")
    }

    /// Writes it as a service sees it.
    #[must_use]
    pub fn for_service(&self, identity: &Identity, facts: &Facts) -> String {
        let counters = self.counters();
        let thumbprints = identity
            .authentication
            .x509_thumbprint
            .clone()
            .unwrap_or_default();
        let mut head = json!({
            "deviceId": identity.device_id,
            "etag": counters.etag,
            "deviceEtag": identity.etag,
            "status": identity.status.name(),
            "statusReason": identity.status_reason,
            "statusUpdateTime": identity.status_updated_time,
            "connectionState": if facts.is_connected { "Connected" } else { "Disconnected" },
            "lastActivityTime": facts.last_activity.as_deref().unwrap_or(crate::time::NEVER),
            "cloudToDeviceMessageCount": facts.messages,
            "authenticationType": identity.authentication.kind.name(),
            "x509Thumbprint": thumbprints,
            "modelId": facts.model_id,
            "version": counters.version,
        });
        if let Some(head) = head.as_object_mut() {
            if let Some(module) = &identity.module_id {
                head.insert("moduleId".to_owned(), module.as_str().into());
            }
            if let Some(scope) = &identity.device_scope {
                head.insert("deviceScope".to_owned(), scope.as_str().into());
            }
            if let Some(configurations) = &facts.configurations {
                head.insert("configurations".to_owned(), configurations.clone());
            }
            if !identity.parent_scopes.is_empty() {
                let parents = identity.parent_scopes.clone();
                head.insert("parentScopes".to_owned(), parents.into());
            }
        }
        let head = head.to_string();
        let open = &head[..head.len() - 1];
        let edge = match identity.module_id {
            None => format!(
                ",\"capabilities\":{{\"iotEdge\":{}}}",
                identity.capabilities.iot_edge
            ),
            Some(_) => String::new(),
        };
        let (tags, desired, reported) = (
            &self.tags,
            self.desired.for_service(),
            self.reported.for_service(),
        );
        format!(
            "{open}{edge},\"tags\":{tags},\"properties\":{{\"desired\":{desired},\"reported\":{reported}}}}}"
        )
    }
}

fn nullable(value: &RawValue) -> Option<&str> {
    Some(value.get()).filter(|text| *text != "null")
}

fn merge_tags(content: &mut Map<String, Value>, patch: &Map<String, Value>) {
    let stamp = Stamp {
        time: "",
        version: None,
    };
    // tags have no metadata
    merge(content, &mut Map::new(), patch, stamp);
}

fn fitting_tags(content: Map<String, Value>) -> Result<String, Fault> {
    let text = Value::Object(content).to_string();
    check::fits(SectionKind::Tags, text.len(), || &text)?;
    Ok(text)
}
