//! The processes round one test: a session bus, the WebDriver of WebKitGTK, and the folders they may write to.
//! Knows nothing of windows or elements. Everything started here ends with the value that holds it.

use std::ffi::OsStr;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

/// The folders that a program finds by its environment; each test has its own, so that tests can run at once.
const FOLDERS: [(&str, &str); 5] = [
    ("XDG_DATA_HOME", "data"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_STATE_HOME", "state"),
    ("XDG_RUNTIME_DIR", "run"),
];

/// How long a helper process may take until it listens.
const START: Duration = Duration::from_secs(20);

/// A home of its own for one test, empty at first, gone with the value.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Result<Self> {
        let home = Self(tempfile::Builder::new().prefix("twinscope-").tempdir()?);
        for (_, folder) in FOLDERS {
            std::fs::create_dir(home.path().join(folder))?;
        }
        Ok(home)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    fn bus(&self) -> PathBuf {
        self.path().join("bus")
    }

    /// A command that sees this home and this test's bus, and nothing of the user's.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env("HOME", self.path())
            .envs(FOLDERS.map(|(name, folder)| (name, self.path().join(folder))))
            .env(
                "DBUS_SESSION_BUS_ADDRESS",
                format!("unix:path={}", self.bus().display()),
            )
            // No screen reader listens to a test; asking for one costs a warning per window.
            .env("NO_AT_BRIDGE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        command
    }
}

/// A child process and all that it starts; ended when the value goes.
pub(crate) struct Family(Child);

impl Family {
    fn start(command: &mut Command) -> Result<Self> {
        let program = command.get_program().to_owned();
        // A group of its own, so that what it starts can be ended with it.
        let child = command.process_group(0).spawn();
        Ok(Self(child.with_context(|| {
            format!("{} cannot be started: run 'make setup'", program.display())
        })?))
    }

    /// Waits until `ready`; fails early when the process has ended.
    fn wait(mut self, what: &str, ready: impl Fn() -> bool) -> Result<Self> {
        let started = Instant::now();
        while !ready() {
            if let Some(status) = self.0.try_wait()? {
                bail!("{what} ended at once: {status}");
            }
            if started.elapsed() > START {
                bail!("{what} did not come up within {START:?}");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(self)
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        // The standard library ends one process only; a driver that goes alone leaves its window behind.
        let group = format!("-{}", self.0.id());
        let _gone_already = Command::new("kill")
            .args(["-KILL", "--", &group])
            .stderr(Stdio::null())
            .status();
        let _reaped = self.0.wait();
    }
}

/// Starts this test's own session bus: a shared one would make the second window of two tests hand over to the first.
/// It starts no services: the one for screen readers, where it is installed, answers late or never without a desktop.
pub(crate) fn session_bus(home: &Home) -> Result<Family> {
    let configuration = home.path().join("bus.conf");
    let listen = format!("<listen>unix:path={}</listen>", home.bus().display());
    std::fs::write(
        &configuration,
        format!(
            "<busconfig><type>session</type>{listen}<policy context=\"default\">\
             <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>"
        ),
    )?;
    let mut command = home.command("dbus-daemon");
    command
        .arg(format!("--config-file={}", configuration.display()))
        .args(["--nofork", "--nopidfile"])
        .stderr(Stdio::null());
    Family::start(&mut command)?.wait("dbus-daemon", || home.bus().exists())
}

/// Starts the WebDriver of WebKitGTK; gives its address.
pub(crate) fn web_driver(home: &Home, environment: &[(&str, String)]) -> Result<(Family, String)> {
    let port = free_port()?;
    let mut command = home.command("WebKitWebDriver");
    command
        .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
        // Without it the window opens and the session waits for ever.
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        // Machines that test have no graphics card: drawing through one in software costs memory and time.
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        // What is meant for the window: the driver starts it.
        .envs(environment.iter().map(|(name, value)| (name, value)));
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listening = || TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_ok();
    let driver = Family::start(&mut command)?.wait("WebKitWebDriver", listening)?;
    Ok((driver, format!("http://{address}")))
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
