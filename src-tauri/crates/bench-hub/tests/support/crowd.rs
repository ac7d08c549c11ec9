//! A crowd at the door: connections that begin and do not go on.

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::{Site, plain};

/// The first bytes of a TLS handshake, and no more.
const HALF_HELLO: [u8; 11] = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3];
/// The first bytes of a CONNECT, and no more.
const HALF_CONNECT: [u8; 8] = [0x10, 0x7f, 0, 4, b'M', b'Q', b'T', b'T'];

/// One who stands in the door.
pub enum Loiterer {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// One that is half open: nothing said, half a hello, no word after the handshake, half a CONNECT, half a head. Nothing
/// where the hub let it go before.
pub async fn loiterer(site: &Site, number: usize) -> Option<Loiterer> {
    let port = site.bench.port;
    match number % 16 {
        0..=6 => Some(Loiterer::Plain(plain(port).await.ok()?)),
        7..=12 => {
            let mut stream = plain(port).await.ok()?;
            stream.write_all(&HALF_HELLO).await.ok()?;
            Some(Loiterer::Plain(stream))
        }
        kind => {
            let mut stream = site.tls().await.ok()?;
            let said: &[u8] = match kind {
                13 => b"",
                14 => &HALF_CONNECT,
                _ => b"GET /devices/d HTTP/1.1\r\nHo",
            };
            stream.write_all(said).await.ok()?;
            stream.flush().await.ok()?;
            Some(Loiterer::Tls(Box::new(stream)))
        }
    }
}

/// A whole crowd.
pub async fn crowd(site: &Site, count: usize) -> Vec<Loiterer> {
    let mut crowd = Vec::with_capacity(count);
    for number in 0..count {
        crowd.extend(loiterer(site, number).await);
    }
    crowd
}
