// The history of a twin as points, lanes and rails of a timeline, and each snapshot in words.
import type { HistoryPage } from "../../ipc/generated/HistoryPage";
import type { HistoryWay } from "../../ipc/generated/HistoryWay";
import type { NoHistory } from "../../ipc/generated/NoHistory";
import { lowerBound, timeAxis, versionAxis, type Axis } from "../../parts/timeline";
import type { AxisName } from "../../state/history.svelte";

/** How a snapshot came, in a word, and which shape its point has. */
export const ways: Record<HistoryWay, { word: string; shape: number }> = {
  opened: { word: "opened", shape: 0 },
  watched: { word: "watched", shape: 1 },
  imported: { word: "imported", shape: 2 },
};

/** Why there is nothing, and what to do. */
export const reasons: Record<NoHistory, { title: string; text: string }> = {
  off: {
    title: "No history is kept on this machine",
    text: "TWINSCOPE_HISTORY is off, or the system has no place for data. Start Twinscope without it, and every twin that is opened is kept.",
  },
  settingsOff: {
    title: "The settings keep no history",
    text: "“history”: false stands in twinscope.json. Take it out, and every twin that is opened is kept from then on.",
  },
  noTwin: {
    title: "Only twins have a history",
    text: "This is a part of a twin, or another document: nothing says whose it is.",
  },
  notKept: {
    title: "Nothing of this twin is kept",
    text: "The sample is not kept, nor is what the program made itself. Open a file of the device, or import one by “twinscope history import”.",
  },
};

export function axisOf({ moments }: HistoryPage, name: AxisName): Axis {
  if (name === "time") return timeAxis(moments.seen);
  const [versions, gaps] = name === "desired" ? [moments.desired, moments.desiredGaps] : [moments.reported, moments.reportedGaps];
  return versionAxis(versions, (index) => (gaps[index] ?? 0) < 0);
}

/** Axes that there is something to say on. */
export function axesOf({ moments }: HistoryPage): { value: AxisName; text: string; title: string }[] {
  const has = (versions: (number | null)[]) => versions.some((version) => version !== null);
  return [
    { value: "time" as const, text: "Time", title: "By the time at which each snapshot was seen first" },
    ...(has(moments.desired) ? [{ value: "desired" as const, text: "Desired $version", title: "By the version of desired" }] : []),
    ...(has(moments.reported) ? [{ value: "reported" as const, text: "Reported $version", title: "By the version of reported" }] : []),
  ];
}

/** Where a version is another one than before, and where versions are missing before it. */
export function railOf(name: string, versions: (number | null)[], gaps: number[]) {
  const points: number[] = [];
  let before: number | null = null;
  versions.forEach((version, index) => {
    if (version === null) return;
    if (version !== before) points.push(index);
    before = version;
  });
  return { name, points, gaps: gaps.flatMap((size, index) => (size === 0 ? [] : [{ index, size }])) };
}

export const shapesOf = ({ moments, sources }: HistoryPage): Uint8Array =>
  Uint8Array.from(moments.sources, (source) => ways[sources[source]?.way ?? "imported"].shape);

const two = (part: number) => String(part).padStart(2, "0");

/** A time in UTC, to the second. */
export function momentText(time: number): string {
  const at = new Date(time);
  const day = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  return `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} UTC`;
}

export interface Told {
  number: number;
  seen: string;
  /** Seen again later: until when; empty where not. */
  last: string;
  versions: string;
  source: string;
  /** Groups that changed, with the side. */
  changed: string[];
}

const versionText = (name: string, version: number | null | undefined, gap: number | undefined): string[] => {
  if (version === null || version === undefined) return [];
  const missing = gap === undefined || gap === 0 ? "" : gap < 0 ? " (went back)" : ` (${gap.toLocaleString("en")} not seen)`;
  return [`${name} ${version.toLocaleString("en")}${missing}`];
};

/** One snapshot in words. */
export function told(page: HistoryPage, index: number): Told {
  const { moments, sources, lanes } = page;
  const source = sources[moments.sources[index] ?? -1];
  const has = (marks: number[]) => marks[lowerBound(marks, index)] === index;
  const [seen, last] = [moments.seen[index] ?? 0, moments.last[index] ?? 0];
  return {
    number: moments.numbers[index] ?? 0,
    seen: momentText(seen),
    last: last > seen ? momentText(last) : "",
    versions: [
      ...versionText("desired", moments.desired[index], moments.desiredGaps[index]),
      ...versionText("reported", moments.reported[index], moments.reportedGaps[index]),
    ].join(", "),
    source: source === undefined ? "" : `${ways[source.way].word} ${source.name}`,
    changed: lanes.flatMap(({ group, isTags, desired, reported }) => {
      const sides = [has(desired) && !isTags ? "desired" : "", has(reported) ? "reported" : ""].filter((side) => side !== "");
      return has(desired) || has(reported) ? [sides.length === 0 ? group : `${group} (${sides.join(", ")})`] : [];
    }),
  };
}

/** The snapshot for who cannot see it: its number among all, time and versions. */
export function spoken(page: HistoryPage, index: number): string {
  const { seen, versions, source } = told(page, index);
  return [`${index + 1} of ${page.moments.numbers.length}`, seen, versions, source].filter((part) => part !== "").join(", ");
}

/** The next snapshot in which somebody asked for something else; with a group, in which that group changed. The end where there is none. */
export function jumpOf({ lanes, moments }: HistoryPage, group: string, from: number, direction: 1 | -1): number {
  const wanted = lanes.find((lane) => lane.group === group && !lane.isTags);
  const marks = wanted === undefined ? lanes.flatMap(({ desired }) => desired) : [...wanted.desired, ...wanted.reported];
  const ahead = marks.filter((index) => (direction === 1 ? index > from : index < from));
  if (ahead.length === 0) return direction === 1 ? moments.numbers.length - 1 : 0;
  return ahead.reduce((best, index) => (direction === 1 ? Math.min(best, index) : Math.max(best, index)));
}
