//! Builds the shell's context: icons, capabilities, and the list of commands that a window may be granted.

/// The shell's own commands. Each one also needs its `allow-…` line in `capabilities/main.json`:
/// a command that is listed here and not granted there is refused.
const COMMANDS: &[&str] = &[
    "startup",
    "status",
    "open_paths",
    "open_text",
    "open_sample",
    "pick_files",
    "cancel",
    "close_twin",
    "close_all",
    "diff",
    "history",
    "open_snapshot",
    "patches",
    "save_patch",
    "count_fleet",
    "fleet",
    "quit",
    "list",
    "position",
    "tree",
    "overview",
    "values",
    "group",
    "migration",
    "copy_group",
    "findings",
    "text",
    "find_text",
    "rule_page",
    "rules",
    "codes",
    "copy",
    "wrap",
    "discover",
    "remember",
    "clear_recent",
    "hidden",
    "settings",
    "preview_hide",
    "hide",
    "preview_hide_drift",
    "hide_drift",
    "show_drift_again",
    "set_stuck_after",
    "show_again",
    "set_severity",
    "undo_settings",
    "add_pack",
    "remove_pack",
    "reload_settings",
];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
        .expect("tauri.conf.json, the capabilities and the icons describe a buildable application");
}
