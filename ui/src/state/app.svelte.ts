// Composes the state of the window: start, memory, and what happens when the shell says that something changed.
import { createContext } from "svelte";
import * as ipc from "../ipc/commands";
import type { Remembered } from "../ipc/generated/Remembered";
import type { Status } from "../ipc/generated/Status";
import type { Theme } from "../ipc/generated/Theme";
import { troubleOf } from "../ipc/refusal";
import { Bench } from "./bench.svelte";
import { Clock } from "./clock.svelte";
import { Dialogs } from "./dialogs.svelte";
import { Focus } from "./focus.svelte";
import { Remote } from "./load.svelte";
import { Notices } from "./notices.svelte";
import { debounced, throttled } from "./pace";
import { Reprovision } from "./reprovision.svelte";
import { TwinList } from "./twin-list.svelte";
import { Workspace } from "./workspace.svelte";

const listGapMs = 250;
const twinGapMs = 1_000;
const rememberMs = 600;

export const defaultListWidth = 300;
export const defaultTreeWidth = 264;

export class App {
  readonly bench = new Bench();
  readonly clock = new Clock();
  readonly dialogs = new Dialogs();
  readonly focus = new Focus();
  readonly list = new TwinList();
  readonly notices = new Notices();
  readonly reprovision = new Reprovision();
  readonly workspace = new Workspace();
  readonly start = new Remote<true>();

  theme = $state<Theme>("system");
  listWidth = $state(defaultListWidth);
  treeWidth = $state(defaultTreeWidth);
  /** Whether it is shown beside the values who wrote them. */
  showBlame = $state(false);
  /** Grows when the filter box is to take the keyboard. */
  filterWanted = $state(0);
  /** Grows when the search box of the open tab is to take the keyboard. */
  searchWanted = $state(0);

  #started = false;
  #wantedTwin: string | null = null;
  #remember = debounced(() => void this.#send(), rememberMs);
  #listChanged = throttled(() => void this.list.pages.refresh(), listGapMs);
  #twinChanged = throttled(() => void this.#twinMayHaveChanged(), twinGapMs);

  /** Starts from what the shell remembers; called once. */
  begin(): Promise<void> {
    return this.start.load(async () => {
      await ipc.listen("workspace", (status) => this.#changed(status));
      await ipc.listen("opened", (twin) => void this.#opened(twin));
      await ipc.listen("bench", (news) => this.bench.hear(news));
      await ipc.listen("handed", (paths) => this.workspace.note(paths));
      const startup = await ipc.startup();
      this.workspace.version = startup.version;
      this.workspace.recent = startup.recent;
      this.#restore(startup.remembered, startup.given);
      void this.bench.look();
      this.#changed(await ipc.status());
      await this.list.apply();
      await this.#selectFirst();
      this.#started = true;
      if (!startup.given && startup.remembered.open.length > 0) await ipc.openPaths(startup.remembered.open);
      return true;
    });
  }

  #restore(remembered: Remembered, given: boolean): void {
    this.theme = remembered.theme;
    this.listWidth = remembered.listWidth ?? defaultListWidth;
    this.treeWidth = remembered.treeWidth ?? defaultTreeWidth;
    this.focus.tab = remembered.tab ?? "group";
    this.focus.treeKey = remembered.tree;
    this.focus.values.showMetadata = remembered.showMetadata;
    this.showBlame = remembered.showBlame;
    this.reprovision.restore(remembered.simulation);
    this.bench.startsWithWindow = remembered.bench;
    this.workspace.open = remembered.open;
    if (!given) this.#wantedTwin = remembered.twin;
  }

  /** Everything worth keeping for the next start. Reading it inside an effect makes the effect follow it. */
  get remembered(): Remembered {
    return {
      open: this.workspace.open,
      twin: this.focus.name === "" ? null : this.focus.name,
      tree: this.focus.treeKey,
      tab: this.focus.tab,
      listWidth: Math.round(this.listWidth),
      treeWidth: Math.round(this.treeWidth),
      theme: this.theme,
      showMetadata: this.focus.values.showMetadata,
      showBlame: this.showBlame,
      simulation: this.reprovision.remembered,
      bench: this.bench.startsWithWindow,
    };
  }

  /** Says that something worth remembering may have changed. */
  keep(): void {
    if (this.#started) this.#remember.run();
  }

  /** Writes at once what is still waiting, before the window goes. */
  keepNow(): void {
    this.#remember.flush();
  }

  async #send(): Promise<void> {
    await this.notices.attempt(() => ipc.remember(this.remembered));
  }

  #changed(status: Status): void {
    const before = this.workspace.status;
    if (!this.workspace.take(status)) return;
    if (status.revision !== before.revision) {
      // The very first twins are shown at once: the list cannot wait its turn while it is empty.
      if (before.loaded === 0 && status.loaded > 0) void this.list.pages.refresh();
      else this.#listChanged.run();
      this.#twinChanged.run();
    }
    if (status.loaded === 0 && before.loaded > 0) this.focus.clear();
    if (status.activities.length === 0 && before.activities.length > 0) void this.#settled();
  }

  // Work is over: what was looked for may be there now, and nothing should be left unselected.
  async #settled(): Promise<void> {
    if (this.#wantedTwin !== null) await this.#selectByName(this.#wantedTwin);
    this.#wantedTwin = null;
    if (this.focus.twin === null) await this.#selectFirst();
  }

  async #opened(twin: number): Promise<void> {
    const wanted = this.#wantedTwin;
    if (wanted !== null && (await this.#selectByName(wanted))) {
      this.#wantedTwin = null;
      return;
    }
    await this.focus.select(twin, "");
  }

  async #selectByName(name: string): Promise<boolean> {
    const page = await this.notices.attempt(() =>
      // A module stands behind a stroke, which the filter does not know.
      ipc.list({ text: name.replaceAll("/", " "), atLeast: null, worstFirst: false }, 0, 20),
    );
    const row = page?.rows.find((one) => (one.module === null ? one.name : `${one.name}/${one.module}`) === name);
    if (row === undefined) return false;
    await this.focus.select(row.id, row.name);
    return true;
  }

  async #selectFirst(): Promise<void> {
    // The list says itself why it cannot be had.
    const page = await ipc.list({ text: "", atLeast: null, worstFirst: false }, 0, 1).catch(() => null);
    const row = page?.rows[0];
    if (row !== undefined) await this.focus.select(row.id, row.name);
  }

  /** The user chose a twin himself: what was remembered no longer matters. */
  choose(twin: number, name: string): void {
    this.#wantedTwin = null;
    void this.focus.select(twin, name);
  }

  // A twin that was waiting may be checked now. Compared before anything is thrown away: most changes concern others.
  async #twinMayHaveChanged(): Promise<void> {
    const twin = this.focus.twin;
    if (twin === null) return;
    const before = this.focus.tree.value;
    try {
      const now = await ipc.tree(twin);
      if (twin === this.focus.twin && JSON.stringify(now) !== JSON.stringify(before)) await this.focus.reload();
    } catch (thrown) {
      // Any other reason is shown by the panels, which ask themselves.
      if (twin === this.focus.twin && troubleOf(thrown).code === "closed") await this.#afterLoss();
    }
  }

  async #afterLoss(): Promise<void> {
    this.focus.clear();
    await this.#selectFirst();
  }

  async closeTwin(): Promise<void> {
    const twin = this.focus.twin;
    if (twin === null) return;
    await this.notices.attempt(() => ipc.closeTwin(twin));
  }
}

export const [useApp, provideApp] = createContext<App>();
