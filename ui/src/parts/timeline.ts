// Points along an axis: where they stand, which tick is written below them, and which of ten thousand are worth drawing.
import { ticks as ticksBetween } from "d3-array";
import { utcTicks } from "d3-time";

export interface Tick {
  at: number;
  text: string;
}

/** Points by their places in the axis' own units, which never decrease. */
export interface Axis {
  places: Float64Array;
  /** Ticks between two places, with room for so many pixels. */
  ticks(from: number, to: number, width: number): Tick[];
  /** What the ticks leave unsaid, as the day of hours. */
  context(from: number, to: number): string;
}

/** A counter along the points: where it went on, and where it jumped or went back. */
export interface Rail {
  name: string;
  points: number[];
  gaps: { index: number; size: number }[];
}

/** A line of marks below the points. */
export interface Lane {
  name: string;
  /** Points with a mark in the upper half, and in the lower one. */
  upper: number[];
  lower: number[];
  marked: boolean;
}

/** Pixels that one tick takes. */
const tickRoom = 84;
const two = (part: number) => String(part).padStart(2, "0");
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A time as short as its neighbours allow, in UTC: a year, a month, a day, an hour, a second. Among hours a year begins with a day. */
export function timeText(at: Date, amongHours = false): string {
  const [hours, minutes, seconds, rest] = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds(), at.getUTCMilliseconds()];
  if (rest > 0) return `${two(minutes)}:${two(seconds)}.${String(rest).padStart(3, "0")}`;
  if (seconds > 0) return `${two(hours)}:${two(minutes)}:${two(seconds)}`;
  if (hours + minutes > 0) return `${two(hours)}:${two(minutes)}`;
  const month = months[at.getUTCMonth()] ?? "";
  if (at.getUTCDate() > 1 || amongHours) return `${month} ${at.getUTCDate()}`;
  return at.getUTCMonth() > 0 ? month : String(at.getUTCFullYear());
}

const dayMs = 86_400_000;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** Points by their times, in milliseconds since 1970. */
export function timeAxis(times: number[]): Axis {
  const first = times[0] ?? 0;
  if ((times.at(-1) ?? 0) === first) return evenAxis(times.length, `${dayOf(first)} ${new Date(first).toISOString().slice(11, 16)}`);
  return {
    places: Float64Array.from(times),
    ticks(from, to, width) {
      const found = utcTicks(new Date(from), new Date(to), Math.max(2, Math.floor(width / tickRoom)));
      const amongHours = found.some((at) => at.getTime() % dayMs !== 0);
      return found.map((at) => ({ at: at.getTime(), text: timeText(at, amongHours) }));
    },
    // The air round the points is nobody's day.
    context: (from, to) => {
      const [begin, end] = [dayOf(Math.max(from, first)), dayOf(Math.min(to, times.at(-1) ?? to))];
      return begin === end ? `${begin} UTC` : "UTC";
    },
  };
}

/** All at the same time: side by side, for want of anything better. */
function evenAxis(count: number, time: string): Axis {
  return { places: Float64Array.from({ length: count }, (_, at) => at), ticks: () => [], context: () => `${time} UTC` };
}

/**
 * Points by a version that grows. Points without one stand where the last one stood; where the version goes back,
 * a new stretch begins behind the old one.
 */
export function versionAxis(versions: (number | null)[], back: (index: number) => boolean): Axis {
  const places = new Float64Array(versions.length);
  // Stretches: place of their first point, and what is taken off a place to have the version.
  const stretches: { from: number; less: number }[] = [];
  let last = 0;
  versions.forEach((version, index) => {
    if (version !== null && (stretches.length === 0 || back(index))) {
      const from = stretches.length === 0 ? version : last + 2;
      stretches.push({ from, less: from - version });
      if (stretches.length === 1) places.fill(from, 0, index);
    }
    if (version !== null) last = Math.max(last, version + (stretches.at(-1)?.less ?? 0));
    places[index] = version === null && stretches.length === 0 ? 0 : last;
  });
  return {
    places,
    ticks(from, to, width) {
      const perPixel = (to - from) / Math.max(width, 1);
      return stretches.flatMap(({ from: start, less }, index) => {
        const end = Math.min((stretches[index + 1]?.from ?? Infinity) - 1, to, last);
        const begin = Math.max(start, from);
        if (end < begin) return [];
        const count = Math.max(1, Math.floor((end - begin) / perPixel / tickRoom));
        const written = ticksBetween(begin - less, end - less, count).filter(Number.isInteger);
        const all = end === begin ? [begin - less] : written;
        return all.map((version) => ({ at: version + less, text: version.toLocaleString("en") }));
      });
    },
    context: () => "",
  };
}

/** What is seen of an axis: all of it with a little air, where nothing was zoomed. */
export function wholeOf({ places }: Axis): [number, number] {
  const [first, last] = [places[0] ?? 0, places.at(-1) ?? 0];
  const air = first === last ? 1 : (last - first) * 0.02;
  return [first - air, last + air];
}

/** Zooms by a factor about a place, never out of the whole and never closer than can be told apart. */
export function zoomed([from, to]: [number, number], about: number, by: number, whole: [number, number]): [number, number] {
  const least = Math.max((whole[1] - whole[0]) / 50_000, 1e-6);
  const span = Math.min(Math.max((to - from) * by, least), whole[1] - whole[0]);
  const share = to === from ? 0.5 : (about - from) / (to - from);
  return moved([about - share * span, about - share * span + span], 0, whole);
}

/** Moves what is seen, within the whole. */
export function moved([from, to]: [number, number], by: number, whole: [number, number]): [number, number] {
  const span = to - from;
  const start = Math.min(Math.max(from + by, whole[0]), Math.max(whole[1] - span, whole[0]));
  return [start, start + span];
}

/** The first point at a place or behind it. */
export function lowerBound(places: ArrayLike<number>, place: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The point nearest to a place; of several at one place the last. */
export function nearest(places: Float64Array, place: number): number {
  const after = Math.min(lowerBound(places, place), places.length - 1);
  const before = Math.max(after - 1, 0);
  const found = Math.abs((places[before] ?? 0) - place) < Math.abs((places[after] ?? 0) - place) ? before : after;
  let last = found;
  while (last + 1 < places.length && places[last + 1] === places[found]) last++;
  return last;
}

export interface Mark {
  x: number;
  index: number;
}

/**
 * Of some points, given by rising indexes, those in sight: at most one a pixel, so that whatever there is
 * costs no more to draw than the width.
 */
export function thinned(points: ArrayLike<number>, xOf: (index: number) => number, width: number): Mark[] {
  const marks: Mark[] = [];
  let column = -1;
  for (let at = 0; at < points.length; at++) {
    const index = points[at] ?? 0;
    const x = xOf(index);
    if (x < -1) continue;
    if (x > width + 1) break;
    const own = Math.floor(x);
    if (own === column) continue;
    column = own;
    marks.push({ x: Math.round(x * 10) / 10, index });
  }
  return marks;
}

/** How wide a mark may be without touching its neighbours: 1 to 5 pixels. */
export function roomOf(marks: Mark[]): number {
  let least = 8;
  for (let at = 1; at < marks.length; at++) least = Math.min(least, (marks[at]?.x ?? 0) - (marks[at - 1]?.x ?? 0));
  return Math.max(1, Math.min(5, Math.floor(least) - 2));
}

/** One path for all marks: a stroke each, from a height down. */
export const strokes = (marks: Mark[], top: number, height: number): string =>
  marks.map(({ x }) => `M${x} ${top}v${height}`).join("");
