//! The commands of the bench hub: each asks the desk's one bench hub, and gives plain data back.

use std::path::PathBuf;

use tauri::ipc::Invoke;
use tauri::{AppHandle, State};
use workbench::wire::{
    BenchDevices, BenchDevicesRequest, BenchEvents, BenchPorts, BenchState, BenchTrouble, Refusal,
};

use crate::desk::{self, Desk};

type Answer<T> = Result<T, Refusal>;

/// All of them.
pub fn commands() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        bench_state,
        bench_start,
        bench_stop,
        bench_seed_sample,
        bench_connection_string,
        bench_device_string,
        bench_devices,
        bench_add_device,
        bench_remove_device,
        bench_restore_device,
        bench_open_twin,
        bench_events,
        bench_troubles,
        bench_add_trouble,
        bench_remove_trouble,
    ]
}

#[tauri::command]
pub fn bench_state(desk: State<'_, Desk>) -> BenchState {
    desk.bench.state()
}

#[tauri::command(async)]
pub fn bench_start(desk: State<'_, Desk>, ports: BenchPorts) -> BenchState {
    desk.bench.start(ports, None)
}

#[tauri::command(async)]
pub fn bench_stop(desk: State<'_, Desk>) {
    desk.bench.stop();
}

#[tauri::command(async)]
pub fn bench_seed_sample(app: AppHandle, desk: State<'_, Desk>) -> Answer<()> {
    let sample: PathBuf = desk::sample(&app);
    desk.bench.seed(&sample)
}

#[tauri::command(async)]
pub fn bench_connection_string(
    desk: State<'_, Desk>,
    hub: Option<String>,
    policy: String,
) -> Answer<String> {
    desk.bench.connection_string(hub.as_deref(), &policy)
}

#[tauri::command(async)]
pub fn bench_device_string(desk: State<'_, Desk>, hub: String, device: String) -> Answer<String> {
    desk.bench.device_string(&hub, &device)
}

#[tauri::command(async)]
pub fn bench_devices(desk: State<'_, Desk>, request: BenchDevicesRequest) -> Answer<BenchDevices> {
    desk.bench.devices(&request)
}

#[tauri::command(async)]
pub fn bench_add_device(desk: State<'_, Desk>, hub: String, device: String) -> Answer<()> {
    desk.bench.add_device(&hub, &device)
}

#[tauri::command(async)]
pub fn bench_remove_device(desk: State<'_, Desk>, hub: String, device: String) -> Answer<()> {
    desk.bench.remove_device(&hub, &device)
}

#[tauri::command(async)]
pub fn bench_restore_device(desk: State<'_, Desk>) -> Answer<()> {
    desk.bench.restore_device()
}

#[tauri::command(async)]
pub fn bench_open_twin(desk: State<'_, Desk>, hub: String, device: String) -> Answer<u32> {
    let twin = desk.bench.twin(&hub, &device)?;
    Ok(desk.workspace.open_text(&twin, &format!("bench: {device}")))
}

#[tauri::command(async)]
pub fn bench_events(desk: State<'_, Desk>, after: u64, count: u32) -> Answer<BenchEvents> {
    desk.bench.events(after, count)
}

#[tauri::command(async)]
pub fn bench_troubles(desk: State<'_, Desk>) -> Answer<Vec<BenchTrouble>> {
    desk.bench.troubles()
}

#[tauri::command(async)]
pub fn bench_add_trouble(
    desk: State<'_, Desk>,
    trouble: BenchTrouble,
) -> Answer<Vec<BenchTrouble>> {
    desk.bench.add_trouble(trouble)
}

#[tauri::command(async)]
pub fn bench_remove_trouble(
    desk: State<'_, Desk>,
    like: Option<BenchTrouble>,
) -> Answer<Vec<BenchTrouble>> {
    desk.bench.remove_trouble(like)
}
