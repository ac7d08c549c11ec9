// The recorded answers about desired beside reported: rows out of the recorded values, differing texts as drift.
import type { Blame } from "../../ipc/generated/Blame";
import type { DiffCell } from "../../ipc/generated/DiffCell";
import type { DiffPage } from "../../ipc/generated/DiffPage";
import type { DiffRequest } from "../../ipc/generated/DiffRequest";
import type { DiffRow } from "../../ipc/generated/DiffRow";
import type { DiffState } from "../../ipc/generated/DiffState";
import type { ValueCell } from "../../ipc/generated/ValueCell";
import type { ValueRow } from "../../ipc/generated/ValueRow";
import { valuesOf, type Document } from "./shape";

const order: DiffState[] = ["drifted", "notReported", "same", "reportedOnly"];

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

function rowOf(row: ValueRow, state: DiffState): DiffRow {
  const { key, name, depth, hasChildren, folded } = row;
  return {
    key, name, depth, hasChildren, folded, state,
    kind: hasChildren ? "open" : "leaf",
    element: false,
    left: cellOf(row.desired, row.reported),
    right: cellOf(row.reported, row.desired),
    reason: "",
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

export function diffOf(document: Document, request: DiffRequest): DiffPage {
  const { compared, full, first, count, layout } = request;
  const scope = compared.kind === "drift" ? compared.scope : { kind: "twin" as const, group: "" };
  const wanted = { search: request.search.toLowerCase(), folded: new Set(request.toggled), showMetadata: false };
  const all = valuesOf(document, scope, wanted).rows.map((row) => rowOf(row, stateOf(row)));
  const above = (key: string) => all.some((other) => other.differs && other.key.startsWith(`${key}/`));
  const chosen = all.filter((row) => {
    if (request.states.length > 0) return request.states.includes(row.state) || (row.hasChildren && above(row.key));
    return full || row.differs || above(row.key);
  });
  const rows = layout === "tree" ? chosen : asText(chosen, layout === "inline");
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
      counts, notes: [], isOfTwo: compared.kind !== "drift",
    },
    marks: rows.flatMap((row, at): [number, DiffState][] => (row.differs && row.kind === "leaf" ? [[at, row.state]] : [])),
  };
}
