//! A device of the tests: it connects over TLS, says who it is by MQTT, and stays as long as its value.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use hub::{Key, Token};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// The year 2100: no token of these tests expires.
const EXPIRES: i64 = 4_102_444_800;
/// How long the hub may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection of a device; it ends with the value.
pub(crate) struct Device {
    _stream: StreamOwned<ClientConnection, TcpStream>,
}

/// Connects as the device of a connection string; gives the code of the answer, 0 where it is let in, and the
/// connection.
pub(crate) fn connect(address: &str, ca: &Path, string: &str) -> Result<(u8, Device)> {
    let part = |name: &str| {
        let found = string.split(';').find_map(|part| part.strip_prefix(name));
        found.with_context(|| format!("the connection string has no {name}"))
    };
    let (host, device) = (part("HostName=")?, part("DeviceId=")?);
    let key = Key::read(part("SharedAccessKey=")?)?;
    let password = Token::make(&format!("{host}/devices/{device}"), &key, EXPIRES, None);
    let user = format!("{host}/{device}/?api-version=2021-04-12");
    let mut stream = secured(address, ca)?;
    stream.write_all(&greeting(device, &user, &password)?)?;
    stream.flush()?;
    let mut answer = [0; 4];
    stream.read_exact(&mut answer)?;
    match answer {
        [0x20, 2, _, code] => Ok((code, Device { _stream: stream })),
        other => bail!("{other:?} is no CONNACK"),
    }
}

fn secured(address: &str, ca: &Path) -> Result<StreamOwned<ClientConnection, TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca)?)?;
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost")?;
    let socket = TcpStream::connect(address)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    let client = ClientConnection::new(Arc::new(config), name)?;
    Ok(StreamOwned::new(client, socket))
}

/// CONNECT of MQTT 3.1.1, with user, password and a clean session.
fn greeting(id: &str, user: &str, password: &str) -> Result<Vec<u8>> {
    let mut body = b"\x00\x04MQTT\x04\xc2\x00\xf0".to_vec();
    for text in [id, user, password] {
        body.extend(u16::try_from(text.len())?.to_be_bytes());
        body.extend(text.as_bytes());
    }
    let mut packet = vec![0x10];
    let mut rest = body.len();
    loop {
        let digit = u8::try_from(rest % 128)?;
        rest /= 128;
        packet.push(if rest > 0 { digit | 0x80 } else { digit });
        if rest == 0 {
            break;
        }
    }
    packet.extend(body);
    Ok(packet)
}
