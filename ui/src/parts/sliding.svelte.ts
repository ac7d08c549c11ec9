// What a slider makes of the events of its range: a drag is one change, and so is a key that is held.

const moving = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"]);

/** Where it rests, and what it reaches. */
interface Rest {
  /** Nothing where there is none so far. */
  value: number | null;
  end: number;
}

type State =
  | { kind: "rest" }
  /** Moved and not yet let go. `from` is where it was taken up: what is previewed becomes the value meanwhile, so the value tells nothing; null while one before is still on its way and may be refused. */
  | { kind: "held"; from: Rest | null; to: number; end: number }
  /** Let go, or typed: what comes of it may come later. */
  | { kind: "writing"; to: number | null; end: number };

interface Told {
  /** Told of every place it passes. */
  preview: (value: number) => void;
  /** Told once, where it was let go; nothing for a number that is taken away. */
  commit: (value: number | null) => Promise<void>;
  /** It was let go where it was taken up: what was previewed on the way no longer holds. */
  back: () => Promise<void>;
}

export class Sliding {
  #state = $state.raw<State>({ kind: "rest" });
  #writing = 0;
  #isKeyHeld = false;

  constructor(
    private readonly rest: () => Rest,
    private readonly told: Told,
  ) {}

  get shown(): number | null {
    return this.#state.kind === "rest" ? this.rest().value : this.#state.to;
  }

  /** What it reaches: the same for as long as it is held, or the scale would move away below the pointer. */
  get end(): number {
    return this.#state.kind === "rest" ? this.rest().end : this.#state.end;
  }

  keydown(key: string): void {
    if (moving.has(key)) this.#isKeyHeld = true;
  }

  keyup(key: string): void {
    if (moving.has(key)) this.#releaseKey();
  }

  /** The keyboard goes elsewhere. A pointer that drags still drags. */
  blur(): void {
    this.#releaseKey();
  }

  /** It passes a place. */
  input(to: number): void {
    this.#state = { kind: "held", from: this.#from(), to, end: this.end };
    this.told.preview(to);
  }

  /** The engine takes it for done: at the end of a drag, but also at every repetition of a key. */
  change(): void {
    if (!this.#isKeyHeld) this.#letGo();
  }

  /** A number is typed, or let go; nothing takes it away. */
  async take(to: number | null): Promise<void> {
    const wasHeld = this.#state.kind === "held";
    const from = this.#from();
    const isBack = from !== null && from.value === to;
    if (isBack && !wasHeld) return;
    // a range that does not reach a number shows its own end, and goes on doing so
    this.#state = { kind: "writing", to, end: Math.max(this.end, to ?? 0) };
    this.#writing++;
    try {
      await (isBack ? this.told.back() : this.told.commit(to));
    } finally {
      this.#writing--;
      // it may have been taken up again meanwhile
      if (this.#writing === 0 && this.#state.kind === "writing") this.#state = { kind: "rest" };
    }
  }

  #from(): Rest | null {
    if (this.#state.kind === "held") return this.#state.from;
    return this.#state.kind === "rest" ? this.rest() : null;
  }

  #releaseKey(): void {
    if (!this.#isKeyHeld) return;
    this.#isKeyHeld = false;
    this.#letGo();
  }

  #letGo(): void {
    if (this.#state.kind === "held") void this.take(this.#state.to);
  }
}

/** A typed text as a whole number within bounds; nothing for no number. */
export function typedNumber(text: string, min: number, max: number): number | null {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? Math.round(Math.min(Math.max(value, min), max)) : null;
}
