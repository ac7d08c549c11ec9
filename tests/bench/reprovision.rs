//! One decision of the provisioning service with all its effects, on a twin of 8 KiB: every document is read before, as
//! in a bench hub that answers one request after the other. Beside it what `serde_json` takes to read that twin alone.

#[expect(dead_code, reason = "the other benchmark writes it pretty, too")]
mod fleet;

use std::hint::black_box;
use std::time::{Duration, Instant};

use reprovision::{Device, Enrollment, Hub, Request, WebhookAnswer};
use serde_json::{Value as Json, json};
use twin::Document;

const NOW: &str = "2026-03-01T12:00:00.0000000Z";
const HOSTS: [&str; 3] = [
    "plant-west.azure-devices.net",
    "plant-east.azure-devices.net",
    "plant-north.azure-devices.net",
];
/// Rounds of each case.
const ROUNDS: usize = 4_001;

fn document(json: &Json) -> Document {
    Document::read_str(&json.to_string()).expect("small")
}

/// A twin of 8 KiB, the stamps of the hub included.
fn twin() -> Json {
    let mut twin: Json = serde_json::from_str(&fleet::twin(42, 1)).expect("JSON");
    for n in 0.. {
        let missing = 8_192_usize.saturating_sub(twin.to_string().len());
        if missing < 20 {
            break;
        }
        // what a tag takes besides its text: quotes, colon, comma
        let text = "x".repeat(missing.min(60).saturating_sub(14));
        twin["tags"][format!("note{n:04}")] = text.into();
    }
    twin
}

/// An enrollment whose initial twin is as large as what the device has, without stamps.
fn enrollment(twin: &Json, policy: Option<(bool, bool)>, host: Option<&str>) -> Json {
    let mut desired = twin["properties"]["desired"].clone();
    if let Some(members) = desired.as_object_mut() {
        members.retain(|key, _| !key.starts_with('$'));
        members.insert("initial".to_owned(), true.into());
    }
    let policy = policy.map(
        |(update, migrate)| json!({"updateHubAssignment": update, "migrateDeviceData": migrate}),
    );
    let allocation = if host.is_some() { "static" } else { "custom" };
    json!({
        "registrationId": "pump-00042",
        "attestation": {"type": "symmetricKey"},
        "reprovisionPolicy": policy,
        "allocationPolicy": allocation,
        "iotHubHostName": host,
        "initialTwin": {"tags": twin["tags"], "properties": {"desired": desired}},
        "provisioningStatus": "enabled",
    })
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

fn main() {
    let twin = twin();
    let text = twin.to_string();
    let device = document(&json!({"registrationId": "pump-00042", "apiVersion": "2021-06-01"}));
    let device = Device::read(&device).0;
    let hubs = |is_there: bool| {
        let there =
            json!({"hostName": HOSTS[0], "assigned": true, "twin": twin, "modules": ["meter"]});
        let empty = |host: &str| json!({"hostName": host});
        let first = if is_there { there } else { empty(HOSTS[0]) };
        Hub::read(&document(&json!([first, empty(HOSTS[1]), empty(HOSTS[2])]))).0
    };
    let webhook = document(&json!({"iotHubHostName": HOSTS[1], "payload": {"region": "east"}}));
    let webhook = WebhookAnswer::read(&webhook).0;
    let (stays, moves) = (Some(HOSTS[0]), Some(HOSTS[1]));
    for (what, policy, host, is_there) in [
        ("first assignment", Some((true, true)), stays, false),
        ("migrate to another hub", Some((true, true)), moves, true),
        ("reset on another hub", Some((true, false)), moves, true),
        ("reset on the same hub", Some((true, false)), stays, true),
        ("never", Some((false, false)), moves, true),
        ("no policy", None, moves, true),
        ("migrate by a webhook", Some((true, true)), None, true),
    ] {
        let hubs = hubs(is_there);
        let enrollments = Enrollment::read(&document(&enrollment(&twin, policy, host))).0;
        let request = Request {
            webhook: webhook.as_ref(),
            ..Request::new(&enrollments, &device, &hubs, NOW)
        };
        let took = median(|| {
            black_box(black_box(request).answer());
        });
        let reading = median(|| {
            black_box(serde_json::from_slice::<Json>(black_box(text.as_bytes())).expect("JSON"));
        });
        let ratio = took.as_secs_f64() / reading.as_secs_f64();
        println!(
            "{what}: {took:.1?}, {ratio:.2} of reading the twin of {} B, {}",
            text.len(),
            request.answer().outcome.name()
        );
    }
}
