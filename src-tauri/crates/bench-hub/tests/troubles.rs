//! Trouble at the doors, over real sockets: the provisioning service has its share of it on both of its wires, and whoever
//! is refused is found by the name it claimed.

mod support;

use bench_hub::{Event, EventKind, Trouble};
use hub::{Key, Token};
use rumqttc::mqttbytes::v4::{Connect, Packet};
use serde_json::{Value, json};
use support::calls::{Reply, raw};
use support::packets::{Device, connect};
use support::{HUB, Site, now, run};
use tokio::time::Instant;

const SCOPE: &str = "0ne00BENCH";
/// Base64 of 32 letters `k`.
const KEY: &str = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=";

/// A bench with one enrollment, `reg`.
fn site() -> Site {
    let site = Site::new();
    let keys = json!({"primaryKey": KEY, "secondaryKey": KEY});
    let enrollment = json!({
        "registrationId": "reg",
        "attestation": {"type": "symmetricKey", "symmetricKey": keys},
    });
    site.bench
        .seed_enrollment(&enrollment)
        .expect("an enrollment");
    site
}

fn trouble(site: &Site, json: Value) {
    let trouble: Trouble = serde_json::from_value(json).expect("a trouble");
    site.bench.trouble(trouble).expect("allowed");
}

fn token() -> String {
    let key = Key::read(KEY).expect("a key");
    Token::make(
        &format!("{SCOPE}/registrations/reg"),
        &key,
        now() + 600,
        None,
    )
}

/// Registers over HTTPS.
async fn put(site: &Site) -> Reply {
    let head = format!(
        "PUT /{SCOPE}/registrations/reg/register?api-version=2021-06-01 HTTP/1.1\r\nHost: localhost\r\n\
         Authorization: {}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}",
        token()
    );
    raw(site, head.as_bytes()).await.expect("an answer")
}

/// Logs in to the provisioning service over MQTT; the code of the answer.
async fn login(site: &Site) -> (Device, Option<u8>) {
    let mut connect = Connect::new("reg");
    connect.set_login(
        format!("{SCOPE}/registrations/reg/api-version=2019-03-31"),
        token(),
    );
    let mut device = Device::silent(site).await;
    device.send(&Packet::Connect(connect)).await;
    let code = match device.next().await {
        Some(Packet::ConnAck(ack)) => Some(ack.code as u8),
        _ => None,
    };
    (device, code)
}

/// Registers over MQTT; the topic of the answer.
async fn register(device: &mut Device) -> String {
    let topic = "$dps/registrations/PUT/iotdps-register/?$rid=1";
    device.publish(topic, b"{}").await;
    loop {
        match device.next().await {
            Some(Packet::Publish(publish)) => return publish.topic,
            Some(_) => {}
            None => panic!("the connection is cut"),
        }
    }
}

#[test]
fn trouble_finds_the_provisioning_service_over_https() {
    let site = site();
    run(async {
        for (kind, status, code, name) in [
            ("throttle", 429, 429_001, "x-ms-error-code: 429001"),
            ("refuseToken", 401, 401_002, "x-ms-error-code: 401002"),
        ] {
            trouble(&site, json!({"kind": kind, "device": "reg", "times": 1}));
            let reply = put(&site).await;
            assert_eq!(
                (reply.status, &reply.json()["errorCode"]),
                (status, &json!(code))
            );
            assert!(reply.head.contains(name), "{}", reply.head);
            let is_told_when = reply.head.contains("retry-after: ");
            assert_eq!(is_told_when, kind == "throttle", "{}", reply.head);
        }
        assert_eq!(put(&site).await.status, 202, "no trouble is left");
        trouble(
            &site,
            json!({"kind": "latency", "hub": SCOPE, "times": 1, "amount": 300}),
        );
        let begin = Instant::now();
        assert_eq!(put(&site).await.status, 202);
        assert!(begin.elapsed().as_millis() >= 300);
    });
}

#[test]
fn trouble_finds_the_provisioning_service_over_mqtt() {
    let site = site();
    run(async {
        trouble(&site, json!({"kind": "refuseToken", "times": 1}));
        assert_eq!(login(&site).await.1, Some(5));
        let (mut device, code) = login(&site).await;
        assert_eq!(code, Some(0));
        device.subscribe("$dps/registrations/res/#").await;
        trouble(
            &site,
            json!({"kind": "throttle", "device": "reg", "times": 1}),
        );
        let topic = register(&mut device).await;
        assert_eq!(topic, "$dps/registrations/res/429/?$rid=1&retry-after=1");
        trouble(
            &site,
            json!({"kind": "latency", "device": "reg", "times": 1, "amount": 300}),
        );
        let begin = Instant::now();
        let topic = register(&mut device).await;
        assert!(
            topic.starts_with("$dps/registrations/res/202/?$rid=1"),
            "{topic}"
        );
        assert!(begin.elapsed().as_millis() >= 300);
        trouble(
            &site,
            json!({"kind": "dropConnection", "device": "reg", "times": 1}),
        );
        device
            .publish("$dps/registrations/PUT/iotdps-register/?$rid=2", b"{}")
            .await;
        device.ended().await;
    });
}

#[test]
fn trouble_of_a_hub_leaves_the_provisioning_service_alone() {
    let site = site();
    for kind in ["throttle", "refuseToken"] {
        trouble(&site, json!({"kind": kind, "hub": HUB}));
    }
    run(async {
        assert_eq!(put(&site).await.status, 202);
        assert_eq!(login(&site).await.1, Some(0));
    });
}

#[test]
fn whoever_is_refused_is_found_by_the_name_it_claimed() {
    let site = site();
    site.devices(&["known"]);
    let mut other = connect("known", "x");
    other.client_id = "somebody".to_owned();
    let mut nameless = connect("known", "x");
    nameless.client_id = KEY.to_owned();
    nameless.set_login(KEY, KEY);
    let mut module = connect("known/m", "x");
    module.set_login(format!("{HUB}/known/m/?api-version=2021-04-12"), "x");
    run(async {
        for (connect, hub, device) in [
            (connect("known", "no token"), Some(HUB), Some("known")),
            (connect("stranger", "x"), Some(HUB), Some("stranger")),
            (module, Some(HUB), Some("known/m")),
            (other, None, Some("somebody")),
            (nameless, None, None),
        ] {
            let before = last(&site);
            let mut device_client = Device::silent(&site).await;
            device_client.send(&Packet::Connect(connect)).await;
            device_client.ended().await;
            let told = site.bench.happened(before, 100).events;
            let refused = told.iter().find(|event| event.kind == EventKind::Refused);
            let Event {
                hub: on,
                device: of,
                message,
                ..
            } = refused.expect("it is told");
            assert_eq!((on.as_deref(), of.as_deref()), (hub, device), "{message}");
            assert!(!message.contains(KEY), "{message}");
        }
        let before = last(&site);
        let head = "GET /twins/known?api-version=2021-04-12 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assert_eq!(
            raw(&site, head.as_bytes()).await.map(|reply| reply.status),
            Some(401)
        );
        let told = site.bench.happened(before, 100).events;
        assert_eq!(
            told.last().and_then(|event| event.device.as_deref()),
            Some("known")
        );
    });
}

fn last(site: &Site) -> u64 {
    let events = site.bench.happened(0, usize::MAX).events;
    events.last().map_or(0, |event| event.number)
}
