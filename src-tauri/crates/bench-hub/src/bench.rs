//! The bench hub as a whole: started, asked for its addresses and keys, listened to, stopped.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::Runtime;
use tokio::sync::broadcast;

use crate::applier;
use crate::authority::{Authority, AuthorityError};
use crate::door::{Door, WaitingRoom};
use crate::event::Event;
use crate::keep::{Keep, KeepError, Policy};
use crate::patience::Patience;
use crate::rest::{POLICIES, Rest};
use crate::runner;
use crate::world::{Shared, World, provisioning_settings};

/// Connections that wait to be taken.
const BACKLOG: u32 = 1024;

/// How a bench hub is started.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where its state, its authority and its key are.
    pub folder: PathBuf,
    /// Where it listens: loopback, unless the user said otherwise.
    pub address: IpAddr,
    /// The port of devices; 0 takes a free one.
    pub port: u16,
    /// The port of services for the first hub, the next ones for the others; 0 takes free ones.
    pub https_port: u16,
    /// True to listen on 443, too, where the system allows it.
    pub wants_443: bool,
    /// Names of the virtual hubs.
    pub hubs: Vec<String>,
    /// Other names by which it is reached than those of the hubs, of the machine, and `localhost`.
    pub names: Vec<String>,
    /// The id scope of the provisioning service.
    pub id_scope: String,
    /// How long it waits for those who are slow.
    pub patience: Patience,
}

impl Settings {
    /// The usual ones for a folder.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            address: Ipv4Addr::LOCALHOST.into(),
            port: 8883,
            https_port: 8443,
            wants_443: true,
            hubs: vec![
                "bench-west.azure-devices.net".to_owned(),
                "bench-east.azure-devices.net".to_owned(),
            ],
            names: Vec::new(),
            id_scope: "0ne00BENCH".to_owned(),
            patience: Patience::default(),
        }
    }
}

/// Why it cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// Its folder cannot be used.
    #[error("`{path}` cannot be used: {error}", path = path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// Another one runs in the folder.
    #[error("another bench hub is running in `{}`", .0.display())]
    Running(PathBuf),
    /// A port is taken, or not allowed.
    #[error(
        "port {port} of {address} cannot be used: {error}; name another one, or 0 for a free one"
    )]
    Port {
        /// Where.
        address: IpAddr,
        /// Which.
        port: u16,
        /// Why.
        error: std::io::Error,
    },
    /// A name that no hub can have.
    #[error("`{0}` is no name of a hub: letters, digits, `-` and `.` make one")]
    HubName(String),
    /// A name twice.
    #[error("hub `{0}` is named twice")]
    HubTwice(String),
    /// None at all.
    #[error("a bench hub needs one hub at least")]
    NoHub,
    /// Its state cannot be used.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// Its state cannot be read or written.
    #[error("the state of the bench hub cannot be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// What is in its state cannot be used.
    #[error("the state of the bench hub cannot be used: {0}")]
    State(crate::Fault),
    /// It has no certificate.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// No threads.
    #[error("it cannot run: {0}")]
    Runtime(std::io::Error),
}

/// A hub's name, port and keys.
#[derive(Debug, Clone)]
pub struct HubAccess {
    /// Its name.
    pub host: String,
    /// The port of services.
    pub https_port: u16,
    /// Its policies, `iothubowner` first.
    pub policies: Vec<Policy>,
}

/// A bench hub that runs. It ends when it is dropped.
pub struct Bench {
    pub(crate) runtime: Option<Runtime>,
    shared: Shared,
    /// Where it listens.
    pub address: IpAddr,
    /// The port of devices.
    pub port: u16,
    /// True where services reach it on 443, too.
    pub has_443: bool,
    /// The hubs, in order.
    pub hubs: Vec<HubAccess>,
    /// The id scope of the provisioning service.
    pub id_scope: String,
    /// The provisioning service's policy.
    pub provisioning: Policy,
    /// The certificate of its authority.
    pub ca: PathBuf,
    _lock: File,
}

impl Bench {
    /// Starts it; returns when it listens.
    ///
    /// # Errors
    /// Where it cannot be started: the folder, a port, the state, the certificate.
    pub fn start(settings: &Settings) -> Result<Self, BenchError> {
        let hubs = names(&settings.hubs)?;
        let lock = claim(&settings.folder)?;
        // ten thousand connections are ten thousand files
        let _ = rlimit::increase_nofile_limit(u64::MAX);
        let state = settings.folder.join("bench.sqlite");
        make_private(&state).map_err(|error| BenchError::Folder {
            path: state.clone(),
            error,
        })?;
        let keep = Keep::open(&state)?;
        let authority = Authority::of(&settings.folder)?;
        let aliases = aliases(settings)?;
        let mut names = hubs.clone();
        names.push("localhost".to_owned());
        names.extend(aliases.iter().filter(|name| !hubs.contains(name)).cloned());
        let ca = authority.path.clone();
        let tls = authority.servers(names, &[Ipv4Addr::LOCALHOST.into(), settings.address])?;
        let provisioning = keep.policy_or_new(&settings.id_scope, "provisioningserviceowner")?;
        let mut access = Vec::new();
        for host in &hubs {
            let policies = POLICIES.iter().map(|name| keep.policy_or_new(host, name));
            access.push(HubAccess {
                host: host.clone(),
                https_port: 0,
                policies: policies.collect::<Result<_, _>>()?,
            });
        }
        let mut provides = provisioning_settings(&settings.id_scope, &hubs, &provisioning);
        provides.hosts.extend(aliases.iter().cloned());
        let mut world = World::new(keep, hubs.clone(), provides);
        for hub in &hubs {
            world.plan(hub).map_err(BenchError::State)?;
        }
        world.aliases = aliases;
        let shared = Shared::new(world);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("bench-hub")
            .enable_all()
            .build()
            .map_err(BenchError::Runtime)?;
        let door = Door {
            tls: Arc::new(tls),
            shared: shared.clone(),
            room: WaitingRoom::of(settings.patience),
            rest: Rest::new(shared.clone(), settings.patience),
        };
        runtime.spawn(runner::run(shared.clone()));
        runtime.spawn(applier::run(shared.clone()));
        let address = settings.address;
        let port = listen(&runtime, &door, address, settings.port, 0)?;
        for (at, access) in access.iter_mut().enumerate() {
            let port = match settings.https_port {
                0 => 0,
                first => first.saturating_add(u16::try_from(at).unwrap_or(u16::MAX)),
            };
            access.https_port = listen(&runtime, &door, address, port, at)?;
        }
        let has_443 = settings.wants_443 && listen(&runtime, &door, address, 443, 0).is_ok();
        Ok(Self {
            runtime: Some(runtime),
            shared,
            address,
            port,
            has_443,
            hubs: access,
            id_scope: settings.id_scope.clone(),
            provisioning,
            ca,
            _lock: lock,
        })
    }

    /// The name under which it is reached: `localhost`, unless it listens elsewhere only.
    #[must_use]
    pub fn host(&self) -> String {
        match self.address.is_loopback() || self.address.is_unspecified() {
            true => "localhost".to_owned(),
            false => self.address.to_string(),
        }
    }

    pub(crate) fn world(&self) -> std::sync::MutexGuard<'_, World> {
        self.shared.lock()
    }

    /// Listens to what happens from now on.
    #[must_use]
    pub fn events(&self) -> Events {
        Events(self.shared.lock().teller.listen())
    }
}

/// Events as they happen.
pub struct Events(pub(crate) broadcast::Receiver<Arc<Event>>);

impl Iterator for Events {
    type Item = Event;

    /// Waits for the next one; nothing where the bench has ended. Who listens too slowly misses the oldest: their numbers
    /// tell.
    fn next(&mut self) -> Option<Event> {
        loop {
            match self.0.blocking_recv() {
                Ok(event) => return Some(Arc::unwrap_or_clone(event)),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Names of hubs in lower case, each once.
fn names(hubs: &[String]) -> Result<Vec<String>, BenchError> {
    let mut names: Vec<String> = Vec::new();
    for hub in hubs {
        let name = hub.trim().to_ascii_lowercase();
        let is_host = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
        if name.is_empty() || name.len() > 253 || !name.chars().all(is_host) {
            return Err(BenchError::HubName(hub.clone()));
        }
        if names.contains(&name) {
            return Err(BenchError::HubTwice(name));
        }
        names.push(name);
    }
    match names.is_empty() {
        true => Err(BenchError::NoHub),
        false => Ok(names),
    }
}

/// The names of the machine by which others reach it, and those that the user gives it.
fn aliases(settings: &Settings) -> Result<Vec<String>, BenchError> {
    let mut aliases = match settings.names.is_empty() {
        true => Vec::new(),
        false => names(&settings.names)?,
    };
    if !settings.address.is_loopback()
        && let Some(machine) = machine()
    {
        // a name without a domain is found as `name.local`, too
        let local = (!machine.contains('.')).then(|| format!("{machine}.local"));
        aliases.extend([Some(machine), local].into_iter().flatten());
        aliases.dedup();
    }
    Ok(aliases)
}

/// The machine's own name, where the system tells it to everybody and it is one that a certificate can have.
fn machine() -> Option<String> {
    let told = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let told = told.or_else(|| fs::read_to_string("/etc/hostname").ok())?;
    let name = names(&[told]).ok()?;
    name.into_iter().next()
}

/// Takes the folder for this process; made if it is not there, for the user only.
fn claim(folder: &Path) -> Result<File, BenchError> {
    let of = |error| BenchError::Folder {
        path: folder.to_owned(),
        error,
    };
    make_folder(folder).map_err(of)?;
    let lock = File::create(folder.join("bench.lock")).map_err(of)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(BenchError::Running(folder.to_owned())),
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(lock),
        Err(TryLockError::Error(error)) => Err(of(error)),
    }
}

/// Makes the folder for the user only; one that is there keeps its rights.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Keys are in the state: it is the user's alone, before there is anything in it; SQLite gives its journal the same rights.
fn make_private(state: &Path) -> std::io::Result<()> {
    let file = File::options().append(true).create(true).open(state)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    drop(file);
    Ok(())
}

fn bound(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // a port of a bench that has just ended is free again; elsewhere the option means to share it
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

fn listen(
    runtime: &Runtime,
    door: &Door,
    address: IpAddr,
    port: u16,
    of_listener: usize,
) -> Result<u16, BenchError> {
    let of = |error| BenchError::Port {
        address,
        port,
        error,
    };
    // not waited for: whoever starts a bench may be a task of another runtime
    let _entered = runtime.enter();
    let listener = bound(SocketAddr::new(address, port)).map_err(of)?;
    let port = listener.local_addr().map_err(of)?.port();
    runtime.spawn(door.clone().open(listener, of_listener));
    Ok(port)
}
