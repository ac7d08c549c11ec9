//! MQTT within a WebSocket: as bounded as without, and a device that sends much before it reads is not held up.

mod support;

use std::fmt::Write as _;

use bytes::BytesMut;
use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::{Packet, Publish, Subscribe};
use support::packets::{bytes, connect};
use support::{HUB, Site, run, soon};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

async fn upgraded(site: &Site) -> TlsStream<TcpStream> {
    let mut stream = site.tls().await.expect("TLS");
    let mut head = String::new();
    let _ = write!(
        head,
        "GET /$iothub/websocket HTTP/1.1\r\nHost: {HUB}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
         Sec-WebSocket-Protocol: mqtt\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("written");
    stream.flush().await.expect("written");
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(
            soon("an answer", stream.read_u8())
                .await
                .expect("an answer"),
        );
    }
    assert!(
        answer.starts_with(b"HTTP/1.1 101"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    stream
}

/// A masked frame of bytes; the mask is zeros.
fn frame(body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).expect("small").to_be_bytes();
    [&[0x82, 0xff, 0, 0, 0, 0], &length[..], &[0; 4], body].concat()
}

/// Reads one frame; nothing at the end.
async fn read_frame(stream: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let mut head = [0; 2];
    stream.read_exact(&mut head).await.ok()?;
    let length = match head[1] {
        126 => usize::from(stream.read_u16().await.ok()?),
        127 => usize::try_from(stream.read_u64().await.ok()?).expect("64 bits"),
        short => usize::from(short),
    };
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    (head[0] == 0x82).then_some(body)
}

#[test]
fn much_is_sent_and_much_is_read_at_once() {
    const ASKED: usize = 2_000;
    let site = Site::new();
    site.devices(&["d"]);
    run(async {
        let stream = upgraded(&site).await;
        let (mut reader, mut writer) = tokio::io::split(stream);
        let mut subscribe = Subscribe::new("$iothub/twin/res/#", QoS::AtMostOnce);
        subscribe.pkid = 1;
        let mut said = bytes(&Packet::Connect(connect("d", &site.token("d"))));
        said.extend_from_slice(&bytes(&Packet::Subscribe(subscribe)));
        let topic = format!("$iothub/twin/GET/?$rid={}", "r".repeat(60));
        let ask = Publish::new(topic, QoS::AtMostOnce, b"".as_slice());
        for _ in 0..ASKED {
            said.extend_from_slice(&bytes(&Packet::Publish(ask.clone())));
        }
        let writing = async {
            writer.write_all(&frame(&said)).await.expect("written");
            writer.flush().await.expect("written");
        };
        let reading = async {
            let (mut input, mut answers) = (BytesMut::new(), 0);
            while answers < ASKED {
                let body = read_frame(&mut reader).await.expect("not cut");
                input.extend_from_slice(&body);
                while let Ok(packet) = Packet::read(&mut input, 1 << 20) {
                    answers += usize::from(matches!(packet, Packet::Publish(_)));
                }
            }
        };
        soon("all answers", async { tokio::join!(writing, reading) }).await;
    });
}

#[test]
fn frames_that_are_none_end_the_connection() {
    let site = Site::with(|settings| {
        settings.patience.greeting = std::time::Duration::from_millis(300);
    });
    let table: [(&str, Vec<u8>); 5] = [
        ("no mask", vec![0x82, 0x02, 0x10, 0x00]),
        ("a reserved kind", vec![0x83, 0x80, 0, 0, 0, 0]),
        (
            "a length beyond the bound",
            vec![0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ),
        ("garbage instead of MQTT", frame(&[0xff; 64])),
        ("a text", [&[0x81, 0x84, 0, 0, 0, 0], &b"text"[..]].concat()),
    ];
    run(async {
        for (what, said) in table {
            let mut stream = upgraded(&site).await;
            stream.write_all(&said).await.expect("written");
            stream.flush().await.expect("written");
            let mut rest = Vec::new();
            let _ = soon(what, stream.read_to_end(&mut rest)).await;
        }
    });
}
