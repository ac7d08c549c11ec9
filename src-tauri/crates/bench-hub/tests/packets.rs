//! Packets that no device should send, over real sockets: each is refused as the service would, the reason is told, and
//! the device beside it works on.

mod support;

use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::{
    Packet, PubComp, PubRec, PubRel, Publish, Subscribe, SubscribeFilter, SubscribeReasonCode,
};
use serde_json::{Value, json};
use support::calls::call;
use support::packets::{Device, bytes, connect};
use support::{HUB, Site, now, run};

/// Asks whether a device still works, and whether what it reported is there.
async fn works_on(device: &mut Device, count: i64) {
    let patch = format!("{{\"count\":{count}}}");
    let answer = device.report(patch.as_bytes()).await;
    assert_eq!(answer.expect("not cut").status, 204);
    assert_eq!(device.twin().await["reported"]["count"], json!(count));
}

/// Packets that are cut off: what, and its bytes.
fn malformed() -> Vec<(&'static str, Vec<u8>)> {
    let subscribe = |rest: &[u8]| {
        let length = u8::try_from(rest.len()).expect("short");
        [&[0x82, length], rest].concat()
    };
    vec![
        (
            "a length of five bytes",
            vec![0x30, 0xff, 0xff, 0xff, 0xff, 0x7f],
        ),
        (
            "a length beyond all bounds",
            vec![0x30, 0xff, 0xff, 0xff, 0x7f],
        ),
        ("packet type 0", vec![0x00, 0x00]),
        ("packet type 15", vec![0xf0, 0x00]),
        ("PUBLISH without anything", vec![0x30, 0x00]),
        (
            "PUBLISH whose topic is longer than it",
            vec![0x30, 0x03, 0xff, 0xff, b'a'],
        ),
        (
            "PUBLISH whose topic is no UTF-8",
            vec![0x30, 0x04, 0, 2, 0xff, 0xfe],
        ),
        ("PUBLISH with QoS 3", vec![0x36, 0x05, 0, 1, b'a', 0, 1]),
        (
            "PUBLISH with packet id 0",
            vec![0x32, 0x05, 0, 1, b'a', 0, 0],
        ),
        ("SUBSCRIBE without filters", subscribe(&[0, 1])),
        (
            "SUBSCRIBE cut in its filter",
            subscribe(&[0, 1, 0, 9, b'#']),
        ),
        ("SUBSCRIBE with QoS 3", subscribe(&[0, 1, 0, 1, b'#', 3])),
        (
            "SUBSCRIBE with flags 0000",
            vec![0x80, 6, 0, 1, 0, 1, b'#', 0],
        ),
        (
            "SUBSCRIBE with flags 0011",
            vec![0x83, 6, 0, 1, 0, 1, b'#', 0],
        ),
        (
            "UNSUBSCRIBE with flags 0000",
            vec![0xa0, 5, 0, 1, 0, 1, b'#'],
        ),
        ("PUBREL with flags 0000", vec![0x60, 2, 0, 1]),
        ("PUBACK with flags 0010", vec![0x42, 2, 0, 1]),
        ("PINGREQ with flags 0001", vec![0xc1, 0]),
        ("DISCONNECT with flags 1000", vec![0xe8, 0]),
        ("CONNACK from a device", vec![0x20, 0x02, 0, 0]),
        ("PINGRESP from a device", vec![0xd0, 0x00]),
        ("SUBACK from a device", vec![0x90, 0x03, 0, 1, 0]),
        ("PUBREC", bytes(&Packet::PubRec(PubRec::new(1))).to_vec()),
        ("PUBREL", bytes(&Packet::PubRel(PubRel::new(1))).to_vec()),
        ("PUBCOMP", bytes(&Packet::PubComp(PubComp::new(1))).to_vec()),
        (
            "a second CONNECT",
            bytes(&Packet::Connect(connect("bad", "x"))).to_vec(),
        ),
    ]
}

#[test]
fn a_malformed_packet_ends_the_connection_and_no_other() {
    let site = Site::new();
    site.devices(&["good", "bad"]);
    let mut heard = json!(0);
    run(async {
        let mut good = Device::login(&site, "good").await;
        for (count, (what, packet)) in (1..).zip(malformed()) {
            let mut bad = Device::login(&site, "bad").await;
            bad.say(&packet).await;
            bad.ended().await;
            works_on(&mut good, count).await;
            let path = format!("/bench/events?after={heard}");
            let events = call(&site, "GET", &path, b"").await.json();
            let events = events.as_array().expect("a list");
            heard = events.last().expect("events")["number"].clone();
            let is_told = |event: &Value| event["kind"] == "refused" && event["device"] == "bad";
            assert!(events.iter().any(is_told), "{what}: the reason is told");
        }
    });
}

#[test]
fn what_comes_before_connect_is_never_answered_as_if_known() {
    let site = Site::new();
    site.devices(&["good", "bad"]);
    let mut huge = bytes(&Packet::Connect(connect("bad", "t"))).to_vec();
    huge.splice(1..2, [0xff, 0xff, 0x7f]);
    let mut user = connect("bad", &site.token("bad"));
    user.set_login("x".repeat(65_000), "y".repeat(65_000));
    let mut empty = connect("", "");
    empty.login = None;
    let table: Vec<(&str, Vec<u8>, Option<u8>)> = vec![
        ("CONNECT of 2 MB", huge, None),
        (
            "another protocol",
            b"\x10\x10\0\x06MQIsdp\x03\0\0\0\0\x02ab".to_vec(),
            None,
        ),
        ("CONNECT cut short", b"\x10\x06\0\x04MQTT".to_vec(), None),
        (
            "a name and a password beyond the bound",
            bytes(&Packet::Connect(user)).to_vec(),
            None,
        ),
        ("nobody", bytes(&Packet::Connect(empty)).to_vec(), Some(5)),
        (
            "a second CONNECT before the answer",
            bytes(&Packet::Connect(connect("bad", "x"))).repeat(2),
            Some(5),
        ),
    ];
    run(async {
        let mut good = Device::login(&site, "good").await;
        for (count, (what, said, code)) in (1..).zip(table) {
            let mut bad = Device::silent(&site).await;
            bad.say(&said).await;
            let answer = match bad.next().await {
                Some(Packet::ConnAck(ack)) => Some(ack.code as u8),
                Some(other) => panic!("{what}: {other:?}"),
                None => None,
            };
            assert_eq!(answer, code, "{what}");
            bad.ended().await;
            works_on(&mut good, count).await;
        }
    });
}

#[test]
fn a_wrong_token_is_refused_with_code_5() {
    let site = Site::new();
    site.devices(&["good", "bad"]);
    let (own, others) = (site.key("bad"), site.key("good"));
    let resource = format!("{HUB}/devices/bad");
    let make =
        |resource: &str, key, expires, policy| hub::Token::make(resource, key, expires, policy);
    let later = now() + 3600;
    let table = [
        ("none", String::new()),
        ("no token", "password".to_owned()),
        (
            "expired an hour ago",
            make(&resource, &own, now() - 3600, None),
        ),
        (
            "another device's key",
            make(&resource, &others, later, None),
        ),
        (
            "another device's resource",
            make(&format!("{HUB}/devices/good"), &own, later, None),
        ),
        (
            "another hub",
            make("elsewhere.azure-devices.net/devices/bad", &own, later, None),
        ),
        (
            "a policy that is not there",
            make(&resource, &own, later, Some("nobody")),
        ),
        ("another policy's right", {
            let reads = site.bench.hubs[0]
                .policies
                .iter()
                .find(|policy| policy.name == "registryRead");
            make(
                HUB,
                &reads.expect("a policy").keys[0],
                later,
                Some("registryRead"),
            )
        }),
        ("cut", site.token("bad")[..60].to_owned()),
        (
            "twice the same field",
            format!("{}&se=1", site.token("bad")),
        ),
    ];
    run(async {
        for (what, token) in table {
            let mut bad = Device::silent(&site).await;
            assert_eq!(bad.try_login("bad", &token).await, Some(5), "{what}");
            bad.ended().await;
        }
        for (what, device) in [("no such device", "nobody"), ("a strange id", "b%00/../d")] {
            let mut bad = Device::silent(&site).await;
            assert_eq!(
                bad.try_login(device, &site.token("bad")).await,
                Some(5),
                "{what}"
            );
        }
        let mut bad = Device::silent(&site).await;
        assert_eq!(
            bad.try_login("bad", &site.token("bad")).await,
            Some(0),
            "its own token"
        );
    });
}

#[test]
fn a_foreign_topic_ends_the_connection_and_is_heard_by_nobody() {
    let site = Site::new();
    site.devices(&["good", "bad"]);
    let long = format!("$iothub/twin/GET/?$rid={}", "r".repeat(65_512));
    let topics = [
        "devices/good/messages/events/",
        "devices/good/messages/devicebound/",
        "devices/badger/messages/events/",
        "$iothub/twin/res/200/?$rid=1",
        "$iothub/twin/PATCH/properties/desired/?$version=9",
        "$iothub/twin/GET/",
        "$iothub/methods/POST/reboot/?$rid=1",
        "$SYS/broker/uptime",
        "#",
        "a/b",
        "",
        &long,
    ];
    run(async {
        let mut good = Device::login(&site, "good").await;
        good.subscribe("$iothub/twin/PATCH/properties/desired/#")
            .await;
        for (count, topic) in (1..).zip(topics) {
            let mut bad = Device::login(&site, "bad").await;
            bad.publish(topic, b"{}").await;
            bad.ended().await;
            works_on(&mut good, count).await;
        }
        let mut bad = Device::login(&site, "bad").await;
        let mut twice = Publish::new(
            "devices/bad/messages/events/",
            QoS::ExactlyOnce,
            b"x".as_slice(),
        );
        twice.pkid = 1;
        bad.send(&Packet::Publish(twice)).await;
        bad.ended().await;
        works_on(&mut good, 100).await;
    });
}

#[test]
fn a_foreign_filter_is_refused_with_0x80_and_qos_2_is_granted_as_1() {
    let site = Site::new();
    site.devices(&["bad"]);
    let foreign = [
        "#",
        "+/+",
        "devices/#",
        "devices/good/messages/devicebound/#",
        "$iothub/#",
        "$SYS/#",
        "$dps/registrations/res/#",
        "devices/bad/inputs/#",
        "",
    ];
    run(async {
        let mut bad = Device::login(&site, "bad").await;
        let mut filters: Vec<_> = foreign.iter().map(|filter| (*filter).to_owned()).collect();
        filters.push("$iothub/twin/res/#".to_owned());
        let filters = filters
            .into_iter()
            .map(|path| SubscribeFilter::new(path, QoS::ExactlyOnce));
        let mut subscribe = Subscribe::new_many(filters);
        subscribe.pkid = 3;
        bad.send(&Packet::Subscribe(subscribe)).await;
        let Some(Packet::SubAck(ack)) = bad.next().await else {
            panic!("no SUBACK");
        };
        let (last, refused) = ack.return_codes.split_last().expect("ten codes");
        assert!(
            refused
                .iter()
                .all(|code| *code == SubscribeReasonCode::Failure)
        );
        assert_eq!(*last, SubscribeReasonCode::Success(QoS::AtLeastOnce));
        let many = (0..65).map(|_| SubscribeFilter::new("#".to_owned(), QoS::AtMostOnce));
        let mut many = Subscribe::new_many(many);
        many.pkid = 4;
        bad.send(&Packet::Subscribe(many)).await;
        bad.ended().await;
    });
}

#[test]
fn a_patch_that_is_refused_changes_nothing_and_says_why() {
    let site = Site::new();
    site.devices(&["bad"]);
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(4097));
    let large = {
        let members: Vec<_> = (0..9)
            .map(|n| format!("\"k{n}\":\"{}\"", "x".repeat(4000)))
            .collect();
        format!("{{{}}}", members.join(","))
    };
    let deep = format!("{}1{}", "{\"a\":".repeat(12), "}".repeat(12));
    let deepest = "[".repeat(100_000);
    let table: [(&str, &[u8]); 16] = [
        ("nothing", b""),
        ("half an object", b"{\"a\":"),
        ("two objects", b"{}{}"),
        ("an array", b"[1]"),
        ("a number", b"7"),
        ("null", b"null"),
        ("no UTF-8", b"{\"a\":\"\xff\"}"),
        ("NaN", b"{\"a\":NaN}"),
        ("a number beyond all", b"{\"a\":1e400}"),
        ("a large integer", b"{\"a\":4503599627370496}"),
        ("a key with a dot", b"{\"a.b\":1}"),
        ("$version", b"{\"ok\":1,\"$version\":3}"),
        ("a long text", long.as_bytes()),
        ("a large section", large.as_bytes()),
        ("depth 12", deep.as_bytes()),
        ("depth 100,000", deepest.as_bytes()),
    ];
    run(async {
        let mut bad = Device::login(&site, "bad").await;
        let before = bad.twin().await;
        for (what, patch) in table {
            let answer = bad.report(patch).await.expect("not cut");
            assert_eq!(answer.status, 400, "{what}");
            let body: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
            assert_eq!(body["errorCode"], json!(400_004), "{what}");
            assert!(
                body["message"].is_string() && body["trackingId"].is_string(),
                "{what}"
            );
        }
        assert_eq!(bad.twin().await, before);
        let answer = bad.report(b"{\"a\":1}").await.expect("not cut");
        assert_eq!((answer.status, answer.version), (204, Some(2)));
    });
}

#[test]
fn a_message_beyond_256_kb_ends_the_connection() {
    let site = Site::new();
    site.devices(&["good", "bad"]);
    run(async {
        let mut good = Device::login(&site, "good").await;
        let topic = "devices/bad/messages/events/";
        let mut bad = Device::login(&site, "bad").await;
        bad.publish(topic, &vec![b'x'; 256 * 1024]).await;
        assert!(
            matches!(bad.next().await, Some(Packet::PubAck(_))),
            "the largest is taken"
        );
        for bytes in [256 * 1024 + 1, 400 * 1024, 8 << 20] {
            let mut bad = Device::login(&site, "bad").await;
            bad.publish(topic, &vec![b'x'; bytes]).await;
            bad.ended().await;
            works_on(&mut good, i64::try_from(bytes).expect("small")).await;
        }
    });
}
