//! Round trips: a patch of reported properties and its answer, beside a message and its echo by Mosquitto.

use std::time::{Duration, Instant};

use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::{Connect, Packet, PubAck, Publish};

use super::child::{Server, accounts};
use super::many::twin;
use super::support::packets::{Device, bytes};

/// Turns of each side; the middle one counts.
const TURNS: usize = 7;
/// How long a turn takes.
const TURN: Duration = Duration::from_millis(1500);

/// What goes out, by its number.
type Said<'a> = &'a dyn Fn(u64) -> Publish;

pub async fn compare() {
    let folder = tempfile::tempdir().expect("a place for files");
    let small = |_| r#"{"properties":{"desired":{},"reported":{}}}"#.to_owned();
    let accounts = accounts(
        folder.path(),
        2,
        |n| if n == 0 { small(n) } else { twin(n) },
    );
    let hub = Server::hub(folder.path());
    let Some(mosquitto) = Server::mosquitto() else {
        println!("round trips: mosquitto is not installed, nothing to compare with");
        return;
    };
    let mut plain = mosquitto.connect().await;
    plain.send(&Packet::Connect(Connect::new("echo"))).await;
    assert!(matches!(plain.next().await, Some(Packet::ConnAck(_))));
    plain.subscribe("bench/echo").await;
    let payload = |number| format!("{{\"reading\":{{\"count\":{number},\"text\":\"as usual\"}}}}");
    let echoed = |number| {
        let mut publish = Publish::new("bench/echo", QoS::AtLeastOnce, payload(number));
        publish.pkid = packet_id(number);
        publish
    };
    let patched = |number| {
        let topic = format!("$iothub/twin/PATCH/properties/reported/?$rid={number}");
        let mut publish = Publish::new(topic, QoS::AtLeastOnce, payload(number));
        publish.pkid = packet_id(number);
        publish
    };
    for (what, account) in [
        ("an empty twin", &accounts[0]),
        ("a twin of 2 KB", &accounts[1]),
    ] {
        let mut device = hub.login(account).await;
        for depth in [1, 20] {
            let (mut mine, mut theirs) = (Vec::new(), Vec::new());
            for _ in 0..TURNS {
                theirs.push(rate(&mut plain, depth, &echoed).await);
                mine.push(rate(&mut device, depth, &patched).await);
            }
            let (mine, theirs) = (middle(mine), middle(theirs));
            println!(
                "{what}, {depth} at once: {mine:.0} patches a second, Mosquitto {theirs:.0} echoes, ratio {:.2}",
                mine / theirs
            );
        }
    }
}

fn packet_id(number: u64) -> u16 {
    u16::try_from(number % 60_000 + 1).expect("below 65,536")
}

fn middle(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// Round trips a second, with some always under way.
async fn rate(device: &mut Device, depth: u64, said: Said<'_>) -> f64 {
    let start = Instant::now();
    let (mut sent, mut came) = (0, 0_u32);
    let mut first = bytes(&Packet::PingReq);
    while sent < depth {
        sent += 1;
        first.extend_from_slice(&bytes(&Packet::Publish(said(sent))));
    }
    device.say(&first).await;
    while u64::from(came) < sent {
        let Some(packet) = device.next().await else {
            panic!("cut");
        };
        let Packet::Publish(answer) = packet else {
            continue;
        };
        came += 1;
        let mut out = bytes(&Packet::PubAck(PubAck::new(answer.pkid)));
        if start.elapsed() < TURN {
            sent += 1;
            out.extend_from_slice(&bytes(&Packet::Publish(said(sent))));
        }
        device.say(&out).await;
    }
    f64::from(came) / start.elapsed().as_secs_f64()
}
