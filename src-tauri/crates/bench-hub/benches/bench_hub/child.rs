//! Servers in processes of their own: the bench hub, which this program is, too, and Mosquitto.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use bench_hub::{Bench, Settings};
use hub::{Key, Token};
use rcgen::{CertificateParams, KeyPair};
use tempfile::TempDir;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::support::packets::Device;
use crate::support::{HUB, now, plain, soon, trusting};

/// The word that makes this program a server.
pub const SERVE: &str = "serve";

/// A server in a process of its own; ended with this.
pub struct Server {
    process: Child,
    pub port: u16,
    tls: TlsConnector,
    _folder: Option<TempDir>,
}

/// A device and its key.
pub struct Account {
    pub device: String,
    key: Key,
}

/// Serves until the other side is gone.
pub fn serve(folder: &Path) {
    let bench = Bench::start(&settings(folder)).expect("a bench hub");
    println!("{}", bench.port);
    let _ = std::io::stdout().flush();
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}

fn settings(folder: &Path) -> Settings {
    let mut settings = Settings::of(folder);
    (settings.port, settings.https_port, settings.wants_443) = (0, 0, false);
    settings
}

/// Makes devices in a folder.
pub fn accounts(folder: &Path, count: usize, twin: impl Fn(usize) -> String) -> Vec<Account> {
    // it brings threads of its own, and may not be started on those of another
    let start = || Bench::start(&settings(folder)).expect("a bench hub");
    let bench = tokio::task::block_in_place(start);
    let made = (0..count).map(|number| {
        let device = format!("pump-{number:06}");
        bench.seed(HUB, &device, None, &twin(number)).expect("made");
        let text = bench.connection_string(HUB, &device, None);
        let text = text.expect("it has a key");
        let key = text.split("SharedAccessKey=").nth(1).expect("a key");
        let key = Key::read(key.split(';').next().expect("a part")).expect("a key");
        Account { device, key }
    });
    made.collect()
}

impl Server {
    /// A bench hub over a folder.
    pub fn hub(folder: &Path) -> Self {
        let own = std::env::current_exe().expect("this program");
        let mut process = Command::new(own)
            .arg(SERVE)
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut line = String::new();
        let out = process.stdout.take().expect("piped");
        BufReader::new(out).read_line(&mut line).expect("a line");
        Self {
            process,
            port: line.trim().parse().expect("a port"),
            tls: trusting(&std::fs::read(folder.join("ca.pem")).expect("an authority")),
            _folder: None,
        }
    }

    /// Mosquitto with a certificate made for it; nothing where it is not installed.
    pub fn mosquitto() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a place for files");
        let at = |name: &str| folder.path().join(name);
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(["localhost".to_owned()]).expect("a name");
        let certificate = params.self_signed(&key).expect("a certificate").pem();
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        std::fs::write(at("server.pem"), &certificate).expect("written");
        std::fs::write(at("server.key"), key.serialize_pem()).expect("written");
        let config = format!(
            "listener {port} 127.0.0.1\ncertfile {}\nkeyfile {}\nallow_anonymous true\npersistence false\n\
             log_dest none\nuser root\nset_tcp_nodelay true\nmax_inflight_messages 0\nmax_queued_messages 0\n",
            at("server.pem").display(),
            at("server.key").display()
        );
        std::fs::write(at("mosquitto.conf"), config).expect("written");
        let started = Command::new("mosquitto")
            .arg("-c")
            .arg(at("mosquitto.conf"))
            .spawn();
        let started = started.or_else(|_| {
            // Debian puts it where only root looks
            let mut own = Command::new("/usr/sbin/mosquitto");
            own.arg("-c").arg(at("mosquitto.conf")).spawn()
        });
        Some(Self {
            process: started.ok()?,
            port,
            tls: trusting(certificate.as_bytes()),
            _folder: Some(folder),
        })
    }

    /// A connection up to and with TLS; tried again until the server listens.
    pub async fn connect(&self) -> Device {
        let connecting = async {
            loop {
                if let Ok(stream) = plain(self.port).await {
                    let name = ServerName::try_from("localhost").expect("a name");
                    if let Ok(stream) = self.tls.connect(name, stream).await {
                        return Device::over(stream);
                    }
                }
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            }
        };
        soon("a connection", connecting).await
    }

    /// A device that is logged in and listens to answers.
    pub async fn login(&self, account: &Account) -> Device {
        let mut device = self.connect().await;
        let resource = format!("{HUB}/devices/{}", account.device);
        let token = Token::make(&resource, &account.key, now() + 7200, None);
        assert_eq!(device.try_login(&account.device, &token).await, Some(0));
        device.subscribe("$iothub/twin/res/#").await;
        device
    }

    /// Megabytes of memory.
    pub fn memory(&self) -> f64 {
        let status = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse::<f64>().ok());
        kilobytes.unwrap_or_default() / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
