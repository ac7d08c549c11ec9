//! Builds the shell's context: icons, capabilities, and the list of commands that a window may be granted.

/// The shell's own commands. Each one also needs its `allow-…` line in `capabilities/main.json`:
/// a command that is listed here and not granted there is refused.
const COMMANDS: &[&str] = &["ping"];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
        .expect("tauri.conf.json, the capabilities and the icons describe a buildable application");
}
