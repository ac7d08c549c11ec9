//! Those who stand in the door: no TLS, half of it, no word after it, and more of them than there are seats; and those
//! who come in and do not read. The device beside them works on, and nothing that was acknowledged is lost.

mod support;

use std::net::Ipv4Addr;
use std::time::Duration;

use bytes::BytesMut;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::{Packet, Publish};
use serde_json::{Value, json};
use support::calls::call;
use support::crowd::{crowd, loiterer};
use support::packets::{Device, bytes, connect};
use support::{HUB, Site, plain, run, soon};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const TWIN: &str = "/twins/good?api-version=2021-04-12";
/// Patience of a bench that is not to be waited for.
const SHORT: Duration = Duration::from_millis(300);

fn impatient() -> Site {
    let site = Site::with(|settings| {
        let patience = &mut settings.patience;
        (patience.handshake, patience.greeting) = (SHORT, SHORT);
        (patience.head, patience.reader) = (SHORT, SHORT);
    });
    site.devices(&["good", "bad"]);
    site
}

async fn works_on(device: &mut Device, count: i64) {
    let patch = format!("{{\"count\":{count}}}");
    let answer = device.report(patch.as_bytes()).await;
    assert_eq!(answer.expect("not cut").status, 204);
    assert_eq!(device.twin().await["reported"]["count"], json!(count));
}

#[test]
fn what_is_not_tls_is_cut() {
    let site = impatient();
    let table: [(&str, &[u8]); 6] = [
        (
            "MQTT without TLS",
            b"\x10\x10\0\x04MQTT\x04\x02\0\x3c\0\x04test",
        ),
        (
            "HTTP without TLS",
            b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ),
        ("zeros", &[0; 100]),
        ("a record of TLS that is none", b"\x16\x03\x01\x00\x05hello"),
        ("half a record", b"\x16\x03\x01\x02\x00\x01"),
        ("nothing", b""),
    ];
    run(async {
        let mut good = Device::login(&site, "good").await;
        let ports = [
            site.bench.port,
            site.bench.hubs[0].https_port,
            site.bench.hubs[1].https_port,
        ];
        for (count, (what, said)) in (1..).zip(table) {
            for port in ports {
                let mut stream = plain(port).await.expect("a connection");
                stream.write_all(said).await.expect("written");
                let mut rest = Vec::new();
                let _ = soon(what, stream.read_to_end(&mut rest)).await;
                // an alert of TLS at most
                assert!(rest.is_empty() || rest[0] == 0x15, "{what}: {rest:?}");
            }
            works_on(&mut good, count).await;
        }
    });
}

#[test]
fn who_says_half_of_it_is_cut_in_time() {
    let site = impatient();
    run(async {
        let mut good = Device::login(&site, "good").await;
        let hello = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3];
        let mut stream = plain(site.bench.port).await.expect("a connection");
        stream.write_all(&hello).await.expect("written");
        let mut rest = Vec::new();
        let _ = soon("half a hello", stream.read_to_end(&mut rest)).await;
        let greeting = bytes(&Packet::Connect(connect("bad", &site.token("bad"))));
        for said in [
            &b""[..],
            b"\x10",
            &greeting[..greeting.len() - 1],
            b"GET / HT",
        ] {
            let mut stream = site.tls().await.expect("TLS");
            stream.write_all(said).await.expect("written");
            stream.flush().await.expect("written");
            let mut rest = Vec::new();
            let _ = soon("half a greeting", stream.read_to_end(&mut rest)).await;
            assert!(
                rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"),
                "{rest:?}"
            );
        }
        works_on(&mut good, 1).await;
    });
}

#[test]
fn where_no_seat_is_left_the_oldest_has_to_go_and_who_is_known_stays() {
    let site = Site::with(|settings| settings.patience.seats = 4);
    site.devices(&["good", "late"]);
    run(async {
        let mut good = Device::login(&site, "good").await;
        let mut oldest = site.tls().await.expect("TLS");
        let mut others = Vec::new();
        for number in 0..4 {
            others.push(loiterer(&site, 13 + number % 2).await);
        }
        let mut rest = Vec::new();
        let _ = soon("the oldest goes", oldest.read_to_end(&mut rest)).await;
        works_on(&mut good, 1).await;
        let mut late = Device::login(&site, "late").await;
        for _ in 0..20 {
            others.push(loiterer(&site, 0).await);
        }
        works_on(&mut late, 1).await;
        works_on(&mut good, 2).await;
    });
}

#[test]
fn a_crowd_at_the_door_holds_nobody_up() {
    let site = Site::new();
    site.devices(&["good", "late"]);
    run(async {
        let mut good = Device::login(&site, "good").await;
        let mut coming = std::pin::pin!(crowd(&site, 1_500));
        let (mut count, mut there) = (0, None);
        while there.is_none() {
            there = coming.as_mut().now_or_never();
            count += 1;
            works_on(&mut good, count).await;
        }
        let mut late = Device::login(&site, "late").await;
        works_on(&mut late, 1).await;
        assert_eq!(good.twin().await["reported"]["$version"], json!(count + 1));
    });
}

#[test]
fn who_does_not_read_is_cut_and_the_others_get_theirs() {
    let site = impatient();
    let large = json!({"properties": {"desired": {"text": "x".repeat(4000)}}}).to_string();
    run(async {
        let mut good = Device::login(&site, "good").await;
        good.subscribe("$iothub/twin/PATCH/properties/desired/#")
            .await;
        let mut bad = Device::login(&site, "bad").await;
        bad.subscribe("$iothub/twin/PATCH/properties/desired/#")
            .await;
        // it asks on and on, and never reads: its pipe is full at some time
        let mut flood = BytesMut::new();
        for _ in 0..200 {
            let ask = Publish::new("$iothub/twin/GET/?$rid=1", QoS::AtMostOnce, b"".as_slice());
            flood.extend_from_slice(&bytes(&Packet::Publish(ask)));
        }
        let path = "/twins/bad?api-version=2021-04-12";
        assert_eq!(
            call(&site, "PATCH", path, large.as_bytes()).await.status,
            200
        );
        let flooding = async {
            while bad.stream.write_all(&flood).await.is_ok() && bad.stream.flush().await.is_ok() {}
        };
        soon("a connection that is cut", flooding).await;
        assert_eq!(
            call(&site, "PATCH", TWIN, large.as_bytes()).await.status,
            200
        );
        let Some(Packet::Publish(told)) = good.next().await else {
            panic!("no news of desired properties");
        };
        assert_eq!(
            told.topic,
            "$iothub/twin/PATCH/properties/desired/?$version=2"
        );
        let twin = call(&site, "GET", path, b"").await.json();
        assert_eq!(twin["connectionState"], "Disconnected");
        works_on(&mut Device::login(&site, "bad").await, 1).await;
    });
}

#[test]
fn who_never_acknowledges_is_cut_when_its_queue_is_full() {
    let site = Site::new();
    site.devices(&["good", "bad"]);
    let path = "/twins/bad?api-version=2021-04-12";
    run(async {
        let mut good = Device::login(&site, "good").await;
        let mut bad = Device::login(&site, "bad").await;
        bad.subscribe("$iothub/twin/PATCH/properties/desired/#")
            .await;
        // a hundred may be under way, and 256 wait
        let writes = stream::iter(0..400).map(|n| {
            let patch = json!({"properties": {"desired": {"n": n}}}).to_string();
            let site = &site;
            async move { call(site, "PATCH", path, patch.as_bytes()).await.status }
        });
        let statuses: Vec<_> = writes.buffer_unordered(8).collect().await;
        assert!(statuses.iter().all(|status| *status == 200));
        bad.ended().await;
        let twin = call(&site, "GET", path, b"").await.json();
        assert_eq!(
            twin["properties"]["desired"]["$version"],
            json!(401),
            "nothing is lost"
        );
        works_on(&mut good, 1).await;
    });
}

/// Everything at once, and then the state is what it was and what was acknowledged.
#[test]
fn after_all_this_the_state_is_what_was_acknowledged() {
    let site = Site::new();
    site.devices(&["good", "bad"]);
    let (site, count) = run(async {
        let mut good = Device::login(&site, "good").await;
        let mut count = 0;
        for number in 0..64 {
            let _held = loiterer(&site, number).await;
            let mut bad = Device::login(&site, "bad").await;
            bad.publish("$iothub/twin/PATCH/properties/reported/?$rid=1", b"{\"a\":")
                .await;
            bad.publish("devices/good/messages/events/", b"not mine")
                .await;
            count += 1;
            works_on(&mut good, count).await;
        }
        (site, count)
    });
    let site = site.again();
    run(async {
        let reported = |twin: Value| twin["properties"]["reported"].clone();
        let good = reported(call(&site, "GET", TWIN, b"").await.json());
        assert_eq!(
            (&good["count"], &good["$version"]),
            (&json!(count), &json!(count + 1))
        );
        let bad = call(&site, "GET", "/twins/bad?api-version=2021-04-12", b"").await;
        assert_eq!(reported(bad.json())["$version"], json!(1));
    });
}

#[test]
fn a_bench_is_started_and_ended_by_a_task_of_another_runtime() {
    run(async {
        let site = Site::new();
        site.devices(&["d"]);
        let mut device = Device::login(&site, "d").await;
        assert!(device.report(b"{}").await.is_some());
        let port = site.bench.port;
        site.bench.stop();
        assert!(plain(port).await.is_err(), "its port is free");
    });
}

#[test]
fn a_bench_that_listens_everywhere_has_a_certificate_for_each_address_it_is_reached_at() {
    let site = Site::with(|settings| {
        settings.address = Ipv4Addr::UNSPECIFIED.into();
        settings.names = vec!["Bench.Lab".to_owned()];
    });
    run(async {
        for (address, name, is_good) in [
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "localhost", true),
            ("127.0.0.1", "bench.lab", true),
            ("127.0.0.1", HUB, true),
            ("127.0.0.2", "127.0.0.2", true),
            ("127.0.0.2", "127.0.0.1", true),
            ("127.0.0.1", "127.0.0.3", false),
            ("127.0.0.1", "other.lab", false),
        ] {
            let met = site.meets(address, name).await;
            assert_eq!(met.is_ok(), is_good, "{name} at {address}: {met:?}");
        }
    });
}
