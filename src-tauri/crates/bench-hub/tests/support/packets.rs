//! A client of MQTT made by hand: packets one by one, and bytes that are none.

use bytes::{Bytes, BytesMut};
use rumqttc::mqttbytes::v4::{Connect, Packet, PubAck, Publish, Subscribe};
use rumqttc::mqttbytes::{Error, QoS};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::{HUB, Site, soon};

/// Most bytes of a packet the client takes.
const MOST: usize = 1 << 20;

/// A connection.
pub struct Device {
    pub stream: TlsStream<TcpStream>,
    input: BytesMut,
    rid: u32,
}

/// What a twin topic was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub version: Option<i64>,
    pub body: Bytes,
}

/// The packet that logs a device in.
pub fn connect(device: &str, token: &str) -> Connect {
    let mut connect = Connect::new(device);
    connect.keep_alive = 600;
    connect.set_login(format!("{HUB}/{device}/?api-version=2021-04-12"), token);
    connect
}

/// The bytes of a packet.
pub fn bytes(packet: &Packet) -> BytesMut {
    let mut bytes = BytesMut::new();
    packet.write(&mut bytes, usize::MAX).expect("a packet");
    bytes
}

impl Device {
    /// A connection on which nothing was said.
    pub async fn silent(site: &Site) -> Self {
        let stream = soon("TLS", site.tls()).await.expect("TLS");
        Self::over(stream)
    }

    /// Speaks over a stream.
    pub fn over(stream: TlsStream<TcpStream>) -> Self {
        Self {
            stream,
            input: BytesMut::new(),
            rid: 0,
        }
    }

    /// A device that is logged in and listens to answers.
    pub async fn login(site: &Site, device: &str) -> Self {
        let mut client = Self::silent(site).await;
        let code = client.try_login(device, &site.token(device)).await;
        assert_eq!(code, Some(0), "{device} may connect");
        client.subscribe("$iothub/twin/res/#").await;
        client
    }

    /// Logs in; returns the code, or nothing where the connection is cut.
    pub async fn try_login(&mut self, device: &str, token: &str) -> Option<u8> {
        self.send(&Packet::Connect(connect(device, token))).await;
        match self.next().await {
            Some(Packet::ConnAck(ack)) => Some(ack.code as u8),
            Some(other) => panic!("{other:?} is no CONNACK"),
            None => None,
        }
    }

    pub async fn subscribe(&mut self, filter: &str) {
        let mut subscribe = Subscribe::new(filter, QoS::AtLeastOnce);
        subscribe.pkid = 1;
        self.send(&Packet::Subscribe(subscribe)).await;
        let ack = self.next().await;
        assert!(matches!(ack, Some(Packet::SubAck(_))), "{ack:?}");
    }

    pub async fn send(&mut self, packet: &Packet) {
        self.say(&bytes(packet)).await;
    }

    /// Sends bytes; that the other side has ended already is its answer.
    pub async fn say(&mut self, bytes: &[u8]) {
        let said = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        let _ = soon("writing", said).await;
    }

    /// The next packet; nothing where the connection ended.
    pub async fn next(&mut self) -> Option<Packet> {
        loop {
            match Packet::read(&mut self.input, MOST) {
                Ok(packet) => return Some(packet),
                Err(Error::InsufficientBytes(_)) => {}
                Err(error) => panic!("the hub sent no MQTT: {error}"),
            }
            let read = soon("a packet", self.stream.read_buf(&mut self.input)).await;
            if !matches!(read, Ok(1..)) {
                return None;
            }
        }
    }

    /// Reads until the connection ends.
    pub async fn ended(&mut self) {
        while self.next().await.is_some() {}
    }

    /// Publishes, at least once.
    pub async fn publish(&mut self, topic: &str, body: &[u8]) {
        let mut publish = Publish::new(topic, QoS::AtLeastOnce, body);
        publish.pkid = 7;
        self.send(&Packet::Publish(publish)).await;
    }

    async fn ask(&mut self, topic: &str, body: &[u8]) -> Option<Answer> {
        self.rid += 1;
        let rid = self.rid;
        self.publish(&format!("{topic}?$rid={rid}"), body).await;
        loop {
            let Packet::Publish(publish) = self.next().await? else {
                continue;
            };
            if publish.qos == QoS::AtLeastOnce {
                self.send(&Packet::PubAck(PubAck::new(publish.pkid))).await;
            }
            let Some(rest) = publish.topic.strip_prefix("$iothub/twin/res/") else {
                continue;
            };
            let (status, bag) = rest.split_once("/?").expect("a status and properties");
            let bag = hub::Bag::read(bag);
            assert_eq!(bag.get("$rid"), Some(rid.to_string().as_str()));
            return Some(Answer {
                status: status.parse().expect("a status"),
                version: bag
                    .get("$version")
                    .map(|text| text.parse().expect("a number")),
                body: publish.payload,
            });
        }
    }

    /// Reports; nothing where the connection ended.
    pub async fn report(&mut self, patch: &[u8]) -> Option<Answer> {
        self.ask("$iothub/twin/PATCH/properties/reported/", patch)
            .await
    }

    /// Its twin; panics where it does not get it.
    pub async fn twin(&mut self) -> Value {
        let answer = self.ask("$iothub/twin/GET/", b"").await;
        let answer = answer.expect("the connection is there");
        assert_eq!(answer.status, 200);
        serde_json::from_slice(&answer.body).expect("JSON")
    }
}
