// One function per command of the shell. Everything above this file asks by these names and knows no host.
import type { CommandName, Commands, Events, FileDrag, Host } from "./contract";
import type { BenchDevicesRequest } from "./generated/BenchDevicesRequest";
import type { BenchPorts } from "./generated/BenchPorts";
import type { BenchTrouble } from "./generated/BenchTrouble";
import type { CopyRequest } from "./generated/CopyRequest";
import type { DiffRequest } from "./generated/DiffRequest";
import type { DrawRequest } from "./generated/DrawRequest";
import type { Filter } from "./generated/Filter";
import type { FleetRequest } from "./generated/FleetRequest";
import type { HideDriftRequest } from "./generated/HideDriftRequest";
import type { HideRequest } from "./generated/HideRequest";
import type { GroupCopyRequest } from "./generated/GroupCopyRequest";
import type { GroupRequest } from "./generated/GroupRequest";
import type { PatchForm } from "./generated/PatchForm";
import type { Remembered } from "./generated/Remembered";
import type { Scope } from "./generated/Scope";
import type { SimulationRequest } from "./generated/SimulationRequest";
import type { ValuesRequest } from "./generated/ValuesRequest";
import type { WhatIf } from "./generated/WhatIf";

let connected: Host | null = null;

/** Sets the host that answers; called once at start, and by tests. */
export function connect(host: Host): void {
  connected = host;
}

function host(): Host {
  if (connected === null) throw new Error("no host is connected");
  return connected;
}

const call = <K extends CommandName>(name: K, args: Commands[K]["args"]): Promise<Commands[K]["answer"]> =>
  host().call(name, args);

export const startup = () => call("startup", {});
export const status = () => call("status", {});
export const openPaths = (paths: string[]) => call("open_paths", { paths });
export const openText = (text: string, name: string) => call("open_text", { text, name });
export const openSample = () => call("open_sample", {});
export const pickFiles = (folder: boolean) => call("pick_files", { folder });
export const cancel = (job: number) => call("cancel", { job });
export const closeTwin = (twin: number) => call("close_twin", { twin });
export const closeAll = () => call("close_all", {});
export const diff = (request: DiffRequest) => call("diff", { request });
export const history = (twin: number) => call("history", { twin });
export const openSnapshot = (twin: number, number: number) => call("open_snapshot", { twin, number });
export const patches = (left: number, right: number) => call("patches", { left, right });
export const savePatch = (left: number, right: number, form: PatchForm) => call("save_patch", { left, right, form });
export const countFleet = (twin: number) => call("count_fleet", { twin });
export const fleet = (request: FleetRequest) => call("fleet", { request });
export const quit = () => call("quit", {});
export const list = (filter: Filter, first: number, count: number) => call("list", { filter, first, count });
export const position = (filter: Filter, twin: number) => call("position", { filter, twin });
export const tree = (twin: number) => call("tree", { twin });
export const overview = (twin: number) => call("overview", { twin });
export const values = (request: ValuesRequest) => call("values", { request });
export const group = (request: GroupRequest) => call("group", { request });
export const migration = (twin: number, group: string, to: string | null) => call("migration", { twin, group, to });
export const copyGroup = (request: GroupCopyRequest) => call("copy_group", { request });
export const findings = (twin: number, scope: Scope, first: number, count: number) =>
  call("findings", { twin, scope, first, count });
export const text = (twin: number, first: number, count: number) => call("text", { twin, first, count });
export const findText = (twin: number, needle: string, from: [row: number, column: number], backwards: boolean) =>
  call("find_text", { twin, needle, from, backwards });
export const rulePage = (rule: string) => call("rule_page", { rule });
export const rules = () => call("rules", {});
export const codes = (text: string, count: number) => call("codes", { text, count });
export const copy = (request: CopyRequest) => call("copy", { request });
export const wrap = (twin: number) => call("wrap", { twin });
export const discover = (group: string, version: string) => call("discover", { group, version });
export const remember = (state: Remembered) => call("remember", { state });
export const clearRecent = () => call("clear_recent", {});
export const hidden = (twin: number, scope: Scope, first: number, count: number) =>
  call("hidden", { twin, scope, first, count });
export const settings = () => call("settings", {});
export const previewHide = (request: HideRequest) => call("preview_hide", { request });
export const hide = (request: HideRequest) => call("hide", { request });
export const previewHideDrift = (request: HideDriftRequest) => call("preview_hide_drift", { request });
export const hideDrift = (request: HideDriftRequest) => call("hide_drift", { request });
export const showDriftAgain = (ignore: number, hides: string) => call("show_drift_again", { ignore, hides });
export const setStuckAfter = (after: string | null) => call("set_stuck_after", { after });
export const showAgain = (ignore: number, hides: string) => call("show_again", { ignore, hides });
export const setSeverity = (rule: string, severity: string | null) => call("set_severity", { rule, severity });
export const undoSettings = () => call("undo_settings", {});
export const addPack = (folder: string) => call("add_pack", { folder });
export const removePack = (pack: number, folder: string) => call("remove_pack", { pack, folder });
export const reloadSettings = () => call("reload_settings", {});
export const simulate = (request: SimulationRequest) => call("simulate", { request });
export const simulationMatrix = (request: SimulationRequest) => call("simulation_matrix", { request });
export const playScenario = (text: string, versions: string, assumptions: string[]) =>
  call("play_scenario", { text, versions, assumptions });
export const scenarioStep = (text: string, versions: string, assumptions: string[], step: number) =>
  call("scenario_step", { text, versions, assumptions, step });
export const takeFiles = (paths: string[]) => call("take_files", { paths });
export const takeText = (text: string, name: string) => call("take_text", { text, name });
export const scenarioSamples = () => call("scenario_samples", {});
export const tryOut = (request: SimulationRequest, tried: WhatIf[]) => call("try_out", { request, tried });
export const drawSimulation = (request: DrawRequest) => call("draw_simulation", { request });
export const pickDocument = () => call("pick_document", {});
export const saveExport = (name: string, bytes: Uint8Array) => call("save_export", { name, bytes: [...bytes] });
export const benchState = () => call("bench_state", {});
export const benchStart = (ports: BenchPorts) => call("bench_start", { ports });
export const benchStop = () => call("bench_stop", {});
export const benchSeedSample = () => call("bench_seed_sample", {});
export const benchConnectionString = (hub: string | null, policy: string) => call("bench_connection_string", { hub, policy });
export const benchDeviceString = (hub: string, device: string) => call("bench_device_string", { hub, device });
export const benchDevices = (request: BenchDevicesRequest) => call("bench_devices", { request });
export const benchAddDevice = (hub: string, device: string) => call("bench_add_device", { hub, device });
export const benchRemoveDevice = (hub: string, device: string) => call("bench_remove_device", { hub, device });
export const benchRestoreDevice = () => call("bench_restore_device", {});
export const benchOpenTwin = (hub: string, device: string) => call("bench_open_twin", { hub, device });
export const benchEvents = (after: number, count: number) => call("bench_events", { after, count });
export const benchTroubles = () => call("bench_troubles", {});
export const benchAddTrouble = (trouble: BenchTrouble) => call("bench_add_trouble", { trouble });
export const benchRemoveTrouble = (like: BenchTrouble | null) => call("bench_remove_trouble", { like });

export const listen = <E extends keyof Events>(event: E, handler: (payload: Events[E]) => void) =>
  host().listen(event, handler);
export const onFileDrag = (handler: (drag: FileDrag) => void) => host().onFileDrag(handler);
