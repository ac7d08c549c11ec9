//! The bench hub: started with what the user asks for, its addresses and keys told, filled from files.

mod access;
mod desk;
mod place;
mod seed;
mod shown;

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use bench_hub::{Bench, BenchError, Settings};

pub use access::{Access, DeviceString, HubStrings, PolicyString, ServiceStrings};
pub use bench_hub::{Event, EventKind};
pub use desk::BenchDesk;
pub use place::folder;
pub use seed::{SeedReport, Unseeded};

/// What is asked of a bench hub.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where its state is; the user's own place where none is named.
    pub folder: Option<PathBuf>,
    /// Port of devices; 8883 where none is named, 0 for a free one.
    pub port: Option<u16>,
    /// Port of services; 8443 where none is named, 0 for free ones.
    pub https_port: Option<u16>,
    /// Names of the virtual hubs; two where none is named.
    pub hubs: Vec<String>,
    /// The id scope.
    pub id_scope: Option<String>,
    /// Another address than loopback: the user asked for it, and was warned.
    pub address: Option<IpAddr>,
    /// Other names by which it is reached.
    pub names: Vec<String>,
    /// True to leave 443 alone.
    pub without_443: bool,
}

/// Why no bench hub runs.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no place for its state.
    #[error("the system has no place for the data of its users: name a folder")]
    NoPlace,
    /// A fault of the program itself.
    #[error("it broke off while it started")]
    Broken,
    /// It says why.
    #[error(transparent)]
    Bench(#[from] BenchError),
}

/// Why there is no connection string for a device.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The hub refuses it.
    #[error("{}", .0.message)]
    Refused(#[from] bench_hub::Fault),
    /// It proves itself otherwise.
    #[error("device {0} has no key: it connects with a certificate")]
    NoKey(String),
}

/// Why an authority is not trusted.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// Its file cannot be read.
    #[error("`{path}` cannot be read: {error}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The bench hub refuses it.
    #[error("{0}")]
    Refused(String),
}

/// A bench hub that runs, until this is dropped.
pub struct BenchHub(Bench);

/// Events as they happen.
pub struct Events(bench_hub::Events);

impl BenchHub {
    /// Starts it.
    ///
    /// # Errors
    /// Where it cannot run: its folder, a port, its state.
    pub fn start(options: &Options) -> Result<Self, StartError> {
        let folder = options
            .folder
            .clone()
            .or_else(folder)
            .ok_or(StartError::NoPlace)?;
        let mut settings = Settings::of(&folder);
        settings.port = options.port.unwrap_or(settings.port);
        settings.https_port = options.https_port.unwrap_or(settings.https_port);
        settings.wants_443 = !options.without_443;
        if !options.hubs.is_empty() {
            settings.hubs.clone_from(&options.hubs);
        }
        if let Some(id_scope) = &options.id_scope {
            settings.id_scope.clone_from(id_scope);
        }
        settings.names.clone_from(&options.names);
        settings.address = options.address.unwrap_or(settings.address);
        Ok(Self(Bench::start(&settings)?))
    }

    /// Its addresses and keys: for the one who asked for them.
    #[must_use]
    pub fn access(&self) -> Access {
        Access::of(&self.0)
    }

    /// Returns what a device of the first hub needs to connect; makes it if it is not there.
    ///
    /// # Errors
    /// Where the id is none, or the device has no key.
    pub fn device(&self, id: &str) -> Result<DeviceString, DeviceError> {
        let hub = self
            .0
            .hubs
            .first()
            .map(|hub| hub.host.as_str())
            .unwrap_or_default();
        self.0.seed(hub, id, None, "{}")?;
        let string = self.0.connection_string(hub, id, None);
        Ok(DeviceString {
            device_id: id.to_owned(),
            connection_string: string.ok_or_else(|| DeviceError::NoKey(id.to_owned()))?,
        })
    }

    /// Takes devices for known that show what an authority signed; its certificate is in the file, its name the file's.
    ///
    /// # Errors
    /// Where the file cannot be read, or is no certificate.
    pub fn trust(&self, file: &Path) -> Result<(), TrustError> {
        let certificate = std::fs::read_to_string(file).map_err(|error| TrustError::File {
            path: file.to_owned(),
            error,
        })?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let trusted = self.0.trust(&name, &certificate);
        trusted.map_err(|fault| TrustError::Refused(fault.message))
    }

    /// Listens to what happens from now on.
    #[must_use]
    pub fn events(&self) -> Events {
        Events(self.0.events())
    }
}

impl Iterator for Events {
    type Item = Event;

    /// Waits for the next one.
    fn next(&mut self) -> Option<Event> {
        self.0.next()
    }
}
