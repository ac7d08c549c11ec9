//! The desktop shell: windows, commands, events. Knows tauri; decides nothing, every answer comes from `workbench`.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod commands;
mod window;

fn main() {
    tauri::Builder::default()
        // First of all plugins: a second start hands its arguments over and ends before anything else is set up.
        .plugin(tauri_plugin_single_instance::init(
            |app, _arguments, _folder| {
                window::bring_to_front(app);
            },
        ))
        .plugin(window::remembered())
        .plugin(tauri_plugin_dialog::init())
        .on_page_load(window::show_when_loaded)
        .invoke_handler(tauri::generate_handler![commands::ping])
        .run(tauri::generate_context!())
        .expect("the window system of this machine lets Twinscope open its window");
}
