//! The commands of the window: adapters of at most ten lines from the wire to `workbench` and back.

/// Answers with the version of the shell, so that the page can tell that it is connected.
#[tauri::command]
pub(crate) fn ping() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
