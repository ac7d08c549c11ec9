// A host inside the browser: recorded answers, computed lists. `?open=sample|fleet|large|long|single|unkept|error|bench|taken` chooses what is open.
import type { CommandName, Commands, Events, FileDrag, Host } from "../../ipc/contract";
import type { Badge } from "../../ipc/generated/Badge";
import type { Counted } from "../../ipc/generated/Counted";
import type { Filter } from "../../ipc/generated/Filter";
import type { FleetPage } from "../../ipc/generated/FleetPage";
import type { FleetRequest } from "../../ipc/generated/FleetRequest";
import type { FleetRow } from "../../ipc/generated/FleetRow";
import type { Refusal } from "../../ipc/generated/Refusal";
import type { Status } from "../../ipc/generated/Status";
import type { TwinRow } from "../../ipc/generated/TwinRow";
import { totalOf } from "../../ipc/severity";
import { ReplayBench } from "./bench";
import { codesPage } from "./codes";
import { diffOf, drifted } from "./diff";
import { fleetRows } from "./fleet";
import { groupOf, migrationOf } from "./group";
import { historyOf } from "./history";
import { overviewOf } from "./overview";
import { matrixOf, played, samples, simulated, start, takenFor, triedOut } from "./reprovision";
import { driftWords, file, hides, Settings, wordsOf } from "./settings";
import { large, recorded, rulePages, type RecordedTwin } from "./recorded";
import { inScope, read, treeOf, valuesOf, type Document } from "./shape";

type Answers = { [K in CommandName]: (args: Commands[K]["args"]) => Commands[K]["answer"] | Promise<Commands[K]["answer"]> };
type Listeners = { [E in keyof Events]: Set<(payload: Events[E]) => void> };

const unkept = "the disk is full; twins are opened as ever, but nothing is kept of them; make room and open it again";
const fleetSize = 10_000;
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

const refuse = (code: Refusal["code"], subject: string, detail: string): never => {
  const refusal: Refusal = { code, subject, detail };
  throw refusal;
};

const weight = ({ errors, warnings, infos }: Badge) => errors * 1e6 + warnings * 1e3 + infos;

function fleetRow(id: number): TwinRow {
  const of = (every: number, most: number) => (id % every === 0 ? 1 + (id % most) : 0);
  return {
    id,
    name: `press-${String(id).padStart(5, "0")}`,
    module: id % 97 === 0 ? "edgeAgent" : null,
    source: `fleet/press-${String(id).padStart(5, "0")}.json`,
    kind: "service twin",
    state: id % 411 === 0 ? "unreadable" : "checked",
    badge: { errors: of(7, 3), warnings: of(3, 4), infos: of(2, 2) },
    worst: null,
  };
}

function matches(row: TwinRow, filter: Filter): boolean {
  const least = filter.atLeast;
  const { errors, warnings } = row.badge;
  if (least === "error" && errors === 0) return false;
  if (least === "warning" && errors + warnings === 0) return false;
  if (least === "info" && totalOf(row.badge) === 0) return false;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) =>
    word.includes(":") ? row.id % 3 === 0 : `${row.name} ${row.source} ${row.kind} ${row.module ?? ""}`.toLowerCase().includes(word),
  );
}

/** The state of the recorded world and its answers. */
class Replay {
  rows: TwinRow[] = [];
  documents = new Map<number, Document>();
  settings = new Settings();
  fleet: { twin: number; counted: Counted; job: number | null } | null = null;
  status: Status = { revision: 0, loaded: 0, checked: 0, errors: 0, warnings: 0, infos: 0, hidden: 0, activities: [], problems: [], problemCount: 0, notKept: null };
  listeners: Listeners = { workspace: new Set(), opened: new Set(), handed: new Set(), bench: new Set() };
  #next = 1;
  #stopped = false;

  changed(change: Partial<Status>): void {
    const sum = (pick: (badge: Badge) => number) => this.rows.reduce((all, row) => all + pick(row.badge), 0);
    this.status = {
      ...this.status,
      revision: this.status.revision + 1,
      loaded: this.rows.length,
      checked: this.rows.filter(({ state }) => state !== "waiting").length,
      errors: sum(({ errors }) => errors),
      warnings: sum(({ warnings }) => warnings),
      infos: sum(({ infos }) => infos),
      hidden: this.settings.view([...this.documents.values()]).hidden,
      ...change,
    };
    for (const listener of this.listeners.workspace) listener(this.status);
  }

  add(twin: RecordedTwin): number {
    const id = this.#next++;
    const document = read(twin);
    this.documents.set(id, document);
    const { name, module, source, kind } = twin;
    this.rows = [...this.rows, { id, name, module, source, kind, state: "checked", badge: document.badge, worst: document.findings[0]?.message ?? null }];
    return id;
  }

  openAll(twins: RecordedTwin[]): number {
    const ids = twins.map((twin) => this.add(twin));
    this.changed({});
    const first = ids[0];
    if (first !== undefined) for (const listener of this.listeners.opened) listener(first);
    return 1;
  }

  async openFleet(): Promise<void> {
    this.#stopped = false;
    const subject = "fleet";
    for (let done = 0; done <= fleetSize && !this.#stopped; done += 250) {
      const fresh = Array.from({ length: 250 }, () => fleetRow(this.#next++));
      if (done < fleetSize) this.rows = [...this.rows, ...fresh];
      const activity = { job: 1, phase: "checking", subject, done, total: fleetSize, bytes: done * 22_000, bytesTotal: null };
      this.changed({ activities: done < fleetSize ? [activity] : [] });
      if (done === 0) for (const listener of this.listeners.opened) listener(this.rows[0]?.id ?? 1);
      await wait(120);
    }
    this.changed({ activities: [] });
  }

  /** The settings changed: every twin is judged again. */
  judge(): null {
    this.rows = this.rows.map((row) => {
      const document = this.documents.get(row.id);
      if (document === undefined) return row;
      const { badge, findings } = this.settings.sift(document);
      return { ...row, badge, worst: findings[0]?.message ?? null };
    });
    this.changed({});
    return null;
  }

  /** A finding by its index, hidden or not, with the name of its device. */
  finding(twin: number, index: number) {
    const { findings, twin: of } = this.documents.get(twin) ?? this.read(twin);
    const finding = findings.find((one) => one.index === index);
    return finding === undefined ? refuse("changed", of.name, "this finding is no longer in the twin") : { finding, device: of.name };
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Counts in two steps, so that a page can be seen while it goes on. */
  countFleet(twin: number): number {
    const job = 2;
    const others = this.rows.length - 1;
    this.fleet = { twin, counted: "counting", job };
    const activity = { job, phase: "comparing", subject: "twin", done: Math.floor(others / 2), total: others, bytes: 0, bytesTotal: null };
    this.changed({ activities: [activity] });
    setTimeout(() => {
      this.fleet = { twin, counted: "yes", job: null };
      this.changed({ activities: [] });
    }, 400);
    return job;
  }

  fleetPage({ twin, full, search, first, count }: FleetRequest): FleetPage {
    const others = this.rows.length - 1;
    const { counted, job } = this.fleet?.twin === twin ? this.fleet : { counted: "no" as const, job: null };
    const all = counted === "yes" ? fleetRows(this.find(twin), others) : [];
    const outlier = ({ other, without }: FleetRow) => other + without > 0;
    const rows = all.filter((row) => (full || outlier(row)) && row.path.toLowerCase().includes(search.toLowerCase()));
    return {
      counted, job, others: counted === "yes" ? others : 0, loaded: others, leftOut: 0, outdated: false,
      outliers: all.filter(outlier).length, total: rows.length, first, rows: rows.slice(first, first + count),
    };
  }

  find(twin: number) {
    return this.settings.sift(this.read(twin));
  }

  read(twin: number): Document {
    const known = this.documents.get(twin);
    if (known !== undefined) return known;
    const row = this.rows.find(({ id }) => id === twin);
    const model = recorded[twin % recorded.length];
    if (row === undefined || model === undefined) return refuse("closed", `twin ${twin}`, "no such handle");
    if (row.state === "unreadable") return refuse("noPermission", row.source, "permission denied (os error 13)");
    return read({ ...model, name: row.name, module: row.module, source: row.source });
  }

  matching(filter: Filter): TwinRow[] {
    const found = this.rows.filter((row) => matches(row, filter));
    return filter.worstFirst ? found.sort((a, b) => weight(b.badge) - weight(a.badge)) : found;
  }
}

const problems: Status["problems"] = [
  { source: "twins/locked.json", code: "noPermission", detail: "permission denied (os error 13)" },
  { source: "twins/photo.json", code: "notText", detail: "byte 0xff at offset 0" },
];

function answersOf(world: Replay, mode: string, bench: ReplayBench): Answers {
  return {
    startup: () => ({
      version: "0.1.0",
      given: true,
      remembered: {
        open: [], twin: null, tree: null, tab: null, listWidth: null, treeWidth: null, theme: "system", showMetadata: false, showBlame: false, simulation: null, bench: false,
      },
      recent: [
        { path: "/home/sam/cases/2231/press-04.json", name: "press-04.json", folder: false },
        { path: "/home/sam/cases/2231/fleet", name: "fleet", folder: true },
        { path: "/home/sam/cases/2198/modules.ndjson", name: "modules.ndjson", folder: false },
      ],
    }),
    status: () => world.status,
    open_paths: ({ paths }) => {
      if (paths.some((path) => path.includes("fleet"))) void world.openFleet();
      else world.openAll(recorded);
      return 1;
    },
    open_text: ({ text, name }) =>
      world.openAll([
        { name, module: null, source: name, kind: "pasted text", because: "It was pasted.", text, repaired: safely(text), findings: [] },
      ]),
    open_sample: () => world.openAll(recorded),
    pick_files: ({ folder }) => [folder ? "/home/sam/fleet" : "/home/sam/press-04.json"],
    cancel: () => (world.stop(), null),
    close_twin: ({ twin }) => {
      world.rows = world.rows.filter(({ id }) => id !== twin);
      world.documents.delete(twin);
      world.changed({});
      return null;
    },
    diff: ({ request }) => {
      const { compared } = request;
      const document = world.find(compared.kind === "twins" ? compared.left : compared.twin);
      return diffOf(document, request, (pointer) => (compared.kind === "twins" ? null : world.settings.hiderOf(pointer, document.twin.name)));
    },
    history: ({ twin }) => {
      const page = historyOf(world.find(twin), mode === "long" ? 10_000 : mode === "single" ? 1 : 60);
      if (mode !== "unkept") return page;
      return { ...page, ...historyOf(world.find(twin), 0), nothing: "notKept", shown: null, notes: [`What is opened now is not kept: ${unkept}`] };
    },
    open_snapshot: ({ twin, number }) => world.openAll([{ ...world.find(twin).twin, name: `snapshot ${number}`, findings: [] }]),
    patches: () => ({
      json: '[\n  {"op":"replace","path":"/tags/site","value":"lyon"}\n]\n', operations: 1, merge: '{\n  "tags": {\n    "site": "lyon"\n  }\n}\n',
      inexpressible: [], masked: 1, markdown: "## a → b",
    }),
    save_patch: ({ form }) => {
      if (mode === "unkept") return refuse("openInput", "press-04.json", "a twin that is open stands in it");
      return `/home/you/${form === "json" ? "patch.json" : form === "merge" ? "merge-patch.json" : "changes.md"}`;
    },
    count_fleet: ({ twin }) => world.countFleet(twin),
    fleet: ({ request }) => world.fleetPage(request),
    quit: () => null,
    close_all: () => {
      world.stop();
      world.rows = [];
      world.documents.clear();
      world.changed({ activities: [], problems: [], problemCount: 0 });
      return null;
    },
    list: ({ filter, first, count }) => {
      if (mode === "error") return refuse("readFailed", "the list", "recorded to fail");
      const found = world.matching(filter);
      const filterProblem = /^\w*:$/.test(filter.text) ? "After the colon a value is missing: try tag:site=A" : null;
      return { loaded: world.rows.length, matching: found.length, first, rows: found.slice(first, first + count), filterProblem };
    },
    position: ({ filter, twin }) => {
      const at = world.matching(filter).findIndex(({ id }) => id === twin);
      return at < 0 ? null : at;
    },
    tree: ({ twin }) => treeOf(world.find(twin)),
    overview: ({ twin }) =>
      mode === "error" ? refuse("changed", "press-04.json", "recorded to fail") : overviewOf(world.find(twin), twin),
    values: ({ request }) => {
      const { scope, first, count, search, folded, showMetadata } = request;
      const wanted = { search: search.toLowerCase(), folded: new Set(folded), showMetadata };
      const { rows, twoSided } = valuesOf(world.find(request.twin), scope, wanted);
      return { total: rows.length, first, twoSided, rows: rows.slice(first, first + count) };
    },
    group: ({ request }) => groupOf(world.find(request.twin), request),
    migration: ({ group, to }) => migrationOf(group, to),
    copy_group: ({ request }) => `${request.what} of ${request.group}`,
    findings: ({ twin, scope, first, count }) => {
      const found = world.find(twin).findings.filter((finding) => inScope(finding, scope));
      const hidden = world.find(twin).hidden.filter(({ finding }) => inScope(finding, scope)).length;
      return { total: found.length, hidden, first, rows: found.slice(first, first + count) };
    },
    hidden: ({ twin, scope, first, count }) => {
      const found = world.find(twin).hidden.filter(({ finding }) => inScope(finding, scope));
      return { total: found.length, first, rows: found.slice(first, first + count) };
    },
    settings: () => world.settings.view([...world.documents.values()]),
    preview_hide: ({ request }) => {
      const { finding, device } = world.finding(request.twin, request.finding);
      const ignore = world.settings.ignore(request, finding, device);
      const documents = [...world.documents.values()];
      const rows = documents.flatMap((document) =>
        world.settings.matching(ignore, document).map(({ message, place }) => ({
          name: document.twin.name, message, pointer: place.pointer, line: place.line,
        })),
      );
      const twins = new Set(rows.map(({ name }) => name)).size;
      const looked = documents.length;
      return { hides: wordsOf(ignore), findings: rows.length, twins, rows, looked, candidates: looked, file };
    },
    hide: ({ request }) => {
      const { finding, device } = world.finding(request.twin, request.finding);
      world.settings.hide(world.settings.ignore(request, finding, device));
      return world.judge();
    },
    preview_hide_drift: ({ request }) => {
      const ignore = world.settings.driftIgnore(request, world.find(request.twin).twin.name);
      const documents = [...world.documents.values()];
      const rows = documents.flatMap((document) =>
        drifted(document)
          .filter(({ pointer }) => hides(ignore, pointer, document.twin.name))
          .map(({ pointer, message }) => ({ name: document.twin.name, message, pointer, line: 1 })),
      );
      const looked = documents.length;
      return { hides: driftWords(ignore), findings: rows.length, twins: new Set(rows.map(({ name }) => name)).size, rows, looked, candidates: looked, file };
    },
    hide_drift: ({ request }) => {
      world.settings.hideDrift(world.settings.driftIgnore(request, world.find(request.twin).twin.name));
      return world.judge();
    },
    show_drift_again: ({ ignore }) => (world.settings.showDriftAgain(ignore), world.judge()),
    set_stuck_after: ({ after }) => {
      if (after !== null && !/^\d+(s|m|h|d)$/.test(after.trim())) return refuse("badSettings", file, `\`${after}\` is no length of time; write 10m, 1h 30m or 2d`);
      world.settings.setStuckAfter(after);
      return world.judge();
    },
    show_again: ({ ignore }) => (world.settings.showAgain(ignore), world.judge()),
    set_severity: ({ rule, severity }) => (world.settings.setSeverity(rule, severity), world.judge()),
    undo_settings: () => (world.settings.undo(), world.judge()),
    add_pack: ({ folder }) => (world.settings.addPack(folder), world.judge()),
    remove_pack: ({ pack }) => (world.settings.removePack(pack), world.judge()),
    reload_settings: () => world.judge(),
    text: ({ twin, first, count }) => {
      const { rows } = world.find(twin);
      const strip = rows.flatMap((row, at): [number, string][] => (row.marks[0] === undefined ? [] : [[at, row.marks[0].severity]]));
      return { total: rows.length, first, rows: rows.slice(first, first + count), strip };
    },
    find_text: ({ twin, needle, from, backwards }) => {
      const wanted = needle.toLowerCase();
      const hits = world.find(twin).rows.flatMap(({ text }, row) => {
        const pieces = text.toLowerCase().split(wanted).slice(0, -1);
        let end = 0;
        return pieces.map((piece) => ({ row, from: end + piece.length, to: (end += piece.length + needle.length) }));
      });
      const before = (hit: { row: number; from: number }) => hit.row < from[0] || (hit.row === from[0] && hit.from < from[1]);
      const at = backwards ? hits.findLastIndex(before) : hits.findIndex((hit) => !before(hit));
      const index = at >= 0 ? at : backwards ? hits.length - 1 : 0;
      const hit = hits[index];
      return hit === undefined ? null : { ...hit, ordinal: index + 1, total: hits.length };
    },
    rule_page: ({ rule }) => {
      const markdown = rulePages.get(rule);
      return markdown === undefined
        ? refuse("unknownRule", rule, "no page was recorded")
        : { rule, severity: "error", category: "versions", markdown };
    },
    rules: () =>
      [...new Set(recorded.flatMap(({ findings }) => findings))].map(({ rule, severity }) => ({
        rule, severity, category: rule.includes("quote") ? "syntax" : "versions", markdown: rulePages.get(rule) ?? "",
      })),
    codes: ({ text, count }) => codesPage(text, count),
    copy: ({ request }) => `${request.format} of ${request.pointer === "" ? "the whole twin" : request.pointer}`,
    wrap: ({ twin }) => world.openAll([{ ...world.find(twin).twin, name: "wrapped", canWrap: false, findings: [] }]),
    discover: ({ group, version }) => ({
      query: `SELECT * FROM devices\nWHERE properties.reported.__deviceSchemas.${group}.outputVersion = '${version}'`,
      matching: world.rows.filter(({ id }) => id % 3 === 0).map(({ id }) => id),
      elsewhere: world.rows.filter(({ id }) => id % 3 === 2).map(({ id }): [number, string] => [id, version || "1.0"]),
      others: world.rows.filter(({ id }) => id % 3 === 1).map(({ id }): [number, string] => [id, id % 2 === 0 ? "2.0" : "1.0"]),
      asked: world.rows.length,
    }),
    simulate: ({ request }) => simulated(request),
    simulation_matrix: ({ request }) => matrixOf(request),
    play_scenario: () => played(),
    scenario_step: ({ versions, assumptions, step }) => ({ ...start, device: start.device.replace("pump-0042", `pump-0042-${step}`), versions, assumptions }),
    take_files: ({ paths }) => paths.flatMap((path) => takenFor(samples[0]?.start.enrollment ?? "", path)),
    take_text: ({ text, name }) => takenFor(text, name),
    scenario_samples: () => samples,
    try_out: ({ request, tried }) => triedOut(request, tried),
    draw_simulation: ({ request }) => `drawn as ${request.format}`,
    pick_document: () => ({ name: "enrollment.json", text: samples[0]?.start.enrollment ?? "", masked: false }),
    save_export: ({ name }) => `/home/sam/${name}`,
    bench_state: () => bench.state(),
    bench_start: ({ ports }) => bench.start(ports),
    bench_stop: () => bench.stop(),
    bench_seed_sample: () => bench.seed(),
    bench_connection_string: ({ hub, policy }) => bench.key(`HostName=${hub ?? "localhost"};SharedAccessKeyName=${policy}`),
    bench_device_string: ({ hub, device }) => bench.key(`HostName=${hub};DeviceId=${device}`),
    bench_devices: ({ request }) => bench.devices(request),
    bench_add_device: ({ hub, device }) => bench.add(hub, device),
    bench_remove_device: ({ hub, device }) => bench.remove(hub, device),
    bench_restore_device: () => bench.restore(),
    bench_open_twin: ({ device }) =>
      world.openAll(recorded.slice(0, 1).map((twin) => ({ ...twin, name: device, source: `bench: ${device}` }))),
    bench_events: ({ after, count }) => bench.events(after, count),
    bench_troubles: () => bench.troubles(),
    bench_add_trouble: ({ trouble }) => bench.ask(trouble),
    bench_remove_trouble: ({ like }) => bench.calm(like),
    remember: () => null,
    clear_recent: () => null,
  };
}

function safely(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return "{}";
  }
}

/** The recorded world, opened as the address asks. */
export function replayHost(search: string): Host {
  const mode = new URLSearchParams(search).get("open") ?? "";
  const world = new Replay();
  const bench = new ReplayBench(mode, (news) => world.listeners.bench.forEach((listener) => listener(news)));
  const answers = answersOf(world, mode, bench);
  if (["sample", "error", "long", "single", "unkept"].includes(mode)) world.openAll(recorded);
  if (mode === "unkept") world.changed({ notKept: unkept });
  if (mode === "large") world.openAll([large(), ...recorded]);
  if (mode === "problems") {
    world.openAll(recorded);
    world.changed({ problems, problemCount: problems.length });
  }
  if (mode === "fleet") setTimeout(() => void world.openFleet());
  return {
    call: async <K extends CommandName>(name: K, args: Commands[K]["args"]): Promise<Commands[K]["answer"]> => {
      await wait(4);
      return answers[name](args);
    },
    listen: <E extends keyof Events>(event: E, handler: (payload: Events[E]) => void) => {
      world.listeners[event].add(handler);
      return Promise.resolve(() => void world.listeners[event].delete(handler));
    },
    onFileDrag: (_handler: (drag: FileDrag) => void) => Promise.resolve(() => undefined),
  };
}
