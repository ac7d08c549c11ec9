// What the hubs look like at each stage of a registration.
import type { HubDevice } from "../../ipc/generated/HubDevice";
import type { SimulatedHub } from "../../ipc/generated/SimulatedHub";
import type { SimulatedStage } from "../../ipc/generated/SimulatedStage";

const touching = new Set(["identity-created", "twin-migrated", "twin-initial", "identity-removed"]);

export interface HubNow {
  device: HubDevice | null;
  /** True where the identity is there and the twin is still to come. */
  arriving: boolean;
  assigned: boolean;
}

/** A hub once a stage, from 0, is done. */
export function hubAt(hub: SimulatedHub, stages: SimulatedStage[], stage: number): HubNow {
  const own = stages.flatMap(({ kind, hub: host }, at) => (host === hub.host && touching.has(kind) ? [{ kind, at }] : []));
  const done = own.filter(({ at }) => at <= stage);
  const isOver = stage >= stages.length - 1;
  const assigned = isOver ? hub.assignedAfter : hub.assignedBefore;
  if (isOver || done.length === own.length) {
    const changed = isOver || own.length > 0;
    return { device: changed ? hub.after : hub.before, arriving: false, assigned };
  }
  const arriving = done.some(({ kind }) => kind === "identity-created");
  return { device: arriving ? null : hub.before, arriving, assigned };
}

export interface Span {
  status: string;
  /** Stages that have it, one after the other. */
  count: number;
}

/** The statuses over time: what the device would be told if it asked. */
export function spans(stages: SimulatedStage[]): Span[] {
  const all: Span[] = [];
  for (const { status } of stages) {
    const word = status ?? "asking";
    const last = all.at(-1);
    if (last?.status === word) last.count++;
    else all.push({ status: word, count: 1 });
  }
  return all;
}

export interface RecordRow {
  name: string;
  before: string | null;
  after: string | null;
}

/** The members of a record before and after, as they are written. */
export function recordRows(before: string | null, after: string | null): RecordRow[] {
  const [old, now] = [membersOf(before), membersOf(after)];
  const names = [...new Set([...now.keys(), ...old.keys()])];
  return names.map((name) => ({ name, before: old.get(name) ?? null, after: now.get(name) ?? null }));
}

function membersOf(text: string | null): Map<string, string> {
  if (text === null) return new Map();
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== "object" || read === null) return new Map();
    return new Map(Object.entries(read).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]));
  } catch {
    return new Map();
  }
}
