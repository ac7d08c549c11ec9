// The original text of the selected twin: rows on screen, where to jump, what is searched for.
import * as ipc from "../ipc/commands";
import type { Found } from "../ipc/generated/Found";
import type { TextPage } from "../ipc/generated/TextPage";
import type { TextRow } from "../ipc/generated/TextRow";
import { troubleOf, type Trouble } from "../ipc/refusal";
import { Pages } from "./pages.svelte";
import { joinRows, type TextSpan } from "./text-span";

export interface Jump {
  row: number;
  /** Grows with every jump, so that two to the same row are two. */
  count: number;
}

/** The finding that was opened last from the mark of a row. */
export interface OpenedMark {
  row: number;
  finding: number;
}

const copyPage = 2_000;

export class Text {
  readonly pages = new Pages<TextRow, TextPage>();
  jump = $state.raw<Jump | null>(null);
  /** Kept here: the text itself is gone while the finding is read. */
  opened = $state.raw<OpenedMark | null>(null);
  finding = $state(false);
  needle = $state("");
  found = $state.raw<Found | null>(null);
  searched = $state(false);
  findTrouble = $state.raw<Trouble | null>(null);
  #twin: number | null = null;
  #asked = 0;
  /** What the hit, or that there is none, is the answer for. */
  #sought: string | null = null;

  get strip(): [number, string][] {
    return this.pages.answer?.strip ?? [];
  }

  /** False from the first letter typed until it was looked for. */
  get answersNeedle(): boolean {
    return this.#sought === this.needle;
  }

  show(twin: number): Promise<void> {
    if (twin === this.#twin) return this.pages.refresh();
    this.#twin = twin;
    this.endFind();
    this.jump = null;
    this.opened = null;
    return this.pages.restart((first, count) => ipc.text(twin, first, count));
  }

  clear(): void {
    this.#twin = null;
    this.endFind();
    this.jump = null;
    this.opened = null;
    this.pages.clear();
  }

  /** Brings a row into view and flashes it. */
  goTo(row: number): void {
    this.jump = { row, count: (this.jump?.count ?? 0) + 1 };
  }

  /** Drops the hit and what was said of it; an answer that is still under way is not heard. */
  endFind(): void {
    this.#asked++;
    this.#sought = null;
    this.found = null;
    this.searched = false;
    this.findTrouble = null;
  }

  /** Looks for the needle from a row and column on, or before it, round the end. */
  async find(from: [row: number, column: number], backwards: boolean): Promise<void> {
    const { needle } = this;
    if (this.#twin === null || needle === "") {
      this.endFind();
      return;
    }
    const ticket = ++this.#asked;
    try {
      const found = await ipc.findText(this.#twin, needle, from, backwards);
      if (ticket !== this.#asked) return;
      this.found = found;
      this.#sought = needle;
      this.searched = true;
      this.findTrouble = null;
      if (found !== null) this.goTo(found.row);
    } catch (thrown) {
      if (ticket === this.#asked) this.findTrouble = troubleOf(thrown);
    }
  }

  /** The exact text of a span, fetched where it is not on screen. */
  async textOf(span: TextSpan): Promise<string> {
    const twin = this.#twin;
    if (twin === null) return "";
    const rows: TextRow[] = [];
    for (let first = span.from.row; first <= span.to.row; first += copyPage) {
      const page = await ipc.text(twin, first, Math.min(copyPage, span.to.row - first + 1));
      rows.push(...page.rows);
    }
    return joinRows(rows, span);
  }
}
