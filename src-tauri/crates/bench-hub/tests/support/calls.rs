//! A caller of HTTPS made by hand: what it sends is as wrong as the test wants it.

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::{Site, soon};

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// In lower case.
    pub head: String,
    /// Header `x-ms-continuation`.
    pub mark: Option<String>,
    pub body: String,
}

impl Reply {
    /// The body, which is JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The service's name of the error.
    pub fn error(&self) -> Option<String> {
        let message = self.json()["Message"].as_str()?.to_owned();
        let name = message.strip_prefix("ErrorCode:")?.split(';').next()?;
        Some(name.to_owned())
    }
}

/// Calls once, over a connection of its own, with the owner's token.
pub async fn call(site: &Site, method: &str, path: &str, body: &[u8]) -> Reply {
    let token = site.owner();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: {token}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        super::HUB,
        body.len()
    );
    let mut stream = open(site).await;
    let said = async {
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body).await?;
        stream.flush().await
    };
    // an answer may come before all is sent
    let _ = soon("writing", said).await;
    reply(&mut stream).await.expect("an answer")
}

/// A connection to the port of services.
pub async fn open(site: &Site) -> TlsStream<TcpStream> {
    let port = site.bench.hubs[0].https_port;
    soon("TLS", site.tls_at(port)).await.expect("TLS")
}

/// Sends bytes over a connection of its own; nothing where it is cut without a word.
pub async fn raw(site: &Site, bytes: &[u8]) -> Option<Reply> {
    let mut stream = open(site).await;
    let _ = soon("writing", stream.write_all(bytes)).await;
    let _ = soon("writing", stream.flush()).await;
    reply(&mut stream).await
}

/// Reads one answer.
pub async fn reply(stream: &mut TlsStream<TcpStream>) -> Option<Reply> {
    let mut read = Vec::new();
    loop {
        if let Some(reply) = whole(&read) {
            return Some(reply);
        }
        let mut piece = [0; 4096];
        match soon("an answer", stream.read(&mut piece)).await {
            Ok(n @ 1..) => read.extend_from_slice(&piece[..n]),
            _ => return None,
        }
    }
}

fn whole(read: &[u8]) -> Option<Reply> {
    let text = String::from_utf8_lossy(read);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let lower = head.to_ascii_lowercase();
    let length = lower
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let length: usize = length.map_or(0, |text| text.trim().parse().expect("a length"));
    let status = head.split(' ').nth(1)?.parse().ok()?;
    (body.len() >= length).then(|| Reply {
        status,
        mark: head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            (name.eq_ignore_ascii_case("x-ms-continuation")).then(|| value.to_owned())
        }),
        head: lower.clone(),
        body: body[..length].to_owned(),
    })
}
