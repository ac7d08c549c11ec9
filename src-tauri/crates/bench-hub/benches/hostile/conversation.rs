//! Conversations as devices and services have them, before and after they are damaged.

use hub::{Key, Token};
use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::{LastWill, Packet, PubAck, Publish, Subscribe, Unsubscribe};

use crate::damage::{Dice, damage, shuffle};
use crate::support::{HUB, Site, now, packets};

/// New devices, enrolled and not yet registered.
pub const NEW: usize = 8;

/// What is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// All of a device's conversation, the login included.
    Greeting,
    /// What a device says that is logged in.
    Talk,
    /// What a device says to the provisioning service.
    Provisioning,
    /// Calls of services.
    Http,
    /// Bytes instead of TLS.
    Garbage,
}

impl Kind {
    /// One of them; what is said after the login most often.
    pub fn thrown(dice: &mut Dice) -> Self {
        match dice.upto(16) {
            0..=2 => Self::Greeting,
            3..=9 => Self::Talk,
            10 | 11 => Self::Provisioning,
            12..=14 => Self::Http,
            _ => Self::Garbage,
        }
    }
}

/// A damaged conversation: its packets or calls.
pub fn of(kind: Kind, site: &Site, device: &str, dice: &mut Dice) -> Vec<Vec<u8>> {
    if kind == Kind::Garbage {
        let count = dice.upto(4096);
        let mut bytes = dice.bytes(count);
        bytes.splice(
            0..0,
            dice.pick(&[[0x16_u8, 3, 1], [0x16, 3, 3], [0x10, 0x20, 0]])
                .iter()
                .copied(),
        );
        return vec![bytes];
    }
    let (mut greeting, mut said) = match kind {
        Kind::Http => (Vec::new(), calls(site, device, dice)),
        Kind::Provisioning => (provisioning_login(site, dice), provisioning(dice)),
        _ => (login(site, device, dice), talk(device, dice)),
    };
    if kind == Kind::Greeting {
        said.splice(0..0, std::mem::take(&mut greeting));
    }
    for _ in 0..=dice.upto(4) {
        if !said.is_empty() {
            let at = dice.upto(said.len());
            damage(&mut said[at], dice);
            shuffle(&mut said, dice);
        }
    }
    said.splice(0..0, greeting);
    said
}

fn login(site: &Site, device: &str, dice: &mut Dice) -> Vec<Vec<u8>> {
    let mut connect = packets::connect(device, &site.token(device));
    connect.clean_session = dice.upto(2) == 0;
    if dice.upto(4) == 0 {
        let topic = format!("devices/{device}/messages/events/");
        connect.last_will = Some(LastWill::new(topic, "gone", QoS::AtLeastOnce, false));
    }
    vec![packets::bytes(&Packet::Connect(connect)).to_vec()]
}

fn provisioning_login(site: &Site, dice: &mut Dice) -> Vec<Vec<u8>> {
    let scope = &site.bench.id_scope;
    let id = format!("new-{}", dice.upto(NEW));
    let mut connect = rumqttc::mqttbytes::v4::Connect::new(&id);
    let user = format!("{scope}/registrations/{id}/api-version=2021-06-01");
    let resource = format!("{scope}/registrations/{id}");
    let token = Token::make(&resource, &new_key(), now() + 3600, Some("registration"));
    connect.set_login(user, token);
    vec![packets::bytes(&Packet::Connect(connect)).to_vec()]
}

/// The key of all new devices.
fn new_key() -> Key {
    Key::of(vec![b'n'; 32])
}

/// The token of the provisioning service's owner.
fn provisioning_owner(site: &Site) -> String {
    let policy = &site.bench.provisioning;
    Token::make(
        "localhost",
        &policy.keys[0],
        now() + 3600,
        Some(&policy.name),
    )
}

/// The call that enrolls a new device.
pub fn enrollment(site: &Site, number: usize) -> Vec<u8> {
    let key = new_key().expose();
    let body = format!(
        "{{\"registrationId\":\"new-{number}\",\"attestation\":{{\"type\":\"symmetricKey\",\
         \"symmetricKey\":{{\"primaryKey\":\"{key}\",\"secondaryKey\":\"{key}\"}}}}}}"
    );
    let token = provisioning_owner(site);
    format!(
        "PUT /enrollments/new-{number}?api-version=2021-10-01 HTTP/1.1\r\nHost: localhost\r\n\
         Authorization: {token}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// What a device says in a usual life, in any order.
fn talk(device: &str, dice: &mut Dice) -> Vec<Vec<u8>> {
    let own = format!("devices/{device}/messages");
    let filters = [
        "$iothub/twin/res/#".to_owned(),
        "$iothub/twin/PATCH/properties/desired/#".to_owned(),
        "$iothub/methods/POST/#".to_owned(),
        format!("{own}/devicebound/#"),
        "#".to_owned(),
    ];
    let publishes: [(String, &[u8]); 8] = [
        ("$iothub/twin/GET/?$rid=1".to_owned(), b" "),
        (
            "$iothub/twin/PATCH/properties/reported/?$rid=2".to_owned(),
            br#"{"a":{"b":[1,2.50,null,"x"]},"c":null}"#,
        ),
        (
            "$iothub/twin/PATCH/properties/reported/?$rid=3".to_owned(),
            br#"{"deep":{"deep":{"deep":{"deep":{"deep":{"n":-4503599627370496}}}}}}"#,
        ),
        (
            "$iothub/methods/res/200/?$rid=4".to_owned(),
            br#"{"done":true}"#,
        ),
        (
            format!("{own}/events/%24.mid=1&$.ct=application%2Fjson"),
            br#"{"temperature":21.5}"#,
        ),
        (format!("{own}/events/"), b"text"),
        ("devices/good/messages/events/".to_owned(), b"not mine"),
        ("anything/else".to_owned(), b""),
    ];
    let mut said = Vec::new();
    for _ in 0..1 + dice.upto(24) {
        let packet = match dice.upto(10) {
            0 | 1 => {
                let mut subscribe = Subscribe::new(dice.pick(&filters), QoS::AtLeastOnce);
                subscribe.pkid = 1 + u16::try_from(dice.upto(60_000)).expect("below 65,536");
                Packet::Subscribe(subscribe)
            }
            2 => {
                let mut unsubscribe = Unsubscribe::new(dice.pick(&filters));
                unsubscribe.pkid = 9;
                Packet::Unsubscribe(unsubscribe)
            }
            3 => Packet::PingReq,
            4 => Packet::PubAck(PubAck::new(
                1 + u16::try_from(dice.upto(8)).expect("below 8"),
            )),
            _ => {
                let (topic, body) = dice.pick(&publishes);
                let qos = *dice.pick(&[QoS::AtMostOnce, QoS::AtLeastOnce]);
                let mut publish = Publish::new(topic, qos, *body);
                publish.pkid = 5;
                Packet::Publish(publish)
            }
        };
        said.push(packets::bytes(&packet).to_vec());
    }
    said
}

fn provisioning(dice: &mut Dice) -> Vec<Vec<u8>> {
    let mut subscribe = Subscribe::new("$dps/registrations/res/#", QoS::AtLeastOnce);
    subscribe.pkid = 1;
    let mut said = vec![packets::bytes(&Packet::Subscribe(subscribe)).to_vec()];
    for _ in 0..1 + dice.upto(6) {
        let topic = *dice.pick(&[
            "$dps/registrations/PUT/iotdps-register/?$rid=1",
            "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=4.x",
        ]);
        let mut publish = Publish::new(
            topic,
            QoS::AtLeastOnce,
            br#"{"registrationId":"new-1","payload":{}}"#.as_slice(),
        );
        publish.pkid = 2;
        said.push(packets::bytes(&Packet::Publish(publish)).to_vec());
    }
    said
}

fn calls(site: &Site, device: &str, dice: &mut Dice) -> Vec<Vec<u8>> {
    let (owner, provisioning) = (site.owner(), provisioning_owner(site));
    let all: [(&str, String, String); 12] = [
        ("GET", format!("/twins/{device}"), String::new()),
        ("PATCH", format!("/twins/{device}"), r#"{"tags":{"a":1},"properties":{"desired":{"b":{"c":2.50}}}}"#.to_owned()),
        ("PUT", format!("/twins/{device}"), r#"{"tags":{},"properties":{"desired":{}}}"#.to_owned()),
        ("GET", format!("/devices/{device}"), String::new()),
        ("PUT", "/devices/made-1".to_owned(), r#"{"deviceId":"made-1","status":"enabled"}"#.to_owned()),
        ("DELETE", "/devices/made-1".to_owned(), String::new()),
        ("POST", "/devices/query".to_owned(), r#"{"query":"SELECT deviceId, properties.reported FROM devices WHERE tags.a >= 1 AND NOT IS_DEFINED(tags.b)"}"#.to_owned()),
        ("POST", format!("/devices/{device}/messages/devicebound"), "hello".to_owned()),
        ("POST", format!("/twins/{device}/methods"), r#"{"methodName":"m","payload":null,"responseTimeoutInSeconds":5}"#.to_owned()),
        ("POST", "/devices".to_owned(), r#"[{"id":"made-2","importMode":"create"}]"#.to_owned()),
        ("PUT", "/enrollments/made-3".to_owned(), r#"{"registrationId":"made-3","attestation":{"type":"symmetricKey"}}"#.to_owned()),
        ("GET", "/bench/events?after=1000000000".to_owned(), String::new()),
    ];
    let mut said = Vec::new();
    for _ in 0..1 + dice.upto(6) {
        let (method, path, body) = dice.pick(&all);
        let mark = if path.contains('?') { '&' } else { '?' };
        let token = match path.contains("enrollments") {
            true => &provisioning,
            false => &owner,
        };
        let call = format!(
            "{method} {path}{mark}api-version=2021-04-12 HTTP/1.1\r\nHost: {HUB}\r\nAuthorization: {token}\r\n\
             If-Match: *\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        said.push(call.into_bytes());
    }
    said
}
