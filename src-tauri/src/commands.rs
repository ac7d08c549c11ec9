//! Every command of the page: takes plain data, asks the workbench, gives plain data back.
//!
//! Commands that may read files run beside the window's thread (`async`).

use std::path::PathBuf;

use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt as _;
use workbench::codes;
use workbench::wire::{
    CodesPage, CopyRequest, DiffPage, DiffRequest, Discovery, DrawRequest, Filter, FindingsPage,
    FleetPage, FleetRequest, Found, GroupCopyRequest, GroupPage, GroupRequest, HiddenPage,
    HideDriftRequest, HidePreview, HideRequest, HistoryPage, ListPage, Matrix, Migration, Overview,
    PatchForm, Patches, PickedDocument, PlayedScenario, Refusal, Remembered, RulePage,
    ScenarioSample, Scope, SettingsView, Simulation, SimulationRequest, Startup, Status,
    TakenDocument, TextPage, TreeRow, ValuesPage, ValuesRequest, WhatIf,
};
use workbench::{reprovision, workspace};

use crate::desk::{self, Desk};

type Answer<T> = Result<T, Refusal>;

#[tauri::command]
pub fn startup(desk: State<'_, Desk>) -> Startup {
    let memory = desk.memory();
    let mut remembered = memory.remembered();
    let given = !desk.given.is_empty();
    if given {
        remembered.open = desk.given.clone();
    }
    Startup {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        given,
        remembered,
        recent: memory.recent(),
    }
}

#[tauri::command]
pub fn status(desk: State<'_, Desk>) -> Status {
    desk.workspace.status()
}

#[tauri::command(async)]
pub fn open_paths(desk: State<'_, Desk>, paths: Vec<String>) -> u32 {
    desk.open(paths)
}

#[tauri::command]
pub fn open_text(desk: State<'_, Desk>, text: String, name: String) -> u32 {
    desk.workspace.open_text(&text, &name)
}

#[tauri::command]
pub fn open_sample(app: AppHandle, desk: State<'_, Desk>) -> u32 {
    desk.workspace
        .open_sample(desk::sample(&app).display().to_string())
}

/// What a test says the user picked: native dialogs cannot be driven by tests.
fn stood_in(variable: &str) -> Option<String> {
    if cfg!(debug_assertions) {
        std::env::var(variable).ok()
    } else {
        None
    }
}

#[tauri::command(async)]
pub fn pick_files(app: AppHandle, folder: bool) -> Vec<String> {
    if let Some(picked) = stood_in("TWINSCOPE_TEST_PICK") {
        return picked.split('\n').map(str::to_owned).collect();
    }
    let dialog = app
        .dialog()
        .file()
        .add_filter("Twins", &["json", "ndjson", "jsonl", "txt", "twin"]);
    let picked = if folder {
        dialog.blocking_pick_folders()
    } else {
        dialog.blocking_pick_files()
    };
    picked
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[tauri::command]
pub fn cancel(desk: State<'_, Desk>, job: u32) {
    desk.workspace.cancel(job);
}

#[tauri::command]
pub fn close_twin(desk: State<'_, Desk>, twin: u32) {
    desk.workspace.close_twin(twin);
}

#[tauri::command]
pub fn close_all(desk: State<'_, Desk>) {
    desk.workspace.close_all();
}

#[tauri::command(async)]
pub fn diff(desk: State<'_, Desk>, request: DiffRequest) -> Result<DiffPage, Refusal> {
    desk.workspace.diff(&request)
}

#[tauri::command(async)]
pub fn history(desk: State<'_, Desk>, twin: u32) -> Answer<HistoryPage> {
    desk.workspace.history(twin)
}

#[tauri::command(async)]
pub fn open_snapshot(desk: State<'_, Desk>, twin: u32, number: u32) -> Answer<u32> {
    desk.workspace.open_snapshot(twin, number)
}

#[tauri::command]
pub fn quit(window: tauri::WebviewWindow) {
    // as by its frame, so that its size and place are remembered; a window that cannot close is closing
    let _closing = window.close();
}

#[tauri::command(async)]
pub fn list(desk: State<'_, Desk>, filter: Filter, first: u32, count: u32) -> ListPage {
    desk.workspace.list(&filter, first, count)
}

#[tauri::command(async)]
pub fn position(desk: State<'_, Desk>, filter: Filter, twin: u32) -> Option<u32> {
    desk.workspace.position(&filter, twin)
}

#[tauri::command(async)]
pub fn tree(desk: State<'_, Desk>, twin: u32) -> Answer<Vec<TreeRow>> {
    desk.workspace.tree(twin)
}

#[tauri::command(async)]
pub fn overview(desk: State<'_, Desk>, twin: u32) -> Answer<Overview> {
    desk.workspace.overview(twin)
}

#[tauri::command(async)]
pub fn values(desk: State<'_, Desk>, request: ValuesRequest) -> Answer<ValuesPage> {
    desk.workspace.values(&request)
}

#[tauri::command(async)]
pub fn group(desk: State<'_, Desk>, request: GroupRequest) -> Answer<GroupPage> {
    desk.workspace.group(&request)
}

#[tauri::command(async)]
pub fn migration(
    desk: State<'_, Desk>,
    twin: u32,
    group: String,
    to: Option<String>,
) -> Answer<Migration> {
    desk.workspace.migration(twin, &group, to.as_deref())
}

#[tauri::command(async)]
pub fn copy_group(desk: State<'_, Desk>, request: GroupCopyRequest) -> Answer<String> {
    desk.workspace.copy_group(&request)
}

#[tauri::command(async)]
pub fn findings(
    desk: State<'_, Desk>,
    twin: u32,
    scope: Scope,
    first: u32,
    count: u32,
) -> Answer<FindingsPage> {
    desk.workspace.findings(twin, &scope, first, count)
}

#[tauri::command(async)]
pub fn text(desk: State<'_, Desk>, twin: u32, first: u32, count: u32) -> Answer<TextPage> {
    desk.workspace.text(twin, first, count)
}

#[tauri::command(async)]
pub fn find_text(
    desk: State<'_, Desk>,
    twin: u32,
    needle: String,
    from: (u32, u32),
    backwards: bool,
) -> Answer<Option<Found>> {
    desk.workspace.find_text(twin, &needle, from, backwards)
}

#[tauri::command]
pub fn rule_page(rule: String) -> Answer<RulePage> {
    workspace::rule_page(&rule)
}

#[tauri::command]
pub fn rules() -> Vec<RulePage> {
    workspace::rule_pages()
}

#[tauri::command(async)]
pub fn codes(text: String, count: u32) -> CodesPage {
    codes::page(&text, count)
}

#[tauri::command(async)]
pub fn copy(desk: State<'_, Desk>, request: CopyRequest) -> Answer<String> {
    desk.workspace.copy(&request)
}

#[tauri::command(async)]
pub fn wrap(desk: State<'_, Desk>, twin: u32) -> Answer<u32> {
    desk.workspace.wrap(twin)
}

#[tauri::command(async)]
pub fn discover(desk: State<'_, Desk>, group: String, version: String) -> Discovery {
    desk.workspace.discover(&group, &version)
}

#[tauri::command]
pub fn remember(desk: State<'_, Desk>, state: Remembered) -> Answer<()> {
    desk.memory().remember(state)
}

#[tauri::command]
pub fn clear_recent(desk: State<'_, Desk>) -> Answer<()> {
    desk.memory().clear_recent()
}

#[tauri::command(async)]
pub fn patches(desk: State<'_, Desk>, left: u32, right: u32) -> Answer<Patches> {
    desk.workspace.patches(left, right)
}

#[tauri::command(async)]
pub fn save_patch(
    app: AppHandle,
    desk: State<'_, Desk>,
    left: u32,
    right: u32,
    form: PatchForm,
) -> Answer<Option<String>> {
    let Some(to) = save_as(&app, form.file_name()) else {
        return Ok(None);
    };
    desk.workspace.save_patch([left, right], form, &to)?;
    Ok(Some(to.display().to_string()))
}

/// Asks where a file shall go; nothing where the user thought better of it.
fn save_as(app: &AppHandle, name: &str) -> Option<PathBuf> {
    if let Some(folder) = stood_in("TWINSCOPE_TEST_SAVE") {
        return (!folder.is_empty()).then(|| PathBuf::from(folder).join(name));
    }
    let dialog = app.dialog().file().set_file_name(name);
    dialog.blocking_save_file()?.into_path().ok()
}

#[tauri::command(async)]
pub fn count_fleet(desk: State<'_, Desk>, twin: u32) -> Answer<u32> {
    desk.workspace.count_fleet(twin)
}

#[tauri::command(async)]
pub fn fleet(desk: State<'_, Desk>, request: FleetRequest) -> Answer<FleetPage> {
    desk.workspace.fleet(&request)
}

#[tauri::command(async)]
pub fn hidden(
    desk: State<'_, Desk>,
    twin: u32,
    scope: Scope,
    first: u32,
    count: u32,
) -> Answer<HiddenPage> {
    desk.workspace.hidden(twin, &scope, first, count)
}

#[tauri::command(async)]
pub fn settings(desk: State<'_, Desk>) -> SettingsView {
    desk.workspace.settings()
}

#[tauri::command(async)]
pub fn preview_hide(desk: State<'_, Desk>, request: HideRequest) -> Answer<HidePreview> {
    desk.workspace.preview_hide(&request)
}

#[tauri::command(async)]
pub fn hide(desk: State<'_, Desk>, request: HideRequest) -> Answer<()> {
    desk.workspace.hide(&request)
}

#[tauri::command(async)]
pub fn preview_hide_drift(desk: State<'_, Desk>, request: HideDriftRequest) -> Answer<HidePreview> {
    desk.workspace.preview_hide_drift(&request)
}

#[tauri::command(async)]
pub fn hide_drift(desk: State<'_, Desk>, request: HideDriftRequest) -> Answer<()> {
    desk.workspace.hide_drift(&request)
}

#[tauri::command(async)]
pub fn show_drift_again(desk: State<'_, Desk>, ignore: u32, hides: String) -> Answer<()> {
    desk.workspace.show_drift_again(ignore, &hides)
}

#[tauri::command(async)]
pub fn set_stuck_after(desk: State<'_, Desk>, after: Option<String>) -> Answer<()> {
    desk.workspace.set_stuck_after(after.as_deref())
}

#[tauri::command(async)]
pub fn show_again(desk: State<'_, Desk>, ignore: u32, hides: String) -> Answer<()> {
    desk.workspace.show_again(ignore, &hides)
}

#[tauri::command(async)]
pub fn set_severity(desk: State<'_, Desk>, rule: String, severity: Option<String>) -> Answer<()> {
    desk.workspace.set_severity(&rule, severity.as_deref())
}

#[tauri::command(async)]
pub fn undo_settings(desk: State<'_, Desk>) -> Answer<()> {
    desk.workspace.undo_settings()
}

#[tauri::command(async)]
pub fn add_pack(desk: State<'_, Desk>, folder: String) -> Answer<()> {
    desk.workspace.add_pack(&folder)
}

#[tauri::command(async)]
pub fn remove_pack(desk: State<'_, Desk>, pack: u32, folder: String) -> Answer<()> {
    desk.workspace.remove_pack(pack, &folder)
}

#[tauri::command(async)]
pub fn reload_settings(desk: State<'_, Desk>) {
    desk.workspace.reload_settings();
}

#[tauri::command(async)]
pub fn simulate(request: SimulationRequest) -> Answer<Simulation> {
    reprovision::simulate_now(&request)
}

#[tauri::command(async)]
pub fn simulation_matrix(request: SimulationRequest) -> Answer<Matrix> {
    reprovision::matrix_now(&request)
}

#[tauri::command(async)]
pub fn play_scenario(
    text: String,
    versions: String,
    assumptions: Vec<String>,
) -> Answer<PlayedScenario> {
    reprovision::play_now(&text, &versions, &assumptions)
}

#[tauri::command(async)]
pub fn scenario_step(
    text: String,
    versions: String,
    assumptions: Vec<String>,
    step: u32,
) -> Answer<SimulationRequest> {
    reprovision::step_now(&text, &versions, &assumptions, step)
}

#[tauri::command(async)]
pub fn take_files(desk: State<'_, Desk>, paths: Vec<String>) -> Vec<TakenDocument> {
    desk.workspace.take_files(&paths)
}

#[tauri::command(async)]
pub fn take_text(text: String, name: String) -> Vec<TakenDocument> {
    reprovision::take_text(&text, &name)
}

#[tauri::command(async)]
pub fn scenario_samples() -> Vec<ScenarioSample> {
    reprovision::samples()
}

#[tauri::command(async)]
pub fn try_out(request: SimulationRequest, tried: Vec<WhatIf>) -> Answer<SimulationRequest> {
    reprovision::try_out(request, &tried)
}

#[tauri::command(async)]
pub fn draw_simulation(request: DrawRequest) -> Answer<String> {
    reprovision::draw_now(&request)
}

#[tauri::command(async)]
pub fn pick_document(app: AppHandle, desk: State<'_, Desk>) -> Answer<Option<PickedDocument>> {
    let dialog = || app.dialog().file().add_filter("JSON", &["json", "txt"]);
    let picked = stood_in("TWINSCOPE_TEST_PICK")
        .or_else(|| Some(dialog().blocking_pick_file()?.to_string()));
    picked
        .as_deref()
        .map(|path| desk.workspace.read_document(path))
        .transpose()
}

/// Gives the path back; nothing where the user thought better of it.
#[tauri::command(async)]
pub fn save_export(
    app: AppHandle,
    desk: State<'_, Desk>,
    name: String,
    bytes: Vec<u8>,
) -> Answer<Option<String>> {
    let Some(to) = save_as(&app, &name) else {
        return Ok(None);
    };
    desk.workspace.save_export(&to, &bytes)?;
    Ok(Some(to.display().to_string()))
}
