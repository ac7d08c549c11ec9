// What the window looks at: a twin, a part of it, a tab. Panels talk to each other only through here.
import * as ipc from "../ipc/commands";
import type { Badge } from "../ipc/generated/Badge";
import type { FindingsPage } from "../ipc/generated/FindingsPage";
import type { Overview } from "../ipc/generated/Overview";
import type { Scope } from "../ipc/generated/Scope";
import type { Tab } from "../ipc/generated/Tab";
import type { TreeRow } from "../ipc/generated/TreeRow";
import { Diff } from "./diff.svelte";
import { Findings } from "./findings.svelte";
import { Group } from "./group.svelte";
import { History } from "./history.svelte";
import { Remote } from "./load.svelte";
import { Text } from "./text.svelte";
import { Values } from "./values.svelte";

/** How many of a twin's worst findings its first page shows. */
export const worstShown = 5;

/** The pane shown where there is room for one only. */
export type Pane = "list" | "tree" | "detail";

const wholeTwin: Scope = { kind: "twin", group: "" };
const noFindings: Badge = { errors: 0, warnings: 0, infos: 0 };

export class Focus {
  readonly tree = new Remote<TreeRow[]>();
  readonly overview = new Remote<Overview>();
  /** The worst findings of the twin: what is looked for first comes first. */
  readonly worst = new Remote<FindingsPage>();
  readonly findings = new Findings();
  readonly values = new Values();
  readonly group = new Group();
  readonly drift = new Diff();
  readonly history = new History();
  readonly text = new Text();

  twin = $state<number | null>(null);
  name = $state("");
  treeKey = $state<string | null>(null);
  /** The tab that was chosen. A part that is no group has no group tab, and shows its values instead. */
  tab = $state<Tab>("group");
  pane = $state<Pane>("list");
  /** In the whole twin's Values tab: all values rather than the overview. */
  allValues = $state(false);

  readonly row = $derived.by((): TreeRow | null => {
    const rows = this.tree.value ?? [];
    return rows.find((row) => row.key === this.treeKey) ?? rows[0] ?? null;
  });
  readonly scope = $derived(this.row?.scope ?? wholeTwin);
  readonly badge = $derived(this.row?.badge ?? noFindings);
  readonly twinBadge = $derived(this.tree.value?.[0]?.badge ?? noFindings);
  /** The tab that is shown. */
  readonly shownTab = $derived<Tab>(this.tab === "group" && this.scope.kind !== "group" ? "values" : this.tab);
  readonly onOverview = $derived(this.scope.kind === "twin" && this.shownTab === "values" && !this.allValues);

  async select(twin: number, name: string): Promise<void> {
    if (twin === this.twin) {
      if (name !== "") this.name = name;
      return;
    }
    this.twin = twin;
    this.name = name;
    this.tree.reset();
    this.overview.reset();
    this.worst.reset();
    await this.reload();
  }

  /** Fetches the selected twin anew; what is on screen stays until the answers are there. */
  async reload(): Promise<void> {
    const twin = this.twin;
    if (twin === null) return;
    const worst = this.worst.load(() => ipc.findings(twin, wholeTwin, 0, worstShown));
    const overview = this.overview.load(() => ipc.overview(twin));
    const text = this.text.show(twin);
    await this.tree.load(() => ipc.tree(twin));
    if (twin !== this.twin) return;
    if (this.tree.value === null) {
      // Nothing of the twin before may stand under this one's name.
      this.findings.clear();
      this.values.clear();
      this.group.clear();
      this.drift.clear();
      this.history.clear();
    }
    await Promise.all([worst, overview, text, this.#showPart()]);
    const known = this.overview.value;
    if (known !== null && twin === this.twin) this.name = known.name;
  }

  clear(): void {
    this.twin = null;
    this.name = "";
    this.pane = "list";
    this.tree.reset();
    this.overview.reset();
    this.worst.reset();
    this.findings.clear();
    this.values.clear();
    this.group.clear();
    this.drift.clear();
    this.history.clear();
    this.text.clear();
  }

  selectPart(key: string): Promise<void> {
    this.treeKey = key;
    return this.#showPart();
  }

  async #showPart(): Promise<void> {
    if (this.twin === null || this.tree.value === null) return;
    const group = this.scope.kind === "group" ? this.group.show(this.twin, this.scope.group) : this.group.clear();
    await Promise.all([
      group,
      this.findings.show(this.twin, this.scope, this.badge),
      this.values.show(this.twin, this.scope),
    ]);
  }

  /** Shows a finding by its index in the twin, widening to the whole twin where the part does not hold it. */
  async showFinding(index: number): Promise<void> {
    this.tab = "findings";
    this.pane = "detail";
    if (await this.findings.locate(index)) return;
    const root = this.tree.value?.[0];
    if (root === undefined) return;
    await this.selectPart(root.key);
    await this.findings.locate(index);
  }

  /** Shows a row of the original text. */
  showText(row: number): void {
    this.tab = "json";
    this.pane = "detail";
    this.text.goTo(row);
  }

  /** Next or previous difference: of the two snapshots where those are shown, else between desired and reported. */
  async stepDifference(direction: 1 | -1): Promise<void> {
    if (this.shownTab === "history" && this.history.handles !== null) return this.history.diff.step(direction);
    this.tab = "drift";
    this.pane = "detail";
    await this.showDrift();
    this.drift.step(direction);
  }

  /** Compares the selected part. Asked for by whoever shows it: other tabs do not wait for it. */
  showDrift(): Promise<void> {
    if (this.twin === null || this.tree.value === null) return Promise.resolve();
    return this.drift.show({ kind: "drift", twin: this.twin, scope: this.scope });
  }

  /** Next or previous finding, in the tab that is open: the text follows in JSON, else the page opens. */
  async stepFinding(direction: 1 | -1): Promise<void> {
    const finding = await this.findings.step(direction);
    if (finding === null) return;
    this.pane = "detail";
    if (this.shownTab === "json") this.text.goTo(finding.place.row);
    else this.tab = "findings";
  }
}
