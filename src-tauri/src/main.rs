//! The desktop shell: windows, commands, events. Knows tauri; decides nothing, every answer comes from `workbench`.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod bench;
mod commands;
mod desk;
mod window;

use tauri::ipc::Invoke;

fn main() {
    tauri::Builder::default()
        // First of all plugins: a second start hands its arguments over and ends before anything else is set up.
        .plugin(tauri_plugin_single_instance::init(
            |app, arguments, folder| {
                window::bring_to_front(app);
                desk::open_arguments(app, &arguments, &folder);
            },
        ))
        .plugin(window::remembered())
        .plugin(tauri_plugin_dialog::init())
        .setup(desk::set_up)
        .on_page_load(window::show_when_loaded)
        .on_window_event(desk::stop_with_the_window)
        .invoke_handler(commands())
        .run(tauri::generate_context!())
        .expect("the window system of this machine lets Twinscope open its window");
}

/// Every command of the page; those of the bench hub are told by their names.
fn commands() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    let (bench, others) = (bench::commands(), others());
    move |invoke| match invoke.message.command().starts_with("bench_") {
        true => bench(invoke),
        false => others(invoke),
    }
}

fn others() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        commands::startup,
        commands::status,
        commands::open_paths,
        commands::open_text,
        commands::open_sample,
        commands::pick_files,
        commands::cancel,
        commands::close_twin,
        commands::close_all,
        commands::diff,
        commands::history,
        commands::open_snapshot,
        commands::patches,
        commands::save_patch,
        commands::count_fleet,
        commands::fleet,
        commands::quit,
        commands::list,
        commands::position,
        commands::tree,
        commands::overview,
        commands::values,
        commands::group,
        commands::migration,
        commands::copy_group,
        commands::findings,
        commands::text,
        commands::find_text,
        commands::rule_page,
        commands::rules,
        commands::codes,
        commands::copy,
        commands::wrap,
        commands::discover,
        commands::remember,
        commands::clear_recent,
        commands::hidden,
        commands::settings,
        commands::preview_hide,
        commands::hide,
        commands::preview_hide_drift,
        commands::hide_drift,
        commands::show_drift_again,
        commands::set_stuck_after,
        commands::show_again,
        commands::set_severity,
        commands::undo_settings,
        commands::add_pack,
        commands::remove_pack,
        commands::reload_settings,
        commands::simulate,
        commands::simulation_matrix,
        commands::play_scenario,
        commands::scenario_step,
        commands::take_files,
        commands::take_text,
        commands::scenario_samples,
        commands::try_out,
        commands::draw_simulation,
        commands::pick_document,
        commands::save_export,
    ]
}
