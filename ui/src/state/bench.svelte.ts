// The bench hub: whether it runs, its devices, what happens, what goes wrong. Fetches only while its page is open, and
// no key unless somebody asks for one.
import * as ipc from "../ipc/commands";
import type { BenchDevice } from "../ipc/generated/BenchDevice";
import type { BenchDevices } from "../ipc/generated/BenchDevices";
import type { BenchNews } from "../ipc/generated/BenchNews";
import type { BenchPorts } from "../ipc/generated/BenchPorts";
import type { BenchState } from "../ipc/generated/BenchState";
import type { BenchTrouble } from "../ipc/generated/BenchTrouble";
import { troubleOf } from "../ipc/refusal";
import { BenchLog } from "./bench-log.svelte";
import { Remote } from "./load.svelte";
import { throttled } from "./pace";
import { Pages } from "./pages.svelte";

const refreshMs = 1_000;
const eventsAtOnce = 200;

export interface Place {
  hub: string;
  device: string;
}

export class Bench {
  readonly state = new Remote<BenchState>();
  readonly devices = new Pages<BenchDevice, BenchDevices>();
  readonly troubles = new Remote<BenchTrouble[]>();
  readonly log = new BenchLog();
  /** Whether it starts with the window. */
  startsWithWindow = $state(false);
  text = $state("");
  connectedOnly = $state(false);
  /** The device that was removed last and can be put back. */
  removed = $state.raw<Place | null>(null);

  readonly access = $derived(this.state.value?.kind === "running" ? this.state.value.access : null);

  #open = false;
  #runs = false;
  #fetching = false;
  #again = false;
  #refresh = throttled(() => void this.#refreshNow(), refreshMs);

  /** Takes what the shell says is new. */
  hear(news: BenchNews): void {
    if (news === "state") void this.look();
    else if (this.#open) {
      void this.#fetch();
      this.#refresh.run();
    }
  }

  /** Asks whether it runs. */
  async look(): Promise<void> {
    await this.state.load(() => ipc.benchState());
    const runs = this.access !== null;
    if (runs === this.#runs) return;
    this.#runs = runs;
    this.log.restart();
    this.removed = null;
    if (!runs) {
      this.devices.clear();
      this.troubles.reset();
    } else if (this.#open) await this.#show();
  }

  /** Fetches for a page that was opened; the answer says that it is closed. */
  open(): () => void {
    this.#open = true;
    void this.look().then(() => (this.#runs ? this.#show() : undefined));
    return () => {
      this.#open = false;
      this.#refresh.stop();
    };
  }

  async #show(): Promise<void> {
    await Promise.all([this.apply(), this.loadTroubles(), this.#fetch()]);
  }

  async start(ports: BenchPorts): Promise<void> {
    await ipc.benchStart(ports);
    await this.look();
  }

  async stop(): Promise<void> {
    await ipc.benchStop();
    await this.look();
  }

  /** Asks for the devices that the filter wants. */
  apply(): Promise<void> {
    const { text, connectedOnly: connected } = this;
    return this.devices.restart((first, count) => ipc.benchDevices({ text, connected, first, count }));
  }

  async loadTroubles(): Promise<void> {
    await this.troubles.load(() => ipc.benchTroubles());
  }

  async #refreshNow(): Promise<void> {
    if (!this.#runs) return;
    await Promise.all([this.devices.refresh(), this.loadTroubles()]);
  }

  // One question at a time, each for a part: a storm of events waits outside the page.
  async #fetch(): Promise<void> {
    if (this.#fetching) {
      this.#again = true;
      return;
    }
    this.#fetching = true;
    try {
      let more = true;
      while (more && this.#open && this.#runs) {
        this.#again = false;
        const part = await ipc.benchEvents(this.log.last, eventsAtOnce);
        this.log.take(part);
        more = part.hasMore || this.#again;
      }
    } catch (thrown) {
      // It may have been stopped meanwhile: the state says so.
      if (troubleOf(thrown).code === "benchStopped") void this.look();
    } finally {
      this.#fetching = false;
    }
  }

  async add(hub: string, device: string): Promise<void> {
    await ipc.benchAddDevice(hub, device);
    await this.devices.refresh();
  }

  async remove(place: Place): Promise<void> {
    await ipc.benchRemoveDevice(place.hub, place.device);
    this.removed = place;
    await this.devices.refresh();
  }

  async restore(): Promise<void> {
    if (this.removed === null) return;
    await ipc.benchRestoreDevice();
    this.removed = null;
    await this.devices.refresh();
  }

  async seedSample(): Promise<void> {
    await ipc.benchSeedSample();
    await this.devices.refresh();
  }

  async ask(trouble: BenchTrouble): Promise<void> {
    const now = await ipc.benchAddTrouble(trouble);
    await this.troubles.load(() => Promise.resolve(now));
  }

  /** Takes away one that is like it, or all. */
  async calm(like: BenchTrouble | null): Promise<void> {
    const now = await ipc.benchRemoveTrouble(like);
    await this.troubles.load(() => Promise.resolve(now));
  }
}
