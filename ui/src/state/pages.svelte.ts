// A bounded window on a long list that lives elsewhere. Holds a few pages round what is visible and nothing more.
import { untrack } from "svelte";
import { troubleOf, type Trouble } from "../ipc/refusal";

export interface Window<Row> {
  total: number;
  first: number;
  rows: Row[];
}

interface Page<Row> {
  rows: Row[];
  generation: number;
  stale: boolean;
}

const pageRows = 100;
const pagesKept = 8;

/** The pages from which rows `first..=last` come. */
export function pagesOf(first: number, last: number): [number, number] {
  return [Math.floor(Math.max(first, 0) / pageRows), Math.floor(Math.max(last, 0) / pageRows)];
}

/**
 * Rows by index, fetched as they come into view. `refresh` re-fetches what is visible and keeps the old rows meanwhile;
 * `restart` does the same for a new question, whose first answer then drops every row of the old one.
 */
export class Pages<Row, Answer extends Window<Row> = Window<Row>> {
  total = $state(0);
  answered = $state(false);
  trouble = $state.raw<Trouble | null>(null);
  /** The newest answer without its rows, for what else it says. */
  answer = $state.raw<Answer | null>(null);

  #tick = $state(0);
  #pages = new Map<number, Page<Row>>();
  #ask: ((first: number, count: number) => Promise<Answer>) | null = null;
  #generation = 0;
  /** Grows with every refresh: an answer asked for before the last one is stale when it comes. */
  #refreshes = 0;
  #visible: [number, number] = [0, 0];
  #busy = false;
  #again = false;

  /** A row, or nothing while it is on its way. */
  row(index: number): Row | undefined {
    void this.#tick;
    return this.#pages.get(Math.floor(index / pageRows))?.rows[index % pageRows];
  }

  /** How many rows are held, for tests of the bound. */
  get held(): number {
    void this.#tick;
    return [...this.#pages.values()].reduce((sum, page) => sum + page.rows.length, 0);
  }

  /** Sets the question. Old rows stay until the first answer. */
  restart(ask: (first: number, count: number) => Promise<Answer>): Promise<void> {
    this.#ask = ask;
    this.#generation++;
    return this.#fetch();
  }

  /** Says that what was fetched may have changed. */
  refresh(): Promise<void> {
    this.#refreshes++;
    for (const page of this.#pages.values()) page.stale = true;
    return this.#fetch();
  }

  /** Says which rows are visible now. */
  see(first: number, last: number): Promise<void> {
    this.#visible = [first, last];
    return this.#fetch();
  }

  /** Forgets everything. */
  clear(): void {
    this.#ask = null;
    this.#generation++;
    this.#pages.clear();
    this.total = 0;
    this.answered = false;
    this.trouble = null;
    this.answer = null;
    this.#tick++;
  }

  #missing(): [number, number] | null {
    const [from, to] = pagesOf(...this.#visible);
    const wanted: number[] = [];
    for (let page = from; page <= to; page++) {
      const held = this.#pages.get(page);
      const beyond = this.answered && page > 0 && page * pageRows >= this.total && held === undefined;
      if (!beyond && (held === undefined || held.stale || held.generation !== this.#generation)) wanted.push(page);
    }
    const first = wanted[0];
    const last = wanted.at(-1);
    return first === undefined || last === undefined ? null : [first, last];
  }

  // One question is under way at a time: a burst of changes costs two calls, not one each.
  async #fetch(): Promise<void> {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    try {
      do {
        this.#again = false;
        const missing = untrack(() => this.#missing());
        if (missing !== null && this.#ask !== null) await this.#fetchPages(this.#ask, ...missing);
      } while (this.#again);
    } finally {
      this.#busy = false;
    }
  }

  async #fetchPages(ask: (first: number, count: number) => Promise<Answer>, from: number, to: number): Promise<void> {
    const generation = this.#generation;
    const refreshes = this.#refreshes;
    for (let page = from; page <= to; page++) {
      const held = this.#pages.get(page);
      if (held !== undefined && held.generation === generation) held.stale = false;
    }
    try {
      const answer = await ask(from * pageRows, (to - from + 1) * pageRows);
      if (generation === this.#generation) this.#store(answer, from, to, refreshes !== this.#refreshes);
    } catch (thrown) {
      if (generation !== this.#generation) return;
      this.#dropOlder();
      this.trouble = troubleOf(thrown);
      this.#tick++;
    }
  }

  // Rows of an older question must not stand under a newer heading.
  #dropOlder(): void {
    for (const [page, held] of this.#pages) if (held.generation !== this.#generation) this.#pages.delete(page);
    if (this.#pages.size === 0) this.total = 0;
  }

  /** Asks for what is visible once more. */
  retry(): Promise<void> {
    this.trouble = null;
    return this.refresh();
  }

  #store(answer: Answer, from: number, to: number, stale: boolean): void {
    this.#dropOlder();
    for (let page = from; page <= to; page++) {
      const start = (page - from) * pageRows;
      this.#pages.set(page, {
        rows: answer.rows.slice(start, start + pageRows),
        generation: this.#generation,
        stale,
      });
    }
    // A shorter list leaves visible pages behind its end: what is now past it must go.
    for (const page of this.#pages.keys()) if (page > 0 && page * pageRows >= answer.total) this.#pages.delete(page);
    this.#forgetFar();
    this.total = answer.total;
    this.answer = { ...answer, rows: [] };
    this.answered = true;
    this.trouble = null;
    this.#tick++;
  }

  #forgetFar(): void {
    const [from, to] = pagesOf(...this.#visible);
    const distance = (page: number) => (page < from ? from - page : page > to ? page - to : 0);
    const far = [...this.#pages.keys()].sort((a, b) => distance(b) - distance(a));
    for (const page of far) {
      if (this.#pages.size <= pagesKept || distance(page) === 0) return;
      this.#pages.delete(page);
    }
  }
}
