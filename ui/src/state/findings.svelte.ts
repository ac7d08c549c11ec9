// The findings of the selected part: which severities are shown, which one is selected, how to step through them.
import * as ipc from "../ipc/commands";
import type { Badge } from "../ipc/generated/Badge";
import type { FindingView } from "../ipc/generated/FindingView";
import type { FindingsPage } from "../ipc/generated/FindingsPage";
import type { Scope } from "../ipc/generated/Scope";
import { severities, severityOf, type Severity } from "../ipc/severity";
import { lineAt, linesOf, rowAfter, type FindingLine } from "./finding-lines";
import { Pages } from "./pages.svelte";

const searchPage = 500;
const searchLimit = 20_000;

export class Findings {
  readonly pages = new Pages<FindingView, FindingsPage>();
  hidden = $state.raw<Severity[]>([]);
  badge = $state.raw<Badge>({ errors: 0, warnings: 0, infos: 0 });
  /** Position of the selected finding among those of the part, hidden ones included. */
  position = $state<number | null>(null);
  selected = $state.raw<FindingView | null>(null);
  /** Further ones in this part that the settings hide. */
  readonly away = $derived.by(() => this.pages.answer?.hidden ?? 0);

  #twin: number | null = null;
  #scope: Scope = { kind: "twin", group: "" };

  /** Lines to show: a heading for each severity that is shown, then its findings. */
  readonly lineCount = $derived(linesOf(this.badge, this.hidden, this.pages.total));

  line(index: number): FindingLine | null {
    return lineAt(this.badge, this.hidden, this.pages.total, index);
  }

  /** Says which lines are visible. */
  see(first: number, last: number): Promise<void> {
    const find = (from: number, step: 1 | -1) => {
      const line = this.line(from);
      return line?.kind === "heading" ? this.line(from + step) : line;
    };
    const from = find(first, 1);
    const to = find(last, -1) ?? from;
    if (from?.kind !== "finding" || to?.kind !== "finding") return this.pages.see(0, 0);
    return this.pages.see(Math.min(from.position, to.position), Math.max(from.position, to.position));
  }

  show(twin: number, scope: Scope, badge: Badge): Promise<void> {
    const other = twin !== this.#twin || scope.kind !== this.#scope.kind || scope.group !== this.#scope.group;
    this.#twin = twin;
    this.#scope = scope;
    this.badge = badge;
    if (!other) return this.#refresh();
    this.position = null;
    this.selected = null;
    return this.pages.restart((first, count) => ipc.findings(twin, scope, first, count));
  }

  // The selected finding stays selected where it is still told; where it is hidden now, the one in its place is next.
  async #refresh(): Promise<void> {
    await this.pages.refresh();
    const { position, selected } = this;
    if (position === null || selected === null) return;
    const rows = await this.#fetch(0, searchPage);
    if (position !== this.position) return;
    const same = (one: FindingView) =>
      one.rule === selected.rule && one.place.pointer === selected.place.pointer && one.place.line === selected.place.line;
    const at = rows.findIndex(same);
    const next = at >= 0 ? at : Math.min(position, Math.max(0, rows.length - 1));
    if (at < 0 && position >= searchPage) return;
    this.position = rows.length === 0 ? null : next;
    this.selected = rows[next] ?? null;
  }

  clear(): void {
    this.#twin = null;
    this.position = null;
    this.selected = null;
    this.pages.clear();
  }

  toggle(severity: Severity): void {
    const hidden = this.hidden.includes(severity)
      ? this.hidden.filter((one) => one !== severity)
      : [...this.hidden, severity];
    // Hiding everything would look like a clean twin.
    this.hidden = hidden.length === severities.length ? [] : hidden;
  }

  only(severity: Severity): void {
    this.hidden = severities.filter((one) => one !== severity);
  }

  /** Selects by position; answers the finding. */
  async select(position: number): Promise<FindingView | null> {
    this.position = position;
    const held = this.pages.row(position);
    const found = held ?? (await this.#fetch(position, 1))[0] ?? null;
    if (this.position === position) this.selected = found;
    return found;
  }

  /** Selects by the finding's index in the twin; answers false where this part does not hold it. */
  async locate(index: number): Promise<boolean> {
    if (this.#twin === null) return false;
    const guess = (await this.#fetch(index, 1))[0];
    if (guess?.index === index) return this.#land(index, guess);
    for (let first = 0; first < searchLimit; first += searchPage) {
      const rows = await this.#fetch(first, searchPage);
      const at = rows.findIndex((finding) => finding.index === index);
      const found = rows[at];
      if (found !== undefined) return this.#land(first + at, found);
      if (rows.length < searchPage) return false;
    }
    return false;
  }

  #land(position: number, finding: FindingView): boolean {
    const severity = severityOf(finding.severity);
    this.hidden = this.hidden.filter((one) => one !== severity);
    this.position = position;
    this.selected = finding;
    return true;
  }

  /** Selects the next or previous shown finding, round the end. */
  async step(direction: 1 | -1): Promise<FindingView | null> {
    const total = this.pages.total;
    if (total === 0) return null;
    const next = rowAfter(this.badge, this.hidden, total, this.position, direction);
    return next === null ? null : await this.select(next);
  }

  async #fetch(first: number, count: number): Promise<FindingView[]> {
    if (this.#twin === null) return [];
    return (await ipc.findings(this.#twin, this.#scope, first, count)).rows;
  }
}
