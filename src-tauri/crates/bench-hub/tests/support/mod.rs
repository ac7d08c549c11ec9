//! A bench hub in a folder of its own, and clients made by hand: they say what no SDK would.

#![expect(dead_code, reason = "each test uses its part")]

pub mod calls;
pub mod crowd;
pub mod packets;

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bench_hub::{Bench, Settings};
use hub::{Key, Token};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// The first hub.
pub const HUB: &str = "bench-west.azure-devices.net";
/// Longest wait for what has to come; long, because the machine may be busy.
pub const LONG: Duration = Duration::from_secs(60);

/// A bench hub that runs, and what is needed to speak with it.
pub struct Site {
    pub bench: Bench,
    tls: TlsConnector,
    folder: TempDir,
}

impl Site {
    /// Starts one, with other settings than the usual ones.
    pub fn with(set: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().expect("a place for files");
        Self::within(folder, set)
    }

    /// Starts one.
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    fn within(folder: TempDir, set: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::of(folder.path());
        (settings.port, settings.https_port, settings.wants_443) = (0, 0, false);
        set(&mut settings);
        let bench = Bench::start(&settings).expect("a bench hub");
        let tls = trusting(&std::fs::read(&bench.ca).expect("its authority"));
        Self { bench, tls, folder }
    }

    /// Ends it and starts it again over the same state.
    pub fn again(self) -> Self {
        let Self { bench, folder, .. } = self;
        drop(bench);
        Self::within(folder, |_| {})
    }

    /// Makes devices; returns nothing, their keys are in the hub.
    pub fn devices(&self, ids: &[&str]) {
        for id in ids {
            let twin = r#"{"properties":{"desired":{"speed":1},"reported":{}}}"#;
            self.bench.seed(HUB, id, None, twin).expect("a device");
        }
    }

    /// The key of a device.
    pub fn key(&self, device: &str) -> Key {
        let text = self.bench.connection_string(HUB, device, None);
        let text = text.expect("a device with a key");
        let key = text.split("SharedAccessKey=").nth(1).expect("a key");
        Key::read(key.split(';').next().expect("a first part")).expect("a key")
    }

    /// A token of a device that is good for an hour.
    pub fn token(&self, device: &str) -> String {
        let resource = format!("{HUB}/devices/{device}");
        Token::make(&resource, &self.key(device), now() + 3600, None)
    }

    /// A token of the hub's owner.
    pub fn owner(&self) -> String {
        let policy = &self.bench.hubs[0].policies[0];
        Token::make(HUB, &policy.keys[0], now() + 3600, Some(&policy.name))
    }

    /// Connects to the port of devices, up to and with TLS.
    pub async fn tls(&self) -> std::io::Result<TlsStream<TcpStream>> {
        self.tls_at(self.bench.port).await
    }

    /// Connects to a port.
    pub async fn tls_at(&self, port: u16) -> std::io::Result<TlsStream<TcpStream>> {
        let stream = plain(port).await?;
        let name = ServerName::try_from("localhost").expect("a name");
        self.tls.connect(name, stream).await
    }
}

impl Site {
    /// Connects to an address of the machine, and expects a certificate of a name.
    pub async fn meets(&self, address: &str, name: &str) -> std::io::Result<()> {
        let stream = TcpStream::connect((address, self.bench.port)).await?;
        let name = ServerName::try_from(name.to_owned()).expect("a name");
        self.tls.connect(name, stream).await.map(drop)
    }
}

/// Connects without TLS.
pub async fn plain(port: u16) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// A client that trusts one authority, given in PEM.
pub fn trusting(pem: &[u8]) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        roots.add(certificate.expect("PEM")).expect("an authority");
    }
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

/// Seconds since 1970: tokens expire on the clock of the machine.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_secs()).expect("near")
}

/// Runs a test on a runtime of its own.
pub fn run<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.expect("threads").block_on(test)
}

/// Waits for what has to come.
pub async fn soon<T>(what: &str, coming: impl Future<Output = T>) -> T {
    let came = tokio::time::timeout(LONG, coming).await;
    came.unwrap_or_else(|_| panic!("{what}: nothing came in {LONG:?}"))
}
