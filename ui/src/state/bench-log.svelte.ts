// What happened on the bench hub, as far as it is shown: the newest events, narrowed, held still while somebody reads.
import type { BenchEvent } from "../ipc/generated/BenchEvent";
import type { BenchEventKind } from "../ipc/generated/BenchEventKind";
import type { BenchEvents } from "../ipc/generated/BenchEvents";

/** Events kept on the page. */
export const kept = 2_000;

export class BenchLog {
  text = $state("");
  kind = $state<BenchEventKind | "all">("all");
  device = $state<string | null>(null);
  /** Events that came too fast to be shown. */
  missed = $state(0);
  #events = $state.raw<BenchEvent[]>([]);
  /** The events shown while it is paused. */
  #held = $state.raw<BenchEvent[] | null>(null);
  /** Number of the newest event that was fetched. */
  #last = 0;

  readonly paused = $derived(this.#held !== null);
  readonly shown = $derived((this.#held ?? this.#events).filter((event) => this.#fits(event)));
  readonly total = $derived((this.#held ?? this.#events).length);
  readonly narrowed = $derived(this.text.trim() !== "" || this.kind !== "all" || this.device !== null);
  /** How many came since it was paused. */
  readonly waiting = $derived.by(() => {
    const newest = this.#held?.at(-1)?.number ?? 0;
    return this.#held === null ? 0 : this.#events.filter(({ number }) => number > newest).length;
  });

  get last(): number {
    return this.#last;
  }

  #fits(event: BenchEvent): boolean {
    if (this.kind !== "all" && event.kind !== this.kind) return false;
    if (this.device !== null && event.device !== this.device && event.device?.split("/")[0] !== this.device) return false;
    const wanted = this.text.trim().toLowerCase();
    if (wanted === "") return true;
    const said = `${event.device ?? ""} ${event.hub ?? ""} ${event.kind} ${event.message} ${event.detail ?? ""}`.toLowerCase();
    return wanted.split(/\s+/).every((word) => said.includes(word));
  }

  /** Takes events that follow the last ones; older ones make room. */
  take({ events, missed }: BenchEvents): void {
    const newer = events.filter(({ number }) => number > this.#last);
    if (newer.length === 0) return;
    // What is no longer kept at the very first look was never announced: nothing is missed.
    if (this.#last > 0) this.missed += missed;
    this.#last = newer.at(-1)?.number ?? this.#last;
    this.#events = [...this.#events, ...newer].slice(-kept);
  }

  pause(): void {
    this.#held ??= this.#events;
  }

  resume(): void {
    this.#held = null;
  }

  /** Empties it; what comes later is shown. */
  clear(): void {
    this.#events = [];
    this.#held = this.#held === null ? null : [];
    this.missed = 0;
  }

  showAll(): void {
    this.text = "";
    this.kind = "all";
    this.device = null;
  }

  /** Begins anew, for a bench hub that counts from one again. */
  restart(): void {
    this.#last = 0;
    this.resume();
    this.clear();
  }
}
