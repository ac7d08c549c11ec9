// How domain words look: which icon, which tone. The only bridge from wire words to the parts.
import type { Badge } from "../ipc/generated/Badge";
import type { CellKind } from "../ipc/generated/CellKind";
import type { ScopeKind } from "../ipc/generated/ScopeKind";
import { countOf, severities, verdictOf, type Severity, type Verdict } from "../ipc/severity";
import type { Trouble } from "../ipc/refusal";
import { wordsFor } from "../ipc/words";

/** Counts of a badge for a tally, the worst first, zeros left out. */
export function tallyOf(badge: Badge): { icon: Severity; count: number; tone: Severity }[] {
  return severities
    .map((severity) => ({ icon: severity, count: countOf(badge, severity), tone: severity }))
    .filter(({ count }) => count > 0);
}

export const scopeIcon = {
  twin: "device",
  identity: "identity",
  tags: "tag",
  desired: "desired",
  reported: "reported",
  group: "group",
} as const satisfies Record<ScopeKind, string>;

interface VerdictLook {
  word: string;
  tone: "ok" | "info" | "quiet" | "warning" | "error";
  icon: "check" | "info" | "none" | "warning" | "error" | "help";
}

export const verdictLook: Record<Verdict, VerdictLook> = {
  ok: { word: "Agreed", tone: "ok", icon: "check" },
  note: { word: "Agreed, with a note", tone: "info", icon: "info" },
  ignored: { word: "Ignored", tone: "warning", icon: "warning" },
  undetermined: { word: "Undetermined", tone: "quiet", icon: "help" },
  error: { word: "Refused", tone: "error", icon: "error" },
};

export const lookOf = (verdict: string): VerdictLook => verdictLook[verdictOf(verdict)];

/** Profiles by the name people know them by. */
export function profileWord(profile: string): string {
  const known = new Map([
    ["draft", "2018-09 draft"],
    ["ga-doc", "GA, as documented"],
    ["ga-agent", "GA, shipped agent"],
    ["gen1", "First generation"],
  ]);
  return known.get(profile) ?? profile;
}

/** Which syntax colour a value has. */
export const kindTone: Record<CellKind, string> = {
  string: "var(--string)",
  number: "var(--number)",
  boolean: "var(--literal)",
  null: "var(--literal)",
  object: "var(--text-faint)",
  array: "var(--text-faint)",
};

/** "27.4 of 32 KiB", or in bytes where it is little. */
export function bytesOf(bytes: number, limit: number): string {
  const kib = (count: number) => (count / 1024).toLocaleString("en", { maximumFractionDigits: 1 });
  return limit >= 1024 && (bytes >= 1024 || bytes === 0)
    ? `${kib(bytes)} of ${kib(limit)} KiB`
    : `${bytes} B of ${limit >= 1024 ? `${kib(limit)} KiB` : `${limit} B`}`;
}

/** What a panel says when it could not get its data. */
export function troubleWords(trouble: Trouble): { title: string; wayOut: string; detail: string } {
  const { title, wayOut } = wordsFor(trouble.code);
  const detail = [trouble.subject, trouble.detail].filter((part) => part !== "").join(": ");
  return { title, wayOut, detail };
}

/** `count` with its noun: "1 twin", "10,000 twins". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
