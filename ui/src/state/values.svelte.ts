// The values of the selected part: what is folded, searched for, and whether $metadata is shown.
import * as ipc from "../ipc/commands";
import type { Scope } from "../ipc/generated/Scope";
import type { ValueRow } from "../ipc/generated/ValueRow";
import type { ValuesPage } from "../ipc/generated/ValuesPage";
import { Pages } from "./pages.svelte";

export class Values {
  readonly pages = new Pages<ValueRow, ValuesPage>();
  search = $state("");
  showMetadata = $state(false);
  #folded = $state.raw<string[]>([]);
  #twin: number | null = null;
  #scope: Scope = { kind: "twin", group: "" };

  get twoSided(): boolean {
    return this.pages.answer?.twoSided ?? true;
  }

  get anyFolded(): boolean {
    return this.#folded.length > 0;
  }

  show(twin: number, scope: Scope): Promise<void> {
    const other = twin !== this.#twin || scope.kind !== this.#scope.kind || scope.group !== this.#scope.group;
    this.#twin = twin;
    this.#scope = scope;
    if (!other) return this.pages.refresh();
    this.#folded = [];
    return this.apply();
  }

  clear(): void {
    this.#twin = null;
    this.pages.clear();
  }

  /** Asks with search, folds and metadata as they are now. */
  async apply(): Promise<void> {
    const twin = this.#twin;
    if (twin === null) return;
    const { search, showMetadata } = this;
    const scope = this.#scope;
    const folded = search.trim() === "" ? this.#folded : [];
    await this.pages.restart((first, count) =>
      ipc.values({ twin, scope, showMetadata, search: search.trim(), folded, first, count }),
    );
  }

  fold(row: ValueRow, folded: boolean): Promise<void> {
    if (!row.hasChildren || row.folded === folded) return Promise.resolve();
    this.#folded = folded ? [...this.#folded, row.key] : this.#folded.filter((key) => key !== row.key);
    return this.apply();
  }

  unfoldAll(): Promise<void> {
    this.#folded = [];
    return this.apply();
  }
}
