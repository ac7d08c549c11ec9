// The recorded answers about desired beside reported: rows out of the recorded values, differing texts as drift.
import type { Blame } from "../../ipc/generated/Blame";
import type { DiffCell } from "../../ipc/generated/DiffCell";
import type { DiffPage } from "../../ipc/generated/DiffPage";
import type { DiffRequest } from "../../ipc/generated/DiffRequest";
import type { DiffRow } from "../../ipc/generated/DiffRow";
import type { DiffState } from "../../ipc/generated/DiffState";
import type { DriftHidden } from "../../ipc/generated/DriftHidden";
import type { ValueCell } from "../../ipc/generated/ValueCell";
import type { ValueRow } from "../../ipc/generated/ValueRow";
import { valuesOf, type Document } from "./shape";

const order: DiffState[] = ["drifted", "notReported", "same", "reportedOnly", "hidden"];

/** What hides the drift of a place, if anything. */
export type Hider = (pointer: string) => { hidden: DriftHidden; because: string } | null;

function stateOf(row: ValueRow): DiffState {
  if (row.desired === null) return "reportedOnly";
  if (row.reported === null) return "notReported";
  return row.hasChildren || row.desired.text === row.reported.text ? "same" : "drifted";
}

const differs = (state: DiffState) => state === "drifted" || state === "notReported";

function blameOf({ lastUpdated, version, by }: ValueCell): Blame | null {
  if (lastUpdated === null) return null;
  return { at: lastUpdated, age: "3 days", revision: version === null ? null : Number(version), by, source: "own", snapshot: null };
}

function cellOf(cell: ValueCell | null, other: ValueCell | null): DiffCell | null {
  if (cell === null) return null;
  const { kind, text, cut, masked, pointer } = cell;
  return { kind, pieces: [{ text, differs: other !== null && other.text !== text && kind !== "object" }], cut, masked, pointer, blame: blameOf(cell) };
}

function rowOf(row: ValueRow, found: DiffState, hider: Hider): DiffRow {
  const { key, name, depth, hasChildren, folded } = row;
  const pointer = row.desired?.pointer ?? row.reported?.pointer ?? "";
  const by = differs(found) && !hasChildren ? hider(pointer) : null;
  const state = by === null ? found : "hidden";
  return {
    key, name, depth, hasChildren, folded, state,
    kind: hasChildren ? "open" : "leaf",
    element: false,
    base: null,
    left: cellOf(row.desired, row.reported),
    right: cellOf(row.reported, row.desired),
    reason: by?.because ?? "",
    hidden: by?.hidden ?? null,
    differs: differs(state),
    leftOut: 0,
  };
}

/** Text has a line for each end, and inline one for each side of what differs. */
function asText(rows: DiffRow[], inline: boolean): DiffRow[] {
  const out: DiffRow[] = [];
  const open: DiffRow[] = [];
  const close = (depth: number) => {
    while ((open.at(-1)?.depth ?? -1) >= depth) {
      const last = open.pop();
      if (last !== undefined) out.push({ ...last, key: `${last.key}}`, kind: "close", hasChildren: false });
    }
  };
  for (const row of rows) {
    close(row.depth);
    if (inline && row.kind === "leaf" && row.differs && row.left !== null && row.right !== null)
      out.push({ ...row, right: null }, { ...row, key: `${row.key}+`, left: null });
    else out.push(row);
    if (row.kind === "open" && !row.folded) open.push(row);
  }
  close(0);
  return out;
}

/** Every property of a twin that differs. */
export function drifted(document: Document): { pointer: string; message: string }[] {
  const wanted = { search: "", folded: new Set<string>(), showMetadata: false };
  const { rows } = valuesOf(document, { kind: "twin", group: "" }, wanted);
  return rows
    .filter((row) => !row.hasChildren && differs(stateOf(row)))
    .map((row) => ({ pointer: row.desired?.pointer ?? row.reported?.pointer ?? "", message: stateOf(row) }));
}

export function diffOf(document: Document, request: DiffRequest, hider: Hider): DiffPage {
  const { compared, full, first, count, layout } = request;
  const base = compared.kind === "twins" && compared.base !== null;
  const scope = compared.kind === "drift" ? compared.scope : { kind: "twin" as const, group: "" };
  const wanted = { search: request.search.toLowerCase(), folded: new Set(request.toggled), showMetadata: false };
  const all = valuesOf(document, scope, wanted).rows.map((row) => rowOf(row, stateOf(row), hider));
  const above = (key: string) => all.some((other) => other.differs && other.key.startsWith(`${key}/`));
  const chosen = all.filter((row) => {
    if (request.states.length > 0) return request.states.includes(row.state) || (row.hasChildren && above(row.key));
    return full || row.differs || above(row.key);
  });
  // What both come from has what desired has: the reported side changed it.
  const told = base ? chosen.map((row) => ({ ...row, base: row.left, state: row.differs ? ("changedRight" as const) : row.state })) : chosen;
  const rows = layout === "tree" ? told : asText(told, layout === "inline");
  const leaves = all.filter((row) => !row.hasChildren);
  const counts = order
    .map((state) => ({ state, count: leaves.filter((row) => row.state === state).length }))
    .filter((entry) => entry.count > 0);
  return {
    total: rows.length,
    first,
    rows: rows.slice(first, first + count),
    head: {
      ...(compared.kind === "snapshots"
        ? { left: `Snapshot ${compared.before}`, right: `Snapshot ${compared.after}` }
        : { left: "Desired", right: "Reported" }),
      base: base ? "ancestor" : null, counts, notes: [], isOfTwo: compared.kind !== "drift",
    },
    marks: rows.flatMap((row, at): [number, DiffState][] => (row.differs && row.kind === "leaf" ? [[at, row.state]] : [])),
  };
}
