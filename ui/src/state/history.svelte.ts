// The history of the twin that is looked at: its snapshots, which two of them are chosen, and what differs between the two.
import * as ipc from "../ipc/commands";
import type { HistoryPage } from "../ipc/generated/HistoryPage";
import { Diff } from "./diff.svelte";
import { Remote } from "./load.svelte";
import { throttled } from "./pace";

export type AxisName = "time" | "desired" | "reported";

/** Two comparisons while a handle is dragged are at least so far apart. */
const dragGapMs = 90;
/** Where something is still being kept, it is asked for again that often. */
const againMs = 600;

/** The axis that tells most: time, unless everything was seen at once. */
export function usualAxis({ moments }: HistoryPage): AxisName {
  const { seen, desired, reported } = moments;
  if (seen.length < 2 || seen[0] !== seen.at(-1)) return "time";
  const [asked, said] = [new Set(desired).size, new Set(reported).size];
  if (Math.max(asked, said) < 2) return "time";
  return asked > said ? "desired" : "reported";
}

/** The two that are compared at first: the one that is open, or the newest, and the one before it. */
export function usualPair({ moments, shown }: HistoryPage): [number, number] | null {
  const { numbers } = moments;
  if (numbers.length < 2) return null;
  const open = shown === null ? -1 : numbers.indexOf(shown);
  const after = open < 0 ? numbers.length - 1 : Math.max(open, 1);
  return [after - 1, after];
}

export class History {
  readonly page = new Remote<HistoryPage>();
  readonly diff = new Diff();
  /** The axis that was chosen; nothing where the usual one serves. */
  chosenAxis = $state<AxisName | null>(null);
  /** Numbers of the snapshots that were chosen: they stay when others come. */
  #chosen = $state.raw<[number, number] | null>(null);
  #twin: number | null = null;
  #again: ReturnType<typeof setTimeout> | null = null;
  #compare = throttled(() => void this.#show(), dragGapMs);

  readonly axis = $derived<AxisName>(this.chosenAxis ?? (this.page.value === null ? "time" : usualAxis(this.page.value)));
  /** Positions of the two snapshots; nothing where there are no two. */
  readonly handles = $derived.by((): [number, number] | null => {
    const page = this.page.value;
    if (page === null) return null;
    const [before, after] = (this.#chosen ?? []).map((number) => page.moments.numbers.indexOf(number));
    if (before === undefined || after === undefined || before < 0 || after <= before) return usualPair(page);
    return [before, after];
  });

  async show(twin: number): Promise<void> {
    if (twin !== this.#twin) {
      this.clear();
      this.#twin = twin;
    }
    await this.page.load(() => ipc.history(twin));
    if (twin !== this.#twin) return;
    await this.#show();
    this.#stopAsking();
    if (this.page.value?.keeping === true && this.page.trouble === null) this.#again = setTimeout(() => void this.show(twin), againMs);
  }

  /** Moves one of the two to another snapshot, by its position. */
  choose(side: 0 | 1, position: number): void {
    const numbers = this.page.value?.moments.numbers ?? [];
    const handles = this.handles;
    if (handles === null) return;
    const next: [number, number] = side === 0 ? [position, handles[1]] : [handles[0], position];
    const [before, after] = next.map((at) => numbers[at]);
    if (before === undefined || after === undefined || next[0] >= next[1]) return;
    this.#chosen = [before, after];
    this.#compare.run();
  }

  clear(): void {
    this.#stopAsking();
    this.#compare.stop();
    this.#twin = null;
    this.#chosen = null;
    this.chosenAxis = null;
    this.page.reset();
    this.diff.clear();
  }

  /** Nobody looks: nothing is asked for any more. */
  leave(): void {
    this.#stopAsking();
  }

  #stopAsking(): void {
    if (this.#again !== null) clearTimeout(this.#again);
    this.#again = null;
  }

  async #show(): Promise<void> {
    const [twin, page, handles] = [this.#twin, this.page.value, this.handles];
    if (twin === null || page === null || handles === null) return this.diff.clear();
    const [before, after] = handles.map((at) => page.moments.numbers[at]);
    if (before === undefined || after === undefined) return;
    await this.diff.show({ kind: "snapshots", twin, before, after });
  }
}
