// Time as people say it. Knows no clock: the present comes in as an argument.

/** Milliseconds since 1970 of a time as a hub writes it; nothing where it is not one, or stands for "never". */
export function instantOf(written: string): number | null {
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,3})?\d*\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(written.trim());
  if (parts === null) return null;
  const [, day = "", time = "", fraction = "", zone = "Z"] = parts;
  const instant = Date.parse(`${day}T${time}${fraction}${zone}`);
  // The hub writes year 1 where nothing has been updated yet.
  return Number.isNaN(instant) || day.startsWith("0001-") ? null : instant;
}

const steps: [limit: number, unit: number, word: string][] = [
  [90, 1, "s"],
  [90 * 60, 60, "min"],
  [36 * 3600, 3600, "h"],
  [60 * 86_400, 86_400, "d"],
  [730 * 86_400, 30.44 * 86_400, "mo"],
  [Infinity, 365.25 * 86_400, "y"],
];

/** "3 h ago", "in 5 min", "just now"; the written text where it is not a time. */
export function ageOf(written: string, now: number): string {
  if (written.startsWith("0001-01-01")) return "never";
  const instant = instantOf(written);
  if (instant === null) return written;
  const seconds = (now - instant) / 1000;
  const size = Math.abs(seconds);
  if (size < 5) return "just now";
  const [, unit, word] = steps.find(([limit]) => size < limit) ?? [0, 1, "s"];
  const said = `${Math.max(1, Math.floor(size / unit))} ${word}`;
  return seconds >= 0 ? `${said} ago` : `in ${said}`;
}

const two = (part: number) => String(part).padStart(2, "0");

/** Exact time in UTC and on this machine, for a tooltip. */
export function exactOf(written: string): string {
  const instant = instantOf(written);
  if (instant === null) return written;
  const at = new Date(instant);
  const utc = at.toISOString().replace("T", " ").replace(/\.000Z$|Z$/, "");
  const local =
    `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ` +
    `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${utc} UTC\n${local} on this machine`;
}
