// What a slider makes of the events of its range: a drag is one change, and so is a key that is held.

const moving = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"]);

export class Sliding {
  #pending: number | null = null;
  #isKeyHeld = false;

  constructor(
    /** Told of every place it passes. */
    private readonly preview: (value: number) => void,
    /** Told once, where it was let go. */
    private readonly commit: (value: number) => void,
  ) {}

  keydown(key: string): void {
    if (moving.has(key)) this.#isKeyHeld = true;
  }

  /** It passes a place. */
  input(value: number): void {
    this.#pending = value;
    this.preview(value);
  }

  /** The engine takes it for done: at the end of a drag, but also at every repetition of a key. */
  change(): void {
    if (!this.#isKeyHeld) this.#end();
  }

  /** A key is let go, or the keyboard goes elsewhere. */
  release(): void {
    this.#isKeyHeld = false;
    this.#end();
  }

  #end(): void {
    const value = this.#pending;
    this.#pending = null;
    if (value !== null) this.commit(value);
  }
}

/** A typed text as a whole number within bounds; nothing for no number. */
export function typedNumber(text: string, min: number, max: number): number | null {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? Math.round(Math.min(Math.max(value, min), max)) : null;
}
