//! Enrollments, as the service keeps them and as `az iot dps enrollment show` prints them.

mod read;

use twin::secret::Sensitive;
use twin::write::Secrets;
use twin::{Document, Value};

use crate::json::{Json, ObjectWriter, list};
use crate::places::Places;
use crate::policy::Policy;
use crate::problem::{Input, Problem};
use crate::reading::{Members, objects};
use crate::record::Record;

/// Characters of an id.
const ID_LENGTH: usize = 128;
/// What to do about an id that no registration may have.
pub(crate) const ID_ADVICE: &str = "Write at most 128 letters, digits and `. _ : -`, with a letter, a digit or a hyphen at the end.";

/// Whom an enrollment is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// One device.
    Individual {
        /// Its registration id; empty where the document has none.
        registration_id: String,
        /// The id it gets on its hub, where that is another one.
        device_id: Option<String>,
    },
    /// Every device that proves to belong to it.
    Group {
        /// Its id.
        id: String,
    },
}

/// How a device proves who it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Attestation {
    /// A shared key: the device's own, or the one that its key is derived from.
    SymmetricKey {
        /// The first key, where the document has it.
        primary: Option<Sensitive<String>>,
        /// The second one.
        secondary: Option<Sensitive<String>>,
    },
    /// A certificate.
    X509,
    /// A trusted platform module.
    Tpm,
    /// None.
    Nothing,
}

impl Attestation {
    /// The service's word.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::SymmetricKey { .. } => "symmetricKey",
            Self::X509 => "x509",
            Self::Tpm => "tpm",
            Self::Nothing => "none",
        }
    }
}

/// How a hub is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AllocationPolicy {
    /// Spread over the hubs by their weights.
    Hashed,
    /// The hub that answers the device the quickest.
    GeoLatency,
    /// The one hub that the enrollment names.
    Static,
    /// The hub that a function of the user's names.
    Custom,
}

impl AllocationPolicy {
    const WORDS: [(&str, Self); 4] = [
        ("hashed", Self::Hashed),
        ("geoLatency", Self::GeoLatency),
        ("static", Self::Static),
        ("custom", Self::Custom),
    ];

    /// The service's word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hashed => "hashed",
            Self::GeoLatency => "geoLatency",
            Self::Static => "static",
            Self::Custom => "custom",
        }
    }
}

/// Where a custom allocation asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its address, with its key.
    pub url: Sensitive<String>,
    /// The version of the question.
    pub api_version: Option<String>,
}

/// An enrollment.
#[derive(Debug, Clone, PartialEq)]
pub struct Enrollment {
    /// Whom it is for.
    pub scope: Scope,
    /// How they prove it.
    pub attestation: Option<Attestation>,
    /// What becomes of a device that asks again; nothing where none is saved, which is an answer of its own.
    pub policy: Option<Policy>,
    /// `initialTwin.tags`.
    pub tags: Json,
    /// `initialTwin.properties.desired`.
    pub desired: Json,
    /// `capabilities.iotEdge`.
    pub is_edge: bool,
    /// How a hub is chosen; nothing where the service's own default decides.
    pub allocation: Option<AllocationPolicy>,
    /// The hubs it is chosen from; empty for all that are linked.
    pub hubs: Vec<String>,
    /// The hub of a static allocation, in its older form.
    pub host: Option<String>,
    /// Where a custom allocation asks.
    pub webhook: Option<Webhook>,
    /// `provisioningStatus`.
    pub is_enabled: bool,
    /// What the service remembers of the device of an individual enrollment.
    pub record: Option<Record>,
    /// What nobody here interprets.
    pub other: Vec<(String, Json)>,
    /// The document without what was interpreted above, for writing it back: the attestation, keys included.
    attestation_json: Option<Json>,
    has_initial_twin: bool,
    pub(crate) places: Places,
}

impl Enrollment {
    /// Reads enrollments: one, an array, or several after each other.
    #[must_use]
    pub fn read(doc: &Document) -> (Vec<Self>, Vec<Problem>) {
        let mut told = Vec::new();
        let objects = objects(doc, Input::Enrollment, &mut told);
        let read = |object: Value<'_>| Self::of(Input::Enrollment, object, &mut told);
        let enrollments = objects.into_iter().map(read).collect();
        (enrollments, told)
    }

    pub(crate) fn of(input: Input, object: Value<'_>, told: &mut Vec<Problem>) -> Self {
        Members {
            input,
            object,
            told,
        }
        .enrollment()
    }

    /// An enrollment for anybody, with a policy: for questions that are asked of a policy alone.
    #[must_use]
    pub fn with_policy(policy: Option<Policy>) -> Self {
        Self {
            scope: Scope::Group { id: String::new() },
            attestation: None,
            policy,
            tags: Json::empty_object(),
            desired: Json::empty_object(),
            is_edge: false,
            allocation: None,
            hubs: Vec::new(),
            host: None,
            webhook: None,
            is_enabled: true,
            record: None,
            other: Vec::new(),
            attestation_json: None,
            has_initial_twin: false,
            places: Places::default(),
        }
    }

    /// Returns its id: of the registration, or of the group.
    #[must_use]
    pub fn id(&self) -> &str {
        match &self.scope {
            Scope::Individual {
                registration_id, ..
            } => registration_id,
            Scope::Group { id } => id,
        }
    }

    /// True for an enrollment of one device.
    #[must_use]
    pub fn is_individual(&self) -> bool {
        matches!(self.scope, Scope::Individual { .. })
    }

    /// Returns the id a device gets on its hub.
    #[must_use]
    pub fn device_id<'a>(&'a self, registration_id: &'a str) -> &'a str {
        match &self.scope {
            Scope::Individual {
                device_id: Some(id),
                ..
            } => id,
            _ => registration_id,
        }
    }

    /// Writes the enrollment as the service does; its keys, and whatever else is secret in it, only where they are
    /// asked for.
    #[must_use]
    pub fn to_json(&self, secrets: Secrets) -> String {
        let written = self.written(secrets);
        match secrets {
            Secrets::Shown => written,
            // an initial twin has secrets, too, and so may what nobody here interprets
            Secrets::Masked => Json::written(written).masked(),
        }
    }

    /// Writes the enrollment with everything that is in it, secrets too; [`Secrets::Masked`] leaves out its keys and the
    /// address of its webhook.
    pub(crate) fn written(&self, secrets: Secrets) -> String {
        let mut out = ObjectWriter::new();
        match &self.scope {
            Scope::Individual {
                registration_id,
                device_id,
            } => {
                out.text("registrationId", registration_id)
                    .text_if("deviceId", device_id.as_deref());
            }
            Scope::Group { id } => {
                out.text("enrollmentGroupId", id);
            }
        }
        let shown = (secrets == Secrets::Shown).then_some(&self.attestation_json);
        match (shown, &self.attestation) {
            (Some(Some(json)), _) => {
                out.raw("attestation", json.text());
            }
            (_, Some(attestation)) => {
                let name = ObjectWriter::new().text("type", attestation.name()).end();
                out.raw("attestation", &name);
            }
            _ => {}
        }
        if let Some(policy) = self.policy {
            let mut members = ObjectWriter::new();
            members
                .bool("updateHubAssignment", policy.update_hub_assignment)
                .bool("migrateDeviceData", policy.migrate_device_data);
            out.raw("reprovisionPolicy", &members.end());
        }
        if self.has_initial_twin {
            let properties = ObjectWriter::new()
                .raw("desired", self.desired.text())
                .end();
            let mut twin = ObjectWriter::new();
            twin.raw("tags", self.tags.text())
                .raw("properties", &properties);
            out.raw("initialTwin", &twin.end());
        }
        let edge = ObjectWriter::new().bool("iotEdge", self.is_edge).end();
        out.raw("capabilities", &edge)
            .text_if(
                "allocationPolicy",
                self.allocation.map(AllocationPolicy::name),
            )
            .text_if("iotHubHostName", self.host.as_deref());
        if !self.hubs.is_empty() {
            out.raw("iotHubs", &list(&self.hubs));
        }
        if let Some(webhook) = &self.webhook {
            let mut members = ObjectWriter::new();
            if secrets == Secrets::Shown {
                members.text("webhookUrl", webhook.url.expose());
            }
            members.text_if("apiVersion", webhook.api_version.as_deref());
            out.raw("customAllocationDefinition", &members.end());
        }
        let status = if self.is_enabled {
            "enabled"
        } else {
            "disabled"
        };
        out.text("provisioningStatus", status);
        if let Some(record) = &self.record {
            out.raw("registrationState", &record.to_json());
        }
        out.others(&self.other).end()
    }
}

/// True for an id that a registration may have.
pub(crate) fn is_id(id: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "._:-".contains(c);
    id.len() <= ID_LENGTH
        && id.chars().all(fits)
        && id.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
}
