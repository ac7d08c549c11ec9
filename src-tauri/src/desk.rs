//! What one window works with: its workspace and its memory; and what it is started with.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use tauri::{App, AppHandle, Emitter as _, Manager as _, Window, WindowEvent};
use workbench::bench::BenchDesk;
use workbench::memory::Memory;
use workbench::settings::NAME;
use workbench::wire::BenchPorts;
use workbench::workspace::{Event, Workspace};

/// Starts the bench hub with the window, filled from the sample.
const BENCH: &str = "--bench";

/// The state behind every command.
pub struct Desk {
    /// The loaded twins.
    pub workspace: Workspace,
    /// The bench hub.
    pub bench: BenchDesk,
    memory: Mutex<Memory>,
    /// Files and folders given on the command line.
    pub given: Vec<String>,
}

impl Desk {
    /// Returns what is kept from one start to the next.
    pub fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens files and folders, and puts them on top of the recent ones.
    pub fn open(&self, paths: Vec<String>) -> u32 {
        let job = self.workspace.open_paths(paths.clone());
        // written while the twins are read; a memory that cannot be written must not keep them from being opened
        let _ = self.memory().opened(&paths);
        job
    }
}

/// Makes the desk before the window asks for anything.
pub fn set_up(app: &mut App) -> Result<(), Box<dyn Error>> {
    let handle = app.handle().clone();
    let workspace = Workspace::new(move |event| tell(&handle, event));
    let folder = app.path().app_config_dir()?;
    let mut workspace = workspace.keeping_settings_in(folder.join(NAME));
    if let Some(history) = workbench::history::place() {
        workspace = workspace.keeping_history_in(history);
    }
    let here = std::env::current_dir().unwrap_or_default();
    let given = paths(std::env::args().skip(1), &here);
    let desk = Desk {
        workspace,
        bench: bench(app.handle().clone()),
        memory: Mutex::new(Memory::of(&folder)),
        given: given.clone(),
    };
    if !given.is_empty() {
        desk.open(given);
    }
    start_bench(app.handle(), &desk);
    app.manage(desk);
    Ok(())
}

fn bench(handle: AppHandle) -> BenchDesk {
    BenchDesk::new(move |news| {
        // a window that is closing hears nothing, and needs nothing
        let _ = handle.emit("bench", news);
    })
}

/// Starts the bench hub where the last window or the command line says so, beside the window.
fn start_bench(app: &AppHandle, desk: &Desk) {
    let is_asked = std::env::args().skip(1).any(|argument| argument == BENCH);
    if !is_asked && !desk.memory().remembered().bench {
        return;
    }
    let (bench, seed) = (desk.bench.clone(), is_asked.then(|| sample(app)));
    thread::spawn(move || bench.start(BenchPorts::UsualOrFree, seed.as_deref()));
}

/// Ends the bench hub when the window goes.
pub fn stop_with_the_window(window: &Window, event: &WindowEvent) {
    if matches!(event, WindowEvent::Destroyed) {
        window.state::<Desk>().bench.stop();
    }
}

/// Opens what a second start was given, in the window that is there already.
pub fn open_arguments(app: &AppHandle, arguments: &[String], folder: &str) {
    let given = paths(arguments.iter().skip(1).cloned(), Path::new(folder));
    if !given.is_empty() {
        app.state::<Desk>().open(given.clone());
        // the page keeps what is open for the next start; while it is still loading there is nobody to tell
        let _ = app.emit("handed", given);
    }
}

/// Takes the arguments that are no options as paths, against the folder they were typed in.
fn paths(arguments: impl Iterator<Item = String>, folder: &Path) -> Vec<String> {
    let full = |path: String| folder.join(path).display().to_string();
    arguments
        .filter(|a| !a.starts_with('-') && !a.is_empty())
        .map(full)
        .collect()
}

fn tell(app: &AppHandle, event: Event) {
    // a window that is closing hears nothing, and needs nothing
    let _ = match event {
        Event::Changed(status) => app.emit("workspace", status),
        Event::Opened(twin) => app.emit("opened", twin),
    };
}

/// Returns the folder of sample twins: beside an installed program, or in the source tree.
pub fn sample(app: &AppHandle) -> PathBuf {
    let installed = app.path().resource_dir().map(|d| d.join("samples")).ok();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/workspace");
    installed.filter(|d| d.is_dir()).unwrap_or(source)
}
