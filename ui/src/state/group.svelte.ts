// One group of the selected twin: what is searched for, folded, opened, and whether what is not set is shown.
import * as ipc from "../ipc/commands";
import type { GroupCopy } from "../ipc/generated/GroupCopy";
import type { GroupHead } from "../ipc/generated/GroupHead";
import type { GroupPage } from "../ipc/generated/GroupPage";
import type { PropertyRow } from "../ipc/generated/PropertyRow";
import { Pages } from "./pages.svelte";

export class Group {
  readonly pages = new Pages<PropertyRow, GroupPage>();
  search = $state("");
  unset = $state(false);
  /** Key of the row that is open. */
  open = $state<string | null>(null);
  #toggled = $state.raw<string[]>([]);
  #twin: number | null = null;
  #group = "";

  /** What is said above the rows; nothing until the first answer. */
  get head(): GroupHead | null {
    return this.pages.answer?.head ?? null;
  }

  show(twin: number, group: string): Promise<void> {
    const other = twin !== this.#twin || group !== this.#group;
    this.#twin = twin;
    this.#group = group;
    if (!other) return this.pages.refresh();
    this.#toggled = [];
    this.open = null;
    return this.apply();
  }

  clear(): void {
    this.#twin = null;
    this.open = null;
    this.pages.clear();
  }

  /** Asks with search, folds and the open row as they are now. */
  async apply(): Promise<void> {
    const twin = this.#twin;
    if (twin === null) return;
    const { unset, open } = this;
    const group = this.#group;
    const search = this.search.trim();
    const toggled = this.#toggled;
    await this.pages.restart((first, count) => ipc.group({ twin, group, unset, search, toggled, open, first, count }));
  }

  /** Opens a row, and closes the one that was open. */
  toggle(row: PropertyRow): Promise<void> {
    if (!row.hasText && row.findings.length === 0) return Promise.resolve();
    this.open = this.open === row.key ? null : row.key;
    return this.apply();
  }

  fold(row: PropertyRow, folded: boolean): Promise<void> {
    if (!row.hasChildren || row.folded === folded) return Promise.resolve();
    const against = this.#toggled.filter((key) => key !== row.key);
    this.#toggled = against.length === this.#toggled.length ? [...against, row.key] : against;
    return this.apply();
  }

  /** The text of a patch, or of the group as a counterpart would have it. */
  text(what: GroupCopy, to = "", reported = false): Promise<string> {
    const twin = this.#twin;
    return twin === null ? Promise.resolve("") : ipc.copyGroup({ twin, group: this.#group, what, to, reported });
  }
}
