// Settings of the recorded world: as much hiding as the window needs to be shown, kept in memory.
import type { DriftHidden } from "../../ipc/generated/DriftHidden";
import type { FindingView } from "../../ipc/generated/FindingView";
import type { HiddenView } from "../../ipc/generated/HiddenView";
import type { HideDriftRequest } from "../../ipc/generated/HideDriftRequest";
import type { HideRequest } from "../../ipc/generated/HideRequest";
import type { SettingsView } from "../../ipc/generated/SettingsView";
import { badgeOf, type Document } from "./shape";

interface Ignore {
  rule: string;
  path: string | null;
  device: string | null;
  reason: string;
}

interface DriftIgnore {
  path: string;
  device: string | null;
  reason: string;
}

interface State {
  drift: DriftIgnore[];
  stuckAfter: string | null;
  ignores: Ignore[];
  levels: Map<string, string>;
  packs: string[];
}

export const file = "/home/sam/cases/2231/twinscope.json";

export const wordsOf = ({ rule, path, device }: Ignore): string =>
  `${rule}${path === null ? "" : ` at ${path}`}${device === null ? "" : ` of ${device}`}`;

export const driftWords = ({ path, device }: DriftIgnore): string => `drift at ${path}${device === null ? "" : ` of ${device}`}`;

/** A place below desired or reported. */
const below = (pointer: string): string => pointer.replace(/^\/properties\/(desired|reported)/, "");

export const hides = ({ path, device }: DriftIgnore, pointer: string, of: string): boolean =>
  (below(pointer) === path || below(pointer).startsWith(`${path}/`)) && (device === null || device === of);

const fits = (ignore: Ignore, finding: FindingView, device: string): boolean => {
  const { pointer } = finding.place;
  const { path } = ignore;
  const there = path === null || pointer === path || (path.endsWith("/**") && `${pointer}/`.startsWith(path.slice(0, -2)));
  return ignore.rule === finding.rule && there && (ignore.device === null || ignore.device === device);
};

export class Settings {
  #now: State = { drift: [], stuckAfter: null, ignores: [], levels: new Map(), packs: [] };
  #before: State[] = [];

  #change(next: State): void {
    this.#before.push(this.#now);
    this.#now = next;
  }

  /** The ignore that a wish makes. */
  ignore({ reach, reason }: HideRequest, finding: FindingView, device: string): Ignore {
    const { pointer } = finding.place;
    const around = finding.group === null ? pointer.replace(/\/[^/]*$/, "") : pointer.replace(new RegExp(`(/${finding.group})/.*`), "$1");
    const paths = { place: pointer, group: `${around}/**`, device: null, everywhere: null };
    return { rule: finding.rule, path: paths[reach], device: reach === "device" ? device : null, reason };
  }

  hide(ignore: Ignore): void {
    this.#change({ ...this.#now, ignores: [...this.#now.ignores, ignore] });
  }

  showAgain(number: number): void {
    this.#change({ ...this.#now, ignores: this.#now.ignores.filter((_, at) => at !== number) });
  }

  driftIgnore({ reach, reason, pointer }: HideDriftRequest, device: string): DriftIgnore {
    const path = below(pointer);
    return { path: reach === "group" ? (/^\/[^/]*/.exec(path)?.[0] ?? path) : path, device: reach === "device" ? device : null, reason };
  }

  hideDrift(ignore: DriftIgnore): void {
    this.#change({ ...this.#now, drift: [...this.#now.drift, ignore] });
  }

  showDriftAgain(number: number): void {
    this.#change({ ...this.#now, drift: this.#now.drift.filter((_, at) => at !== number) });
  }

  setStuckAfter(after: string | null): void {
    this.#change({ ...this.#now, stuckAfter: after });
  }

  /** What hides the drift of a place, with the reason. */
  hiderOf(pointer: string, device: string): { hidden: DriftHidden; because: string } | null {
    const ignore = this.#now.drift.findIndex((one) => hides(one, pointer, device));
    const by = this.#now.drift[ignore];
    return by === undefined ? null : { hidden: { ignore, hides: driftWords(by) }, because: by.reason === "" ? `ignored: ${driftWords(by)}` : by.reason };
  }

  setSeverity(rule: string, severity: string | null): void {
    const levels = new Map(this.#now.levels);
    if (severity === null) levels.delete(rule);
    else levels.set(rule, severity);
    this.#change({ ...this.#now, levels });
  }

  addPack(folder: string): void {
    if (!this.#now.packs.includes(folder)) this.#change({ ...this.#now, packs: [...this.#now.packs, folder] });
  }

  removePack(number: number): void {
    this.#change({ ...this.#now, packs: this.#now.packs.filter((_, at) => at !== number) });
  }

  undo(): void {
    this.#now = this.#before.pop() ?? this.#now;
  }

  /** Which of a twin's findings an ignore would hide. */
  matching(ignore: Ignore, document: Document): FindingView[] {
    return document.findings.filter((finding) => fits(ignore, finding, document.twin.name));
  }

  /** A twin as the settings have it, with what they hide. */
  sift(document: Document): Document & { hidden: HiddenView[] } {
    const hidden: HiddenView[] = [];
    const findings: FindingView[] = [];
    for (const finding of document.findings) {
      const level = this.#now.levels.get(finding.rule);
      const ignore = this.#now.ignores.findIndex((one) => fits(one, finding, document.twin.name));
      const by = this.#now.ignores[ignore];
      if (level === "off") hidden.push({ finding, because: "the rule is off", ignore: null, hides: "" });
      else if (by !== undefined) {
        const hides = wordsOf(by);
        hidden.push({ finding, because: by.reason === "" ? `ignored: ${hides}` : by.reason, ignore, hides });
      } else findings.push(level === undefined ? finding : { ...finding, severity: level });
    }
    return { ...document, findings, badge: badgeOf(findings), hidden };
  }

  view(documents: Document[]): SettingsView {
    const usual = (rule: string) => documents.flatMap(({ findings }) => findings).find((one) => one.rule === rule)?.severity ?? "info";
    return {
      file,
      ofFolder: true,
      ignores: this.#now.ignores.map((ignore, number) => {
        const matched = documents.reduce((sum, document) => sum + this.matching(ignore, document).length, 0);
        const reason = ignore.reason === "" ? null : ignore.reason;
        return { number, line: number + 3, hides: wordsOf(ignore), reason, matched: matched === 0 ? null : matched };
      }),
      drift: this.#now.drift.map((ignore, number) => ({
        number, line: number + 9, hides: driftWords(ignore), reason: ignore.reason === "" ? null : ignore.reason, matched: 1,
      })),
      stuckAfter: { chosen: this.#now.stuckAfter, usual: "1h" },
      severities: [...this.#now.levels].map(([rule, chosen]) => ({ rule, chosen, usual: usual(rule) })),
      packs: this.#now.packs.map((folder, number) => {
        const problems = [`${folder}/ga/fan/desired-1.0.0.json:12:20 error: \`objekt\` is no type. Write one of the seven.`];
        return { number, folder, title: "Our groups", schemas: 1, problems, further: 0 };
      }),
      nested: [],
      troubles: [],
      canUndo: this.#before.length > 0,
      hidden: documents.reduce((sum, document) => sum + this.sift(document).hidden.length, 0),
    };
  }
}
