// Two sides beside each other: in which form, what is searched for, folded, filtered; where the next difference is.
import * as ipc from "../ipc/commands";
import type { Compared } from "../ipc/generated/Compared";
import type { DiffHead } from "../ipc/generated/DiffHead";
import type { DiffLayout } from "../ipc/generated/DiffLayout";
import type { DiffPage } from "../ipc/generated/DiffPage";
import type { DiffRow } from "../ipc/generated/DiffRow";
import type { DiffState } from "../ipc/generated/DiffState";
import { Pages } from "./pages.svelte";
import type { Jump } from "./text.svelte";

/** The difference after or before a row, round the end; nothing where there is none. */
export function stepIn(marks: [number, DiffState][], from: number | null, direction: 1 | -1): number | null {
  const rows = marks.map(([row]) => row);
  if (direction === 1) return rows.find((row) => from === null || row > from) ?? rows[0] ?? null;
  return rows.findLast((row) => from === null || row < from) ?? rows.at(-1) ?? null;
}

export class Diff {
  readonly pages = new Pages<DiffRow, DiffPage>();
  layout = $state<DiffLayout>("tree");
  full = $state(false);
  search = $state("");
  /** The states that are shown; all where it is empty. */
  states = $state.raw<DiffState[]>([]);
  jump = $state.raw<Jump | null>(null);
  /** The row that has the keyboard. */
  active = $state<number | null>(null);
  #toggled = $state.raw<string[]>([]);
  /** Where no stamp tells who wrote a value, the history is asked. */
  #blame = false;
  #compared: Compared | null = null;

  /** What is said above the rows; nothing until the first answer. */
  get head(): DiffHead | null {
    return this.pages.answer?.head ?? null;
  }

  get marks(): [number, DiffState][] {
    return this.pages.answer?.marks ?? [];
  }

  get compared(): Compared | null {
    return this.#compared;
  }

  show(compared: Compared): Promise<void> {
    const same = JSON.stringify(compared) === JSON.stringify(this.#compared);
    this.#compared = compared;
    if (same) return this.pages.refresh();
    this.#toggled = [];
    this.states = [];
    this.active = null;
    this.jump = null;
    return this.apply();
  }

  clear(): void {
    this.#compared = null;
    this.active = null;
    this.pages.clear();
  }

  /** Asks with form, search, folds and filter as they are now. */
  async apply(): Promise<void> {
    const compared = this.#compared;
    if (compared === null) return;
    const { layout, full, states } = this;
    const search = this.search.trim();
    const toggled = this.#toggled;
    const blame = this.#blame;
    await this.pages.restart((first, count) => ipc.diff({ compared, layout, full, states, search, blame, toggled, first, count }));
  }

  /** Another form, fullness or filter is another list: the keyboard starts anew. */
  change(to: { layout?: DiffLayout; full?: boolean; states?: DiffState[] }): Promise<void> {
    if (to.layout !== undefined) this.layout = to.layout;
    if (to.full !== undefined) this.full = to.full;
    if (to.states !== undefined) this.states = to.states;
    this.active = null;
    return this.apply();
  }

  /** Asks with or without what the history says; the rows stay what they are. */
  async withBlame(wanted: boolean): Promise<void> {
    if (wanted === this.#blame) return;
    this.#blame = wanted;
    await this.apply();
  }

  /** Shows only one state, or all again. */
  only(state: DiffState): Promise<void> {
    const states = this.states.includes(state) ? this.states.filter((other) => other !== state) : [...this.states, state];
    return this.change({ states });
  }

  fold(row: DiffRow, folded: boolean): Promise<void> {
    if (!row.hasChildren || row.folded === folded) return Promise.resolve();
    const against = this.#toggled.filter((key) => key !== row.key);
    this.#toggled = against.length === this.#toggled.length ? [...against, row.key] : against;
    return this.apply();
  }

  /** Goes to the next or previous difference. */
  step(direction: 1 | -1): void {
    const row = stepIn(this.marks, this.active, direction);
    if (row === null) return;
    this.active = row;
    this.jump = { row, count: (this.jump?.count ?? 0) + 1 };
  }
}
