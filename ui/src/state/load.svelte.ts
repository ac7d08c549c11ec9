// One remote answer and how far it has come. The last good value stays while a newer one is on its way or refused.
import { untrack } from "svelte";
import { troubleOf, type Trouble } from "../ipc/refusal";

export type LoadState<T> =
  | { kind: "idle" }
  | { kind: "loading" }
  | { kind: "ready"; value: T; at: number }
  | { kind: "stale"; value: T; at: number; trouble: Trouble }
  | { kind: "failed"; trouble: Trouble };

/** The value to show, if any. */
export const valueOf = <T>(state: LoadState<T>): T | null =>
  state.kind === "ready" || state.kind === "stale" ? state.value : null;

export const troubleIn = <T>(state: LoadState<T>): Trouble | null =>
  state.kind === "stale" || state.kind === "failed" ? state.trouble : null;

/** Holds one answer; the newest question wins, late answers to older ones are dropped. */
export class Remote<T> {
  state = $state.raw<LoadState<T>>({ kind: "idle" });
  #asked = 0;
  #last: (() => Promise<T>) | null = null;

  get value(): T | null {
    return valueOf(this.state);
  }

  get trouble(): Trouble | null {
    return troubleIn(this.state);
  }

  /** Asks anew and keeps showing the old answer meanwhile. */
  async load(ask: () => Promise<T>): Promise<void> {
    const ticket = ++this.#asked;
    this.#last = ask;
    // An effect that asks must not run again because the answer comes.
    const before = untrack(() => this.state);
    if (before.kind !== "ready" && before.kind !== "stale") this.state = { kind: "loading" };
    try {
      const value = await ask();
      if (ticket === this.#asked) this.state = { kind: "ready", value, at: Date.now() };
    } catch (thrown) {
      if (ticket !== this.#asked) return;
      const trouble = troubleOf(thrown);
      const kept = this.state;
      this.state =
        kept.kind === "ready" || kept.kind === "stale"
          ? { kind: "stale", value: kept.value, at: kept.at, trouble }
          : { kind: "failed", trouble };
    }
  }

  /** Asks the last question again. */
  async retry(): Promise<void> {
    if (this.#last !== null) await this.load(this.#last);
  }

  /** Forgets everything, for a subject that is no longer the one shown. */
  reset(): void {
    this.#asked++;
    this.#last = null;
    this.state = { kind: "idle" };
  }
}
