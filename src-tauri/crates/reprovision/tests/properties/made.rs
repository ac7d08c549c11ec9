//! Made-up enrollments, devices, twins and hubs, and how they are asked about.

use proptest::prelude::*;
use proptest::sample::select;
use reprovision::{
    Answer, Assumptions, Device, Enrollment, Hub, Identity, Policy, PolicyKind, Request,
    WebhookAnswer,
};
use serde_json::{Map, Value as Json, json};
use twin::Document;

pub(crate) const NOW: &str = "2026-03-01T12:00:00.0000000Z";
pub(crate) const LATER: &str = "2026-03-02T12:00:00.0000000Z";
pub(crate) const HOSTS: [&str; 4] = [
    "plant-west.azure-devices.net",
    "plant-east.azure-devices.net",
    "plant-north.azure-devices.net",
    "lab.azure-devices.net",
];
pub(crate) const VERSIONS: [&str; 6] = [
    "2017-11-15",
    "2018-04-01",
    "2018-09-01-preview",
    "2019-03-31",
    "2021-06-01",
    "soon",
];

/// A value that a twin can hold.
pub(crate) fn leaf() -> impl Strategy<Value = Json> {
    prop_oneof![
        any::<bool>().prop_map(Json::from),
        any::<i32>().prop_map(Json::from),
        any::<i16>().prop_map(|n| Json::from(f64::from(n) / 4.0)),
        "[a-zA-Z0-9äß\"\\\\ /]{0,12}".prop_map(Json::from),
        prop::collection::vec(any::<i16>().prop_map(Json::from), 0..3).prop_map(Json::from),
    ]
}

pub(crate) fn members() -> impl Strategy<Value = Json> {
    let object = |value: BoxedStrategy<Json>| {
        let pairs = prop::collection::vec(("[a-zA-Z_]{1,8}", value), 0..4);
        pairs.prop_map(|pairs| Json::Object(pairs.into_iter().collect()))
    };
    let inner = object(leaf().boxed());
    object(prop_oneof![leaf(), inner].boxed())
}

/// A twin as the service shows it.
pub(crate) fn lived() -> impl Strategy<Value = Json> {
    (
        members(),
        members(),
        members(),
        1..1000_i64,
        1..1000_i64,
        any::<bool>(),
    )
        .prop_map(|(tags, mut desired, mut reported, d, r, edge)| {
            desired["$version"] = d.into();
            desired["$metadata"] = json!({"$lastUpdated": NOW, "$lastUpdatedVersion": d});
            reported["$version"] = r.into();
            json!({
                "deviceId": "pump-0042",
                "etag": "AAAAAAAAAAM=",
                "version": 3 + r,
                "capabilities": {"iotEdge": edge},
                "tags": tags,
                "properties": {"desired": desired, "reported": reported},
            })
        })
}

pub(crate) fn policy() -> impl Strategy<Value = Option<PolicyKind>> {
    prop_oneof![Just(None), select(PolicyKind::ALL.to_vec()).prop_map(Some)]
}

pub(crate) fn policy_json(policy: Option<PolicyKind>) -> Json {
    policy.map(Policy::of).map_or(Json::Null, |policy| {
        json!({
            "updateHubAssignment": policy.update_hub_assignment,
            "migrateDeviceData": policy.migrate_device_data,
        })
    })
}

/// An enrollment with everything the service knows, and something it does not.
pub(crate) fn enrollment() -> impl Strategy<Value = Json> {
    let allocation = prop_oneof![
        Just(Json::Null),
        select(vec!["hashed", "geoLatency", "static", "custom"]).prop_map(Json::from)
    ];
    let host = prop_oneof![
        Just(Json::Null),
        select(HOSTS.to_vec()).prop_map(Json::from)
    ];
    let hubs = prop::sample::subsequence(HOSTS.to_vec(), 0..=4);
    (
        (any::<bool>(), policy(), allocation, host, hubs),
        (members(), members(), any::<bool>(), any::<bool>(), leaf()),
    )
        .prop_map(
            |(
                (is_group, policy, allocation, host, hubs),
                (tags, desired, is_edge, is_enabled, unknown),
            )| {
                let id = if is_group { "enrollmentGroupId" } else { "registrationId" };
                json!({
                    id: "pump-0042",
                    "attestation": {"type": "symmetricKey", "symmetricKey": {"primaryKey": KEYS[0], "secondaryKey": KEYS[1]}},
                    "reprovisionPolicy": policy_json(policy),
                    "allocationPolicy": allocation,
                    "iotHubHostName": host,
                    "iotHubs": hubs,
                    "customAllocationDefinition": {"webhookUrl": HOOK, "apiVersion": "2021-10-01"},
                    "initialTwin": {"tags": tags, "properties": {"desired": desired}},
                    "capabilities": {"iotEdge": is_edge},
                    "provisioningStatus": if is_enabled { "enabled" } else { "disabled" },
                    "credentialPolicyName": unknown,
                    "optionalDeviceInformation": {"model": "P7"},
                })
            },
        )
}

/// Made up, and never anybody's.
pub(crate) const KEYS: [&str; 2] = [
    "bm90IGEga2V5LCBub3QgYSBrZXksIG5vdCBhIGtleSE=",
    "YW5vdGhlciBvbmUgdGhhdCBpcyBubyBrZXkgYXQgYWxs",
];
pub(crate) const HOOK: &str = "https://allocate.example.com/hub?code=bm90IGEgY29kZSBlaXRoZXIsIG5v";

/// Hubs, one of them with the device: assigned there, or left.
pub(crate) fn hubs() -> impl Strategy<Value = Json> {
    let hub = |host: &'static str| {
        (any::<bool>(), 1..=1000_u16).prop_map(
            move |(linked, weight)| json!({"hostName": host, "linked": linked, "allocationWeight": weight}),
        )
    };
    let all = HOSTS.map(hub);
    (all, 0..HOSTS.len(), lived(), 0..4_u8).prop_map(|(hubs, at, twin, state)| {
        let mut hubs = hubs.to_vec();
        if state > 0 {
            hubs[at]["assigned"] = (state > 1).into();
        }
        if state == 1 || state == 3 {
            hubs[at]["twin"] = twin;
            hubs[at]["modules"] = json!([{"moduleId": "meter"}]);
        }
        Json::from(hubs)
    })
}

pub(crate) fn device() -> impl Strategy<Value = Json> {
    let latencies = prop::collection::vec((select(HOSTS.to_vec()), 0..100_u8), 0..4);
    (select(VERSIONS.to_vec()), latencies).prop_map(|(version, latencies)| {
        let latencies: Map<_, _> = latencies
            .into_iter()
            .map(|(host, ms)| (host.to_owned(), ms.into()))
            .collect();
        json!({"registrationId": "pump-0042", "apiVersion": version, "latencies": latencies})
    })
}

pub(crate) fn webhook() -> impl Strategy<Value = Json> {
    prop_oneof![
        Just(json!({"statusCode": 500})),
        (select(HOSTS.to_vec()), members()).prop_map(
            |(host, tags)| json!({"iotHubHostName": host, "initialTwin": {"tags": tags}})
        ),
    ]
}

pub(crate) fn document(json: &Json) -> Document {
    Document::read_str(&json.to_string()).expect("small")
}

/// Asks, and hands the answer out with what was asked.
pub(crate) fn ask(
    [enrollment, device, hubs, webhook]: [&Json; 4],
    assumptions: Assumptions,
    check: impl FnOnce(&Answer, Request<'_>),
) {
    let enrollments = Enrollment::read(&document(enrollment)).0;
    let device = Device::read(&document(device)).0;
    let hubs = Hub::read(&document(hubs)).0;
    let webhook = WebhookAnswer::read(&document(webhook)).0;
    let request = Request {
        webhook: webhook.as_ref(),
        assumptions,
        ..Request::new(&enrollments, &device, &hubs, NOW)
    };
    check(&request.answer(), request);
}

pub(crate) fn on_hubs(hubs: &[Hub]) -> Vec<Option<&Identity>> {
    hubs.iter().map(|hub| hub.identity.as_ref()).collect()
}

/// One more request after an answer, with another enrollment.
pub(crate) fn again(answer: &Answer, request: Request<'_>, enrollment: &Json) -> Answer {
    let enrollments = Enrollment::read(&document(enrollment)).0;
    let next = Request {
        enrollments: &enrollments,
        hubs: &answer.hubs,
        record: answer.record.as_ref(),
        time: LATER,
        ..request
    };
    next.answer()
}

pub(crate) fn named(policy: PolicyKind, host: &str) -> Json {
    json!({
        "registrationId": "pump-0042",
        "reprovisionPolicy": policy_json(Some(policy)),
        "allocationPolicy": "static",
        "iotHubHostName": host,
        "initialTwin": {"tags": {"site": "west"}, "properties": {"desired": {"interval": 60}}},
    })
}

pub(crate) fn lived_on_first(twin: &Json) -> Json {
    json!([
        {"hostName": HOSTS[0], "assigned": true, "twin": twin, "modules": ["meter"]},
        {"hostName": HOSTS[1]},
    ])
}
