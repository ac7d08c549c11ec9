// One twin beside all others that are loaded: counted in the background, shown by the window-full.
import * as ipc from "../ipc/commands";
import type { FleetPage } from "../ipc/generated/FleetPage";
import type { FleetRow } from "../ipc/generated/FleetRow";
import { Pages } from "./pages.svelte";

export class Fleet {
  readonly pages = new Pages<FleetRow, FleetPage>();
  search = $state("");
  /** Also what all others have in common with it. */
  full = $state(false);
  active = $state<number | null>(null);
  #twin: number | null = null;

  /** Shows a twin; counts unless that is done, or under way, already. */
  async show(twin: number): Promise<void> {
    this.#twin = twin;
    await this.apply();
    if (this.pages.answer?.counted === "no") await this.count();
  }

  /** Counts, or counts again. */
  async count(): Promise<void> {
    const twin = this.#twin;
    if (twin === null) return;
    this.active = null;
    await ipc.countFleet(twin);
    await this.apply();
  }

  /** Asks with search and fullness as they are now. */
  async apply(): Promise<void> {
    const twin = this.#twin;
    if (twin === null) return;
    const { full } = this;
    const search = this.search.trim();
    await this.pages.restart((first, count) => ipc.fleet({ twin, full, search, first, count }));
  }
}
