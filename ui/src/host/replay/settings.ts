// Settings of the recorded world: as much hiding as the window needs to be shown, kept in memory.
import type { FindingView } from "../../ipc/generated/FindingView";
import type { HiddenView } from "../../ipc/generated/HiddenView";
import type { HideRequest } from "../../ipc/generated/HideRequest";
import type { SettingsView } from "../../ipc/generated/SettingsView";
import { badgeOf, type Document } from "./shape";

interface Ignore {
  rule: string;
  path: string | null;
  device: string | null;
  reason: string;
}

interface State {
  ignores: Ignore[];
  levels: Map<string, string>;
  packs: string[];
}

export const file = "/home/sam/cases/2231/twinscope.json";

export const wordsOf = ({ rule, path, device }: Ignore): string =>
  `${rule}${path === null ? "" : ` at ${path}`}${device === null ? "" : ` of ${device}`}`;

const fits = (ignore: Ignore, finding: FindingView, device: string): boolean => {
  const { pointer } = finding.place;
  const { path } = ignore;
  const there = path === null || pointer === path || (path.endsWith("/**") && `${pointer}/`.startsWith(path.slice(0, -2)));
  return ignore.rule === finding.rule && there && (ignore.device === null || ignore.device === device);
};

export class Settings {
  #now: State = { ignores: [], levels: new Map(), packs: [] };
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
