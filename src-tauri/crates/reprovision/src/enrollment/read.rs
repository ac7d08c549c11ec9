//! An enrollment out of its document, with everything that is wrong with it.

use twin::Value;
use twin::secret::{Sensitive, cut};

use super::{AllocationPolicy, Attestation, Enrollment, ID_ADVICE, Scope, Webhook, is_id};
use crate::identity::content;
use crate::json::{Json, merged};
use crate::places::Places;
use crate::policy::{Policy, PolicyKind};
use crate::problem::ProblemKind;
use crate::reading::{Members, QUOTED};
use crate::record::Record;

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

/// Members that are `null` are none, as in a patch: tools write those that they know of and have no value for.
fn initial(section: Value<'_>) -> Json {
    let content = content(section);
    match content.text().contains("null") {
        true => merged(&Json::empty_object(), &content),
        false => content,
    }
}

impl Members<'_, '_> {
    pub(super) fn enrollment(&mut self) -> Enrollment {
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
                self.tell(ProblemKind::IdIllegal, member, message, ID_ADVICE);
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
