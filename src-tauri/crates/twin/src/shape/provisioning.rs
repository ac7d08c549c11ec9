//! Documents of the provisioning service, and what its simulator is given beside them. They have `deviceId`, `etag` and
//! `status` as twins do, so that they are told by the names that only they have.

use super::{KnowsGroup, Shape, Twin, agent, answer};
use crate::node::Kind;
use crate::value::Value;

/// Which document of the provisioning service it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provisioning {
    /// An individual enrollment.
    Enrollment,
    /// An enrollment group.
    EnrollmentGroup,
    /// What the service remembers of a device, by itself or as the result of a registration.
    Record,
    /// A device and its request, as the simulator takes them.
    Device,
    /// A linked hub.
    Hub,
    /// What the webhook of a custom allocation answers.
    Webhook,
    /// A sequence of requests.
    Sequence,
    /// A table of versions from before reprovisioning.
    Versions,
}

impl Provisioning {
    /// Every one of them.
    pub const ALL: [Self; 8] = [
        Self::Enrollment,
        Self::EnrollmentGroup,
        Self::Record,
        Self::Device,
        Self::Hub,
        Self::Webhook,
        Self::Sequence,
        Self::Versions,
    ];

    /// The machine name, as in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Enrollment => "enrollment",
            Self::EnrollmentGroup => "enrollment-group",
            Self::Record => "registration-record",
            Self::Device => "registering-device",
            Self::Hub => "linked-hub",
            Self::Webhook => "webhook-answer",
            Self::Sequence => "provisioning-sequence",
            Self::Versions => "version-table",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Enrollment => "enrollment",
            Self::EnrollmentGroup => "enrollment group",
            Self::Record => "registration record",
            Self::Device => "device that registers",
            Self::Hub => "linked hub",
            Self::Webhook => "webhook's answer",
            Self::Sequence => "sequence of registrations",
            Self::Versions => "table of versions",
        }
    }
}

/// Members that only enrollments have.
const OF_ENROLLMENT: [&str; 5] = [
    "attestation",
    "reprovisionPolicy",
    "provisioningStatus",
    "allocationPolicy",
    "customAllocationDefinition",
];
/// Members of an enrollment that a webhook's answer or a record may have, too: they count beside an id.
const BESIDE_ID: [&str; 4] = [
    "initialTwin",
    "iotHubHostName",
    "iotHubs",
    "registrationState",
];
/// What a device may say beside its registration id.
const OF_DEVICE: [&str; 6] = ["apiVersion", "sdk", "latencies", "payload", "tpm", "csr"];
/// What is said of a hub beside its name.
const OF_HUB: [&str; 6] = [
    "assigned",
    "twin",
    "modules",
    "linked",
    "applyAllocationPolicy",
    "allocationWeight",
];
/// What a record has beside its registration id, besides its hub.
const OF_RECORD: [&str; 4] = [
    "substatus",
    "createdDateTimeUtc",
    "lastUpdatedDateTimeUtc",
    "errorCode",
];
/// What the webhook of a custom allocation answers, or how it failed.
const OF_WEBHOOK: [&str; 4] = ["iotHubHostName", "initialTwin", "payload", "statusCode"];
/// How host names of hubs end in the public cloud.
const HUB_DOMAIN: &str = ".azure-devices.net";

/// Members of twins, of parts of them and of the content of groups, which no document of the service has at its top.
const OF_TWINS: [&str; 6] = [
    "properties",
    "desired",
    "reported",
    "tags",
    "__meta",
    "__errors",
];

/// Takes an object for a document of the provisioning service where its names leave no doubt.
pub(super) fn document<'d>(root: Value<'d>, knows: KnowsGroup<'_>) -> Option<Twin<'d>> {
    if first(root, &OF_TWINS).is_some() {
        return None;
    }
    let (kind, because) = sequence(root)
        .or_else(|| enrollment(root))
        .or_else(|| record(root))
        .or_else(|| device(root))
        .or_else(|| hub(root))
        .or_else(|| webhook(root))
        .or_else(|| versions(root))?;
    let is_group = |member: Value<'_>| {
        member.key().is_some_and(|key| knows(&key)) || member.get("__meta").is_some()
    };
    if root.children().any(is_group) || agent::file(root).is_some() {
        return None;
    }
    Some(Twin {
        root,
        recognition: answer(Shape::Provisioning(kind), because),
        tags: None,
        desired: None,
        reported: None,
    })
}

type Told = Option<(Provisioning, String)>;

fn first<'n>(root: Value<'_>, names: &[&'n str]) -> Option<&'n str> {
    names.iter().copied().find(|name| root.get(name).is_some())
}

fn sequence(root: Value<'_>) -> Told {
    let steps = root.get("steps")?;
    let start = first(root, &["enrollment", "device", "hubs"])?;
    (steps.kind() == Kind::Array).then(|| {
        let because = format!("it has `steps` and, to begin with, `{start}`");
        (Provisioning::Sequence, because)
    })
}

fn enrollment(root: Value<'_>) -> Told {
    let id = first(root, &["registrationId", "enrollmentGroupId"]);
    let own = first(root, &OF_ENROLLMENT);
    // the result of a registration has a record and an operation
    let is_result = root.get("operationId").is_some();
    let beside = first(root, &BESIDE_ID).filter(|_| id.is_some() && !is_result);
    let evidence = own.or(beside)?;
    Some(match id {
        Some("enrollmentGroupId") => (
            Provisioning::EnrollmentGroup,
            format!("it has `enrollmentGroupId` and `{evidence}`"),
        ),
        Some(_) => (
            Provisioning::Enrollment,
            format!("it has `registrationId` and `{evidence}`"),
        ),
        None => (
            Provisioning::Enrollment,
            format!("only an enrollment has `{evidence}`"),
        ),
    })
}

fn record(root: Value<'_>) -> Told {
    let told = |because: &str| Some((Provisioning::Record, because.to_owned()));
    if root.get("registrationState").is_some_and(Value::is_object) {
        return told("`registrationState` is what the service remembers of the device");
    }
    let id = root.get("registrationId").is_some();
    let own = first(root, &OF_RECORD);
    match (root.get("assignedHub"), id, own) {
        (Some(_), _, _) => told("only a registration record has `assignedHub`"),
        (None, true, Some(own)) => told(&format!("it has `registrationId` and `{own}`")),
        _ => None,
    }
}

fn device(root: Value<'_>) -> Told {
    let own = first(root, &OF_DEVICE)?;
    root.get("registrationId")?;
    Some((
        Provisioning::Device,
        format!("it has `registrationId` and `{own}`, as a device that asks"),
    ))
}

fn hub(root: Value<'_>) -> Told {
    let own = first(root, &OF_HUB);
    let named = root.get("hostName").and_then(|name| name.str());
    let because = match (named, own) {
        (Some(_), Some(own)) => format!("it has `hostName` and `{own}`"),
        (Some(name), None) if name.to_ascii_lowercase().ends_with(HUB_DOMAIN) => {
            "`hostName` is that of a hub".to_owned()
        }
        // as the service lists the hubs that are linked to it
        (None, Some("applyAllocationPolicy" | "allocationWeight"))
            if root.get("name").is_some() =>
        {
            "it has `name` and what a linked hub is chosen by".to_owned()
        }
        _ => return None,
    };
    Some((Provisioning::Hub, because))
}

/// A webhook answers with few members, so that one of something else says that it is none.
fn webhook(root: Value<'_>) -> Told {
    let is_answers = |member: Value<'_>| OF_WEBHOOK.iter().any(|name| member.is_key(name));
    if !root.children().all(is_answers) {
        return None;
    }
    let status = root.get("statusCode").and_then(Value::integer);
    let because = match (root.get("iotHubHostName"), status) {
        (Some(_), _) => "it has `iotHubHostName` and nothing that a webhook does not answer",
        (None, Some(100..600)) => "it has `statusCode` and nothing that a webhook does not answer",
        _ => return None,
    };
    Some((Provisioning::Webhook, because.to_owned()))
}

fn versions(root: Value<'_>) -> Told {
    let column = root.get("sdks")?.children().next()?;
    let is_column = column.get("language").is_some() && column.get("lastBefore").is_some();
    is_column.then(|| {
        let because =
            "`sdks` says of each language which version was the last before reprovisioning";
        (Provisioning::Versions, because.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::Provisioning as P;
    use crate::Document;
    use crate::shape::told::taken_for;
    use crate::shape::{Shape, recognise};

    #[test]
    fn documents_of_the_provisioning_service_are_known_by_names_that_only_they_have() {
        for (text, wanted) in [
            (
                r#"{"registrationId": "a", "deviceId": "b", "etag": "x", "attestation": {}}"#,
                P::Enrollment,
            ),
            (
                r#"{"registrationId": "a", "registrationState": {}, "attestation": {}}"#,
                P::Enrollment,
            ),
            (
                r#"{"registrationId": "a", "initialTwin": {"tags": {}}}"#,
                P::Enrollment,
            ),
            (r#"{"reprovisionPolicy": {}}"#, P::Enrollment),
            (
                r#"{"enrollmentGroupId": "g", "iotHubs": []}"#,
                P::EnrollmentGroup,
            ),
            (
                r#"{"assignedHub": "h", "deviceId": "a", "etag": "x", "status": "assigned"}"#,
                P::Record,
            ),
            (
                r#"{"operationId": "", "status": "disabled", "registrationState": {}}"#,
                P::Record,
            ),
            (
                r#"{"registrationId": "a", "substatus": "initialAssignment"}"#,
                P::Record,
            ),
            (
                r#"{"registrationId": "a", "apiVersion": "2021-06-01"}"#,
                P::Device,
            ),
            (
                r#"{"registrationId": "a", "sdk": {"language": "c"}, "latencies": {}}"#,
                P::Device,
            ),
            (r#"{"hostName": "h", "assigned": true, "twin": {}}"#, P::Hub),
            (r#"{"hostName": "H.Azure-Devices.net"}"#, P::Hub),
            (
                r#"{"name": "h", "allocationWeight": 2, "location": "westus"}"#,
                P::Hub,
            ),
            (r#"{"iotHubHostName": "h", "initialTwin": {}}"#, P::Webhook),
            (r#"{"statusCode": 500}"#, P::Webhook),
            (
                r#"{"statusCode": 200, "iotHubHostName": "h", "payload": 1}"#,
                P::Webhook,
            ),
            (
                r#"{"title": "t", "enrollment": {}, "hubs": [], "steps": []}"#,
                P::Sequence,
            ),
            (
                r#"{"sdks": [{"language": "c", "lastBefore": "1.2.8"}]}"#,
                P::Versions,
            ),
        ] {
            let (shape, because) = taken_for(text);
            assert_eq!(shape, Shape::Provisioning(wanted), "{text}");
            assert!(because.contains('`'), "{because}");
        }
    }

    #[test]
    fn twins_and_what_is_nothing_known_stay_what_they_are() {
        for (text, wanted) in [
            (
                r#"{"deviceId": "d", "etag": "x", "registrationId": "r", "attestation": {}, "properties": {"desired": {}}}"#,
                Shape::ServiceTwin,
            ),
            (r#"{"desired": {}, "attestation": {}}"#, Shape::DeviceTwin),
            (
                r#"{"deviceId": "d", "etag": "x", "status": "enabled", "capabilities": {}}"#,
                Shape::ServiceTwin,
            ),
            (r#"{"rebootInfo": {}}"#, Shape::Groups),
            (r#"{"registrationId": "a"}"#, Shape::Unknown),
            (r#"{"hostName": "printer.local"}"#, Shape::Unknown),
            (r#"{"steps": []}"#, Shape::Unknown),
            (r#"{"apiVersion": "v1", "kind": "Pod"}"#, Shape::Unknown),
            (r#"{"sdks": []}"#, Shape::Unknown),
            (
                r#"{"registrationId": "a", "attestation": {}, "tags": {"site": "west"}}"#,
                Shape::PartialTwin,
            ),
            (r#"{"rebootInfo": {}, "assignedHub": "h"}"#, Shape::Groups),
            (
                r#"{"own": {"__meta": {"deviceInterfaceVersion": "1"}}, "attestation": {}}"#,
                Shape::Groups,
            ),
            (r#"{"__meta": {}, "assignedHub": "h"}"#, Shape::GroupContent),
            (
                r#"{"iotHubHostName": "h", "dpsEnabled": true, "dpsUri": "u", "dpsScopeId": "s"}"#,
                Shape::AgentConfiguration,
            ),
            (
                r#"{"iotHubHostName": "h", "colour": "red"}"#,
                Shape::Unknown,
            ),
            (r#"{"statusCode": 500, "body": {}}"#, Shape::Unknown),
            (r#"{"statusCode": "500"}"#, Shape::Unknown),
            (r#"{"statusCode": 7}"#, Shape::Unknown),
            (r#"{"payload": 7}"#, Shape::Unknown),
            (r#"{"status": "failed", "errorCode": 5}"#, Shape::Unknown),
        ] {
            assert_eq!(taken_for(text).0, wanted, "{text}");
        }
    }

    #[test]
    fn a_document_of_the_service_is_no_twin_of_the_device_it_names() {
        let text = r#"{"registrationId": "a", "deviceId": "b", "etag": "x", "attestation": {}}"#;
        let doc = Document::read_str(text).expect("small");
        let twin = recognise(doc.root().expect("a root"), &|_| false);
        assert_eq!((twin.device_id(), twin.module_id()), (None, None));
        assert_eq!(twin.identity().count(), 0);
        assert!(twin.stamps().is_empty() && twin.sections().next().is_none());
    }
}
