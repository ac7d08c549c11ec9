// Turns "findings sorted by severity, so many of each" into lines with a heading per severity, without holding them.
import type { Badge } from "../ipc/generated/Badge";
import { countOf, severities, totalOf, type Severity } from "../ipc/severity";

export type FindingLine =
  | { kind: "heading"; severity: Severity; count: number }
  | { kind: "finding"; position: number };

interface Run {
  severity: Severity;
  start: number;
  count: number;
}

// Counts that do not add up (the twin changed between two calls) mean: no headings, all rows.
function runsOf(badge: Badge, hidden: Severity[], total: number): Run[] | null {
  if (totalOf(badge) !== total) return null;
  let start = 0;
  const runs: Run[] = [];
  for (const severity of severities) {
    const count = countOf(badge, severity);
    if (count > 0 && !hidden.includes(severity)) runs.push({ severity, start, count });
    start += count;
  }
  return runs;
}

/** Lines in all. */
export function linesOf(badge: Badge, hidden: Severity[], total: number): number {
  const runs = runsOf(badge, hidden, total);
  return runs === null ? total : runs.reduce((sum, run) => sum + run.count + 1, 0);
}

/** What stands on a line. */
export function lineAt(badge: Badge, hidden: Severity[], total: number, line: number): FindingLine | null {
  const runs = runsOf(badge, hidden, total);
  if (runs === null) return line < total ? { kind: "finding", position: line } : null;
  let left = line;
  for (const { severity, start, count } of runs) {
    if (left === 0) return { kind: "heading", severity, count };
    if (left <= count) return { kind: "finding", position: start + left - 1 };
    left -= count + 1;
  }
  return null;
}

/** The line on which a finding stands; nothing where its severity is hidden. */
export function lineOf(badge: Badge, hidden: Severity[], total: number, position: number): number | null {
  const runs = runsOf(badge, hidden, total);
  if (runs === null) return position;
  let before = 0;
  for (const { start, count } of runs) {
    if (position >= start && position < start + count) return before + 1 + position - start;
    before += count + 1;
  }
  return null;
}

/** The shown finding after or before a position, round the end. */
export function rowAfter(
  badge: Badge,
  hidden: Severity[],
  total: number,
  position: number | null,
  direction: 1 | -1,
): number | null {
  const runs = runsOf(badge, hidden, total) ?? [{ start: 0, count: total }];
  const first = runs[0];
  const last = runs.at(-1);
  if (first === undefined || last === undefined || total === 0) return null;
  const lowest = first.start;
  const highest = last.start + last.count - 1;
  if (position === null) return direction === 1 ? lowest : highest;
  const next = position + direction;
  if (runs.some(({ start, count }) => next >= start && next < start + count)) return next;
  const later = runs.find(({ start }) => start > position);
  const earlier = runs.findLast(({ start, count }) => start + count <= position);
  if (direction === 1) return later?.start ?? lowest;
  return earlier === undefined ? highest : earlier.start + earlier.count - 1;
}
