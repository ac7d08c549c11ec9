// The words of the simulator, and how they look.
import type { MatrixCell } from "../../ipc/generated/MatrixCell";
import type { WhatIf } from "../../ipc/generated/WhatIf";
import type { IconName } from "../../parts/icons";
import type { Input } from "../../state/reprovision.svelte";

export type Tone = "quiet" | "ok" | "info" | "warning" | "error";

export interface Look {
  word: string;
  tone: Tone;
  icon: IconName;
}

const outcomes: Record<string, Look> = {
  initial: { word: "First assignment", tone: "info", icon: "check" },
  migrated: { word: "Moves with its data", tone: "ok", icon: "cross" },
  reset: { word: "Moves and is reset", tone: "error", icon: "cross" },
  "reset-in-place": { word: "Stays and is reset", tone: "error", icon: "undo" },
  "kept-by-policy": { word: "Stays by policy", tone: "quiet", icon: "lock" },
  stuck: { word: "Sticks to its hub", tone: "warning", icon: "lock" },
  "same-hub": { word: "Stays, same hub", tone: "quiet", icon: "check" },
  recreated: { word: "Made again", tone: "warning", icon: "repair" },
  "recreated-elsewhere": { word: "Made anew elsewhere", tone: "warning", icon: "repair" },
  readopted: { word: "Assigned again", tone: "info", icon: "check" },
  disabled: { word: "Refused: disabled", tone: "error", icon: "absent" },
  failed: { word: "Fails", tone: "error", icon: "error" },
  "not-enrolled": { word: "Refused: not enrolled", tone: "error", icon: "absent" },
};

/** What is said of a step in which somebody else acts. */
export const notAsked = "The device does not ask in this step";

/** How an outcome looks; one that this page does not know yet says its own name. */
export const outcomeLook = (outcome: string): Look => outcomes[outcome] ?? { word: outcome, tone: "quiet", icon: "info" };

export const policies: { value: string; text: string; title: string }[] = [
  { value: "migrate", text: "Migrate data", title: "Re-provision and migrate data" },
  { value: "reset", text: "Reset to initial config", title: "Re-provision and reset to initial config" },
  { value: "never", text: "Never re-provision", title: "Never re-provision" },
  { value: "unnamed", text: "Keep hub, migrate", title: "The combination that has no name" },
  { value: "none", text: "No policy saved", title: "The enrollment has no reprovisionPolicy at all" },
];

export const allocations: { value: string; text: string }[] = [
  { value: "hashed", text: "Hashed" },
  { value: "geoLatency", text: "By latency" },
  { value: "static", text: "Static" },
  { value: "custom", text: "Webhook" },
];

export const languages: { value: string; text: string }[] = [
  { value: "c", text: "C" },
  { value: "python", text: "Python" },
  { value: "node", text: "Node.js" },
  { value: "java", text: "Java" },
  { value: "dotnet", text: ".NET" },
];

/** Versions of the service's API that are worth trying, oldest first. */
export const apiVersions = ["2017-11-15", "2018-04-01", "2018-11-01", "2019-03-31", "2021-06-01"];

export const inputWords: Record<Input, { title: string; placeholder: string }> = {
  enrollment: { title: "Enrollment", placeholder: "What `az iot dps enrollment show` prints: paste it here, or open its file." },
  device: { title: "Device", placeholder: '{ "registrationId": "…", "apiVersion": "2021-06-01" }' },
  hubs: { title: "Hubs", placeholder: '[{ "hostName": "….azure-devices.net", "assigned": true, "twin": { } }]' },
  record: { title: "Record", placeholder: "The registration record, where it is known apart from the hubs." },
  webhook: { title: "Webhook", placeholder: "What the webhook of a custom allocation answers." },
  versions: { title: "Versions", placeholder: "A table of versions in place of the built-in one." },
};

/** The engine's words for its documents, where they are others than this page's. */
const documents: Record<string, Input> = {
  "registration record": "record",
  "webhook's answer": "webhook",
  "table of versions": "versions",
};

/** Which document a problem is of. */
export const documentOf = (word: string): string => documents[word] ?? word;

const switches: Record<string, string> = {
  "same-hub-reset": "Reset on the same hub",
  "unknown-version": "Unknown version",
};

export const switchTitle = (name: string): string => switches[name] ?? name;

/** What a cell of the table rests on and no document settles, in words; nothing where all of it is settled. */
export function openIn({ restsOn, inferences }: Pick<MatrixCell, "restsOn" | "inferences">): string | null {
  const rests = restsOn.length === 0 ? [] : [`rests on: ${restsOn.map(({ name }) => switchTitle(name)).join(", ")}`];
  const all = [...rests, ...inferences.map(({ sentence }) => `concluded: ${sentence}`)];
  return all.length === 0 ? null : all.join("; ");
}

const switchValues: Record<string, string> = {
  "same-hub-reset=resets": "replaces the twin",
  "same-hub-reset=keeps": "changes nothing",
  "unknown-version=old": "counts as old",
  "unknown-version=new": "counts as new",
};

export const switchValue = (name: string, value: string): string => switchValues[`${name}=${value}`] ?? value;

const ages: Record<string, string> = { old: "From before reprovisioning", new: "Has reprovisioning", unknown: "Of unknown age" };

export const ageWord = (age: string): string => ages[age] ?? age;

export interface ChangeLook {
  sign: string;
  word: string;
  tone: "gone" | "new" | "other";
}

const changes: Record<string, ChangeLook> = {
  added: { sign: "+", word: "Added", tone: "new" },
  removed: { sign: "−", word: "Lost", tone: "gone" },
  edited: { sign: "≠", word: "Changed", tone: "other" },
  moved: { sign: "↕", word: "Moved", tone: "other" },
  respelled: { sign: "≈", word: "Respelled", tone: "other" },
};

export const changeLook = (change: string): ChangeLook => changes[change] ?? { sign: "?", word: change, tone: "other" };

/** First label of a host name, and what follows it. */
export function hostParts(host: string): [name: string, rest: string] {
  const dot = host.indexOf(".");
  return dot < 0 ? [host, ""] : [host.slice(0, dot), host.slice(dot)];
}

/** What a click on a cell of the table tries out. */
export const cellTried = (policy: string, version: string): WhatIf[] => [
  { kind: "policy", policy },
  { kind: "apiVersion", version },
];

/** A sentence of the engine's as the beginning of a line. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
