// How domain words look: which icon, which tone. The only bridge from wire words to the parts.
import type { Badge } from "../ipc/generated/Badge";
import type { CellKind } from "../ipc/generated/CellKind";
import type { DiffState } from "../ipc/generated/DiffState";
import type { Fate } from "../ipc/generated/Fate";
import type { PropertyState } from "../ipc/generated/PropertyState";
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

type Tone = "ok" | "info" | "quiet" | "warning" | "error";

interface Look {
  word: string;
  /** What it means, for the tooltip. */
  means: string;
  tone: Tone;
  icon: "check" | "differ" | "absent" | "help" | "clock" | "desired" | "reported" | "quiet" | "eye" | "hidden" | "none";
}

/** How the two sides of a property stand to each other. */
export const stateLook: Record<PropertyState, Look> = {
  missing: { word: "Missing", means: "Required, and not there", tone: "error", icon: "absent" },
  failed: { word: "Failed", means: "The device says that it could not be applied", tone: "error", icon: "differ" },
  drifted: { word: "Drifted", means: "The device reported another value after it was asked", tone: "warning", icon: "differ" },
  different: { word: "Different", means: "Desired and reported differ", tone: "warning", icon: "differ" },
  unknown: { word: "Unknown", means: "The schema does not know it: nobody reads it", tone: "warning", icon: "help" },
  ignored: { word: "Ignored", means: "Nobody reads the group it stands in", tone: "warning", icon: "help" },
  pending: { word: "Pending", means: "Desired, and the device has not come to it", tone: "info", icon: "clock" },
  overridden: { word: "Overridden", means: "The device's own setting has precedence", tone: "info", icon: "eye" },
  notReported: { word: "Not reported", means: "Desired, and the device says nothing of it", tone: "info", icon: "desired" },
  notAsked: { word: "Not asked for", means: "Reported, and desired says nothing of it", tone: "quiet", icon: "reported" },
  respelled: { word: "Respelled", means: "The device says the same in its own spelling", tone: "quiet", icon: "check" },
  byDesign: { word: "Never reported", means: "Desired, and never reported, by design", tone: "quiet", icon: "quiet" },
  readOnly: { word: "Read only", means: "State of the device that nobody can ask for", tone: "quiet", icon: "eye" },
  same: { word: "Same", means: "Desired and reported say the same", tone: "ok", icon: "check" },
  notSet: { word: "Not set", means: "The schema knows it; the twin does not have it", tone: "quiet", icon: "none" },
};

/** What becomes of a property at a counterpart of another version. */
export const fateLook: Record<Fate, { word: string; means: string; tone: Tone }> = {
  missing: { word: "Missing", means: "The reader requires it, and it is not there", tone: "error" },
  typeChanged: { word: "Other type", means: "The reader wants another JSON type", tone: "warning" },
  narrower: { word: "Narrower", means: "The reader allows less", tone: "warning" },
  dropped: { word: "Dropped", means: "There is no place for it; it is left out", tone: "warning" },
  ignored: { word: "Ignored", means: "It stays, and the reader passes over it", tone: "warning" },
  renamed: { word: "Renamed", means: "It has another name, or stands elsewhere", tone: "info" },
  reworded: { word: "Reworded", means: "It is said in other words", tone: "info" },
  added: { word: "Added", means: "It is not there yet, and the reader needs it", tone: "info" },
  new: { word: "New", means: "Only the reader knows it; it may be left out", tone: "quiet" },
  kept: { word: "Kept", means: "It is read as it is", tone: "ok" },
};

/** Status words of the agents; other words are shown as they are reported. */
export function statusLook(status: string): { word: string; tone: Tone } {
  const known = new Map<string, { word: string; tone: Tone }>([
    ["notStarted", { word: "Not started", tone: "quiet" }],
    ["pending", { word: "Pending", tone: "info" }],
    ["succeeded", { word: "Succeeded", tone: "ok" }],
    ["failed", { word: "Failed", tone: "error" }],
  ]);
  return known.get(status) ?? { word: status === "" ? "No status" : status, tone: "warning" };
}

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

/** What an engine says in lower case, as a sentence. */
export const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

/** How the two sides of a difference stand to each other. */
export const diffLook: Record<DiffState, Look> = {
  conflict: { word: "Conflict", means: "Both sides changed it, and not alike", tone: "error", icon: "differ" },
  failed: { word: "Failed", means: "The device says that it could not be applied", tone: "error", icon: "absent" },
  drifted: { word: "Drifted", means: "Reported later than it was asked for, and different", tone: "error", icon: "differ" },
  pending: { word: "Pending", means: "Asked for, and the device has not come to it", tone: "info", icon: "clock" },
  notReported: { word: "Not reported", means: "Asked for, and the device says nothing of it", tone: "warning", icon: "desired" },
  unknown: { word: "Different", means: "Both differ, and no time or status tells why", tone: "warning", icon: "differ" },
  overridden: { word: "Overridden", means: "The device's own setting has precedence", tone: "warning", icon: "differ" },
  added: { word: "Added", means: "Only the right side has it", tone: "ok", icon: "reported" },
  removed: { word: "Removed", means: "Only the left side has it", tone: "error", icon: "desired" },
  edited: { word: "Edited", means: "Both have it, with different values", tone: "warning", icon: "differ" },
  moved: { word: "Moved", means: "It stands elsewhere on the right", tone: "info", icon: "differ" },
  changedLeft: { word: "Left changed it", means: "Only the left side changed it since the common ancestor", tone: "warning", icon: "desired" },
  changedRight: { word: "Right changed it", means: "Only the right side changed it since the common ancestor", tone: "warning", icon: "reported" },
  changedBoth: { word: "Both, alike", means: "Both sides changed it, alike, since the common ancestor", tone: "info", icon: "check" },
  respelled: { word: "Respelled", means: "Written in another way, with the same meaning", tone: "quiet", icon: "check" },
  ignored: { word: "Ignored", means: "Nobody reads what is asked for", tone: "warning", icon: "quiet" },
  same: { word: "In sync", means: "Both sides say the same", tone: "ok", icon: "check" },
  reportedOnly: { word: "Reported only", means: "The device says it, and nobody asks for it", tone: "quiet", icon: "eye" },
  hidden: { word: "Hidden", means: "It differs, and the settings hide it", tone: "quiet", icon: "hidden" },
};

/** Which mark a difference leaves on the strip. */
export function markTone(state: DiffState): "error" | "warning" | "info" {
  const { tone } = diffLook[state];
  return tone === "error" || tone === "warning" ? tone : "info";
}
