// The bench hub in words: its events, what can go wrong, how a line is copied. No Svelte.
import type { BenchEvent } from "../../ipc/generated/BenchEvent";
import type { BenchEventKind } from "../../ipc/generated/BenchEventKind";
import type { BenchTrouble } from "../../ipc/generated/BenchTrouble";
import type { BenchTroubleKind } from "../../ipc/generated/BenchTroubleKind";
import type { IconName } from "../../parts/icons";

interface Look {
  word: string;
  icon: IconName;
  tone: "ok" | "info" | "quiet" | "warning" | "error";
}

export const eventLook: Record<BenchEventKind, Look> = {
  connected: { word: "Connected", icon: "play", tone: "ok" },
  disconnected: { word: "Disconnected", icon: "stop", tone: "quiet" },
  refused: { word: "Refused", icon: "error", tone: "error" },
  reported: { word: "Reported", icon: "reported", tone: "info" },
  written: { word: "Written", icon: "desired", tone: "info" },
  method: { word: "Method", icon: "cross", tone: "info" },
  telemetry: { word: "Telemetry", icon: "up", tone: "quiet" },
  message: { word: "Message", icon: "down", tone: "quiet" },
  identity: { word: "Identity", icon: "identity", tone: "quiet" },
  provisioned: { word: "Provisioned", icon: "route", tone: "ok" },
  fault: { word: "Fault", icon: "warning", tone: "warning" },
};

/** Every kind in the order of a list. */
export const eventKinds: BenchEventKind[] = [
  "connected", "disconnected", "refused", "reported", "written", "method", "telemetry", "message", "identity", "provisioned", "fault",
];

interface TroubleLook {
  word: string;
  means: string;
  /** What its amount is; absent where it has none. */
  amount?: { label: string; unit: string; usual: number; least: number; most: number };
}

export const troubleLook: Record<BenchTroubleKind, TroubleLook> = {
  latency: {
    word: "Latency",
    means: "Every answer takes longer",
    amount: { label: "Longer by", unit: "ms", usual: 2_000, least: 0, most: 300_000 },
  },
  dropConnection: { word: "Drop the connection", means: "The connection is cut at the device’s next packet" },
  refuseToken: { word: "Refuse the token", means: "A token that is right is refused" },
  throttle: { word: "Throttle", means: "Requests are answered with 429, too many" },
  staleRead: { word: "Stale read", means: "A device that asks for its twin gets it as it was before the last write" },
  clockSkew: {
    word: "Clock skew",
    means: "The hub’s clock is ahead; behind with a minus. Tokens seem to expire early or late",
    amount: { label: "Ahead by", unit: "s", usual: 600, least: -315_360_000, most: 315_360_000 },
  },
  duplicateDelivery: { word: "Deliver twice", means: "What is delivered to a device comes twice" },
};

export const troubleKinds: BenchTroubleKind[] = [
  "latency", "dropConnection", "refuseToken", "throttle", "staleRead", "clockSkew", "duplicateDelivery",
];

/** For whom a fault is, and how often: "pump-17, twice more". The clock is one for all. */
export function reachOf({ kind, device, hub, times }: BenchTrouble): string {
  const who = kind === "clockSkew" ? "the whole hub" : (device ?? (hub === null ? "all devices" : `all of ${shortHost(hub)}`));
  return `${who}, ${timesWords(kind === "clockSkew" ? null : times)}`;
}

function timesWords(times: number | null): string {
  if (times === null) return "until removed";
  return times === 1 ? "once more" : `${times.toLocaleString("en")} times more`;
}

/** "2,000 ms", where the kind has an amount. */
export function amountOf({ kind, amount }: BenchTrouble): string {
  const look = troubleLook[kind].amount;
  return look === undefined ? "" : `${(amount ?? 0).toLocaleString("en")} ${look.unit}`;
}

/** The first label of a host's name. */
export const shortHost = (host: string): string => host.split(".")[0] ?? host;

/** Time of day of an event, to the millisecond, as it is written: UTC. */
export const clockOf = (time: string): string => /T(\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(time)?.[1] ?? time;

/** One event as a line of text. */
export function lineOf({ time, kind, hub, device, message, detail }: BenchEvent): string {
  const who = device === null ? "" : `${device}${hub === null ? "" : `@${shortHost(hub)}`} `;
  return `${time} ${kind} ${who}${message}${detail === null ? "" : `  ${detail}`}`;
}

/** What is wrong with the number that was typed; nothing where it is right or, if it may be, left out. */
export function numberProblem(text: string, least: number, most: number, required: boolean): string | null {
  if (text.trim() === "") return required ? "A number is missing" : null;
  const number = Number(text);
  const range = `${least.toLocaleString("en")} to ${most.toLocaleString("en")}`;
  return Number.isInteger(number) && number >= least && number <= most ? null : `A whole number from ${range}`;
}
