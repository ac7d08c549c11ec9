//! Enrollments, as the service keeps them and as `az iot dps enrollment show` prints them.

use twin::secret::{Sensitive, cut};
use twin::write::Secrets;
use twin::{Document, Value};

use crate::identity::content;
use crate::json::{Json, ObjectWriter, list, merged};
use crate::places::Places;
use crate::policy::{Policy, PolicyKind};
use crate::problem::{Input, Problem, ProblemKind};
use crate::reading::{Members, QUOTED, objects};
use crate::record::Record;

/// Characters of an id.
const ID_LENGTH: usize = 128;

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

const MEMBERS: [&str; 13] = [
    "registrationId",
    "enrollmentGroupId",
    "deviceId",
    "attestation",
    "reprovisionPolicy",
    "initialTwin",
    "capabilities",
    "allocationPolicy",
    "iotHubs",
    "iotHubHostName",
    "customAllocationDefinition",
    "provisioningStatus",
    "registrationState",
];

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

/// Members that are `null` are none, as in a patch: tools write those that they know of and have no value for.
fn initial(section: Value<'_>) -> Json {
    let content = content(section);
    match content.text().contains("null") {
        true => merged(&Json::empty_object(), &content),
        false => content,
    }
}

impl Members<'_, '_> {
    fn enrollment(&mut self) -> Enrollment {
        self.misspelt(&MEMBERS);
        let scope = self.scope();
        let policy = self.policy();
        let initial = self.object("initialTwin");
        let (tags, desired) = initial.map_or_else(
            || (Json::empty_object(), Json::empty_object()),
            |twin| self.within(twin).initial_twin(),
        );
        let state = self.object("registrationState");
        let capabilities = self.object("capabilities");
        if let Some(capabilities) = capabilities {
            self.within(capabilities)
                .unknown(&["iotEdge"], ProblemKind::UnknownMember);
        }
        let statuses = [("enabled", true), ("disabled", false)];
        Enrollment {
            scope,
            attestation: self.attestation(),
            policy,
            tags,
            desired,
            is_edge: capabilities
                .and_then(|c| self.within(c).bool("iotEdge"))
                .unwrap_or_default(),
            allocation: self.word("allocationPolicy", &AllocationPolicy::WORDS),
            hubs: self.texts("iotHubs"),
            host: self.text("iotHubHostName").filter(|host| !host.is_empty()),
            webhook: self.webhook(),
            is_enabled: self.word("provisioningStatus", &statuses).unwrap_or(true),
            record: state.map(|state| Record::of(self.input, state, self.told)),
            other: self.others(&MEMBERS),
            attestation_json: self.json("attestation"),
            has_initial_twin: initial.is_some(),
            places: Places::of(self.object, &["/iotHubHostName", "/iotHubs", "/deviceId"]),
        }
    }

    fn scope(&mut self) -> Scope {
        let individual = self.text("registrationId").filter(|id| !id.is_empty());
        let group = self.text("enrollmentGroupId").filter(|id| !id.is_empty());
        for (name, id) in [
            ("registrationId", &individual),
            ("enrollmentGroupId", &group),
        ] {
            if let (Some(id), Some(member)) = (id.as_ref().filter(|id| !is_id(id)), self.get(name))
            {
                let message = format!("`{}` is no id", cut(id, QUOTED));
                let advice = "Write at most 128 letters, digits and `. _ : -`, with a letter, a digit or a hyphen at the end.";
                self.tell(ProblemKind::IdIllegal, member, message, advice);
            }
        }
        match (individual, group) {
            (Some(registration_id), group) => {
                if let (Some(_), Some(member)) = (group, self.get("enrollmentGroupId")) {
                    let message = "both `registrationId` and `enrollmentGroupId`";
                    let advice = "Leave out the one that is not meant.";
                    self.tell(ProblemKind::EnrollmentOfBothKinds, member, message, advice);
                }
                let device_id = self.text("deviceId").filter(|id| !id.is_empty());
                Scope::Individual {
                    registration_id,
                    device_id,
                }
            }
            (None, Some(id)) => {
                if let Some(member) = self.get("deviceId") {
                    let message = "an enrollment group with a `deviceId`";
                    let advice =
                        "Leave it out: devices of a group have the ids they register with.";
                    self.tell(ProblemKind::UnknownMember, member, message, advice);
                }
                Scope::Group { id }
            }
            (None, None) => {
                let message = "the enrollment has neither `registrationId` nor `enrollmentGroupId`";
                let advice = "Write `registrationId` for one device, `enrollmentGroupId` for many.";
                self.tell(
                    ProblemKind::EnrollmentWithoutId,
                    self.object,
                    message,
                    advice,
                );
                Scope::Individual {
                    registration_id: String::new(),
                    device_id: self.text("deviceId"),
                }
            }
        }
    }

    fn policy(&mut self) -> Option<Policy> {
        let object = self.object("reprovisionPolicy")?;
        let mut members = self.within(object);
        let known = ["updateHubAssignment", "migrateDeviceData"];
        members.unknown(&known, ProblemKind::PolicyUnknownField);
        let policy = Policy {
            update_hub_assignment: members.bool(known[0]).unwrap_or(true),
            migrate_device_data: members.bool(known[1]).unwrap_or(true),
        };
        if policy.kind() == PolicyKind::Unnamed {
            let message = "a policy that migrates data and keeps the hub has no name";
            let advice = "Set `migrateDeviceData` to false for never, or `updateHubAssignment` to true for migrate.";
            members.tell(ProblemKind::PolicyUnnamed, object, message, advice);
        }
        Some(policy)
    }

    /// Reads an initial twin, an enrollment's or a webhook's: tags and desired properties.
    pub(crate) fn initial_twin(&mut self) -> (Json, Json) {
        let properties = self.object("properties");
        let known = ["tags", "properties"];
        for name in ["reported", "additional_properties", "additionalProperties"] {
            let places = [self.get(name), properties.and_then(|p| p.get(name))];
            for member in places.into_iter().flatten() {
                self.not_initial(member, name);
            }
        }
        let apart = [
            "reported",
            "desired",
            "additional_properties",
            "additionalProperties",
        ];
        let all: Vec<_> = known.iter().chain(&apart).copied().collect();
        self.unknown(&all, ProblemKind::UnknownMember);
        // some tools leave the level `properties` out; the service does not read that
        if let Some(member) = self.get("desired") {
            let message = "`desired` stands beside `tags`";
            let advice = "Put it into `properties`: the service reads `properties.desired` only.";
            self.tell(ProblemKind::UnknownMember, member, message, advice);
        }
        let tags = self.object("tags");
        let desired = properties.and_then(|p| self.within(p).object("desired"));
        for section in [tags, desired].into_iter().flatten() {
            self.within(section).initial_section();
        }
        let read = |section: Option<Value<'_>>| section.map_or_else(Json::empty_object, initial);
        (read(tags), read(desired))
    }

    fn not_initial(&mut self, member: Value<'_>, name: &str) {
        if name == "reported" {
            let message = "the initial twin has `reported` properties";
            let advice = "Leave them out: the device reports them when it runs.";
            self.tell(ProblemKind::InitialTwinReported, member, message, advice);
        } else {
            self.additional_properties(member, name);
        }
    }

    fn additional_properties(&mut self, member: Value<'_>, name: &str) {
        let message = format!("the initial twin has `{name}`");
        let advice = "Move what is in it one level up, and update the enrollment by the portal, by the API or by a newer command line.";
        self.tell(ProblemKind::AdditionalProperties, member, message, advice);
    }

    fn initial_section(&mut self) {
        for name in ["additional_properties", "additionalProperties"] {
            if let Some(member) = self.get(name) {
                self.additional_properties(member, name);
            }
        }
        for name in ["$metadata", "$version"] {
            if let Some(member) = self.get(name) {
                let message = format!("the initial twin has `{name}`");
                let advice = "Leave it out: the hub writes it by itself.";
                self.tell(ProblemKind::InitialTwinStamps, member, message, advice);
            }
        }
    }

    fn attestation(&mut self) -> Option<Attestation> {
        let object = self.object("attestation")?;
        let mut members = self.within(object);
        let words = [("symmetricKey", 0), ("x509", 1), ("tpm", 2), ("none", 3)];
        Some(match members.word("type", &words)? {
            0 => {
                let keys = members.object("symmetricKey");
                let key = |name: &str| Some(Sensitive::new(keys?.get(name)?.str()?.into_owned()));
                Attestation::SymmetricKey {
                    primary: key("primaryKey"),
                    secondary: key("secondaryKey"),
                }
            }
            1 => Attestation::X509,
            2 => Attestation::Tpm,
            _ => Attestation::Nothing,
        })
    }

    fn webhook(&mut self) -> Option<Webhook> {
        let object = self.object("customAllocationDefinition")?;
        let mut members = self.within(object);
        members.unknown(&["webhookUrl", "apiVersion"], ProblemKind::UnknownMember);
        Some(Webhook {
            url: Sensitive::new(members.text("webhookUrl").unwrap_or_default()),
            api_version: members.text("apiVersion"),
        })
    }
}
