// The one table of calls: name -> arguments -> answer. A host answers them; nothing else crosses the border.
import type { BenchDevices } from "./generated/BenchDevices";
import type { BenchDevicesRequest } from "./generated/BenchDevicesRequest";
import type { BenchEvents } from "./generated/BenchEvents";
import type { BenchNews } from "./generated/BenchNews";
import type { BenchPorts } from "./generated/BenchPorts";
import type { BenchState } from "./generated/BenchState";
import type { BenchTrouble } from "./generated/BenchTrouble";
import type { CodesPage } from "./generated/CodesPage";
import type { CopyRequest } from "./generated/CopyRequest";
import type { DiffPage } from "./generated/DiffPage";
import type { DiffRequest } from "./generated/DiffRequest";
import type { Discovery } from "./generated/Discovery";
import type { DrawRequest } from "./generated/DrawRequest";
import type { Filter } from "./generated/Filter";
import type { FindingsPage } from "./generated/FindingsPage";
import type { FleetPage } from "./generated/FleetPage";
import type { FleetRequest } from "./generated/FleetRequest";
import type { Found } from "./generated/Found";
import type { HiddenPage } from "./generated/HiddenPage";
import type { HideDriftRequest } from "./generated/HideDriftRequest";
import type { HidePreview } from "./generated/HidePreview";
import type { HideRequest } from "./generated/HideRequest";
import type { HistoryPage } from "./generated/HistoryPage";
import type { GroupCopyRequest } from "./generated/GroupCopyRequest";
import type { GroupPage } from "./generated/GroupPage";
import type { GroupRequest } from "./generated/GroupRequest";
import type { ListPage } from "./generated/ListPage";
import type { Matrix } from "./generated/Matrix";
import type { Migration } from "./generated/Migration";
import type { Overview } from "./generated/Overview";
import type { Patches } from "./generated/Patches";
import type { PatchForm } from "./generated/PatchForm";
import type { PickedDocument } from "./generated/PickedDocument";
import type { PlayedScenario } from "./generated/PlayedScenario";
import type { Remembered } from "./generated/Remembered";
import type { RulePage } from "./generated/RulePage";
import type { ScenarioSample } from "./generated/ScenarioSample";
import type { Scope } from "./generated/Scope";
import type { SettingsView } from "./generated/SettingsView";
import type { Simulation } from "./generated/Simulation";
import type { SimulationRequest } from "./generated/SimulationRequest";
import type { TakenDocument } from "./generated/TakenDocument";
import type { Startup } from "./generated/Startup";
import type { Status } from "./generated/Status";
import type { TextPage } from "./generated/TextPage";
import type { TreeRow } from "./generated/TreeRow";
import type { ValuesPage } from "./generated/ValuesPage";
import type { ValuesRequest } from "./generated/ValuesRequest";
import type { WhatIf } from "./generated/WhatIf";

type Nothing = Record<string, never>;

/** Every command of the shell; the names are the shell's. */
export interface Commands {
  startup: { args: Nothing; answer: Startup };
  status: { args: Nothing; answer: Status };
  open_paths: { args: { paths: string[] }; answer: number };
  open_text: { args: { text: string; name: string }; answer: number };
  open_sample: { args: Nothing; answer: number };
  pick_files: { args: { folder: boolean }; answer: string[] };
  cancel: { args: { job: number }; answer: null };
  close_twin: { args: { twin: number }; answer: null };
  close_all: { args: Nothing; answer: null };
  diff: { args: { request: DiffRequest }; answer: DiffPage };
  history: { args: { twin: number }; answer: HistoryPage };
  /** Opens a snapshot beside the twin, as a twin of its own. */
  open_snapshot: { args: { twin: number; number: number }; answer: number };
  /** Applied and checked before they are given. */
  patches: { args: { left: number; right: number }; answer: Patches };
  /** Where it was saved; nothing where the user thought better of it. */
  save_patch: { args: { left: number; right: number; form: PatchForm }; answer: string | null };
  /** Begins to count in the background; gives the job. */
  count_fleet: { args: { twin: number }; answer: number };
  fleet: { args: { request: FleetRequest }; answer: FleetPage };
  quit: { args: Nothing; answer: null };
  list: { args: { filter: Filter; first: number; count: number }; answer: ListPage };
  position: { args: { filter: Filter; twin: number }; answer: number | null };
  tree: { args: { twin: number }; answer: TreeRow[] };
  overview: { args: { twin: number }; answer: Overview };
  values: { args: { request: ValuesRequest }; answer: ValuesPage };
  group: { args: { request: GroupRequest }; answer: GroupPage };
  /** Without a counterpart's name: the next newer one, else the last older one. */
  migration: { args: { twin: number; group: string; to: string | null }; answer: Migration };
  copy_group: { args: { request: GroupCopyRequest }; answer: string };
  findings: { args: { twin: number; scope: Scope; first: number; count: number }; answer: FindingsPage };
  text: { args: { twin: number; first: number; count: number }; answer: TextPage };
  /** From a row and column on, or before it; round the end. */
  find_text: { args: { twin: number; needle: string; from: [row: number, column: number]; backwards: boolean }; answer: Found | null };
  rule_page: { args: { rule: string }; answer: RulePage };
  rules: { args: Nothing; answer: RulePage[] };
  codes: { args: { text: string; count: number }; answer: CodesPage };
  copy: { args: { request: CopyRequest }; answer: string };
  wrap: { args: { twin: number }; answer: number };
  discover: { args: { group: string; version: string }; answer: Discovery };
  remember: { args: { state: Remembered }; answer: null };
  clear_recent: { args: Nothing; answer: null };
  hidden: { args: { twin: number; scope: Scope; first: number; count: number }; answer: HiddenPage };
  settings: { args: Nothing; answer: SettingsView };
  preview_hide: { args: { request: HideRequest }; answer: HidePreview };
  hide: { args: { request: HideRequest }; answer: null };
  preview_hide_drift: { args: { request: HideDriftRequest }; answer: HidePreview };
  hide_drift: { args: { request: HideDriftRequest }; answer: null };
  /** By its number and its words, as `show_again`. */
  show_drift_again: { args: { ignore: number; hides: string }; answer: null };
  /** Null gives the usual time back. */
  set_stuck_after: { args: { after: string | null }; answer: null };
  /** By its number and its words: the file may have changed meanwhile. */
  show_again: { args: { ignore: number; hides: string }; answer: null };
  /** Null gives the rule its own severity back. */
  set_severity: { args: { rule: string; severity: string | null }; answer: null };
  undo_settings: { args: Nothing; answer: null };
  add_pack: { args: { folder: string }; answer: null };
  /** By its number and its folder: the file may have changed meanwhile. */
  remove_pack: { args: { pack: number; folder: string }; answer: null };
  /** Reads the file and its packs again. */
  reload_settings: { args: Nothing; answer: null };
  /** What one request would come to now. */
  simulate: { args: { request: SimulationRequest }; answer: Simulation };
  /** The same with every policy, for an old and a new device. */
  simulation_matrix: { args: { request: SimulationRequest }; answer: Matrix };
  play_scenario: { args: { text: string; versions: string; assumptions: string[] }; answer: PlayedScenario };
  /** The documents of one request as a step finds them: not yet answered. */
  scenario_step: { args: { text: string; versions: string; assumptions: string[]; step: number }; answer: SimulationRequest };
  /** What dropped files are, by what is in them, secrets masked. */
  take_files: { args: { paths: string[] }; answer: TakenDocument[] };
  take_text: { args: { text: string; name: string }; answer: TakenDocument[] };
  scenario_samples: { args: Nothing; answer: ScenarioSample[] };
  /** Writes what is tried out into the documents. */
  try_out: { args: { request: SimulationRequest; tried: WhatIf[] }; answer: SimulationRequest };
  draw_simulation: { args: { request: DrawRequest }; answer: string };
  /** The text of a file that the user picks, secrets masked; null where none was picked. */
  pick_document: { args: Nothing; answer: PickedDocument | null };
  /** Saves where the user says, and says where that is; null where it was thought better of. */
  save_export: { args: { name: string; bytes: number[] }; answer: string | null };
  bench_state: { args: Nothing; answer: BenchState };
  /** Gives the state it leads to, a failure included. */
  bench_start: { args: { ports: BenchPorts }; answer: BenchState };
  bench_stop: { args: Nothing; answer: null };
  /** Makes devices of the sample's twins. */
  bench_seed_sample: { args: Nothing; answer: null };
  /** A secret: asked for only where somebody wants to see or copy it. Of the provisioning service without a hub. */
  bench_connection_string: { args: { hub: string | null; policy: string }; answer: string };
  /** A secret, as the one above. */
  bench_device_string: { args: { hub: string; device: string }; answer: string };
  bench_devices: { args: { request: BenchDevicesRequest }; answer: BenchDevices };
  bench_add_device: { args: { hub: string; device: string }; answer: null };
  bench_remove_device: { args: { hub: string; device: string }; answer: null };
  /** Puts the device back that was removed last. */
  bench_restore_device: { args: Nothing; answer: null };
  /** Opens the device's twin as it is now; gives the job. */
  bench_open_twin: { args: { hub: string; device: string }; answer: number };
  bench_events: { args: { after: number; count: number }; answer: BenchEvents };
  bench_troubles: { args: Nothing; answer: BenchTrouble[] };
  bench_add_trouble: { args: { trouble: BenchTrouble }; answer: BenchTrouble[] };
  /** Takes away one that is like it, or all. */
  bench_remove_trouble: { args: { like: BenchTrouble | null }; answer: BenchTrouble[] };
}

export type CommandName = keyof Commands;

/** What the shell pushes. */
export interface Events {
  workspace: Status;
  opened: number;
  /** Paths that a second start was given; they are being opened. */
  handed: string[];
  /** Something of the bench hub is new. */
  bench: BenchNews;
}

/** What a native drag over the window does. */
export type FileDrag = { kind: "over" } | { kind: "leave" } | { kind: "drop"; paths: string[] };

/** The world outside the page: the desktop shell, or the recorded answers. */
export interface Host {
  call<K extends CommandName>(name: K, args: Commands[K]["args"]): Promise<Commands[K]["answer"]>;
  listen<E extends keyof Events>(event: E, handler: (payload: Events[E]) => void): Promise<() => void>;
  onFileDrag(handler: (drag: FileDrag) => void): Promise<() => void>;
}
