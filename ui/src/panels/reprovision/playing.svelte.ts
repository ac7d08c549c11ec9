// Which stage of a registration is shown: played one after the other, stepped through, or the last one at once.

export class Playing {
  /** Stage that is shown, from 0. */
  at = $state(0);
  isPlaying = $state(false);
  /** True where nothing may move by itself. */
  isStill = $state(false);
  #count = $state(0);

  constructor(isStill: boolean) {
    this.isStill = isStill;
  }

  get last(): number {
    return Math.max(0, this.#count - 1);
  }

  get isOver(): boolean {
    return this.at >= this.last;
  }

  /** Another answer: its end is shown. */
  show(count: number): void {
    this.#count = count;
    this.at = this.last;
    this.isPlaying = false;
  }

  /** The system asks for less motion, or no longer: whatever moves stops. */
  still(isStill: boolean): void {
    this.isStill = isStill;
    this.isPlaying = false;
  }

  /** Plays from here, from the start where it is over, or stops. */
  play(): void {
    if (this.isStill) return;
    if (!this.isPlaying && this.isOver) this.at = 0;
    this.isPlaying = !this.isPlaying;
  }

  /** Time for the next stage. */
  tick(): void {
    if (!this.isPlaying) return;
    if (!this.isOver) this.at++;
    if (this.isOver) this.isPlaying = false;
  }

  go(to: number): void {
    this.isPlaying = false;
    this.at = Math.max(0, Math.min(to, this.last));
  }
}
