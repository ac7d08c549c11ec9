// The list of loaded twins: what it is narrowed to, and the window-full of it that is on screen.
import * as ipc from "../ipc/commands";
import type { Filter } from "../ipc/generated/Filter";
import type { ListPage } from "../ipc/generated/ListPage";
import type { TwinRow } from "../ipc/generated/TwinRow";
import type { Severity } from "../ipc/severity";
import { Pages } from "./pages.svelte";

type Answer = ListPage & { total: number };

export class TwinList {
  readonly pages = new Pages<TwinRow, Answer>();
  text = $state("");
  atLeast = $state<Severity | null>(null);
  worstFirst = $state(false);

  get filter(): Filter {
    return { text: this.text, atLeast: this.atLeast, worstFirst: this.worstFirst };
  }

  get narrowed(): boolean {
    return this.text.trim() !== "" || this.atLeast !== null;
  }

  get problem(): string | null {
    return this.pages.answer?.filterProblem ?? null;
  }

  /** Asks with the filter as it is now. */
  apply(): Promise<void> {
    const filter = this.filter;
    return this.pages.restart(async (first, count) => {
      const page = await ipc.list(filter, first, count);
      return { ...page, total: page.matching };
    });
  }

  narrowTo(text: string): Promise<void> {
    this.text = text;
    return this.apply();
  }

  showAll(): Promise<void> {
    this.text = "";
    this.atLeast = null;
    return this.apply();
  }

  /** A row by index, fetched where it is not on screen. */
  async rowAt(index: number): Promise<TwinRow | null> {
    return this.pages.row(index) ?? (await ipc.list(this.filter, index, 1)).rows[0] ?? null;
  }

  /** Index of a twin among the matching ones. */
  positionOf(twin: number): Promise<number | null> {
    return ipc.position(this.filter, twin);
  }
}
