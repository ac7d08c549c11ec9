// How a row of a difference reads: the line of text, its colours, the sign before it.
import type { Blame } from "../../ipc/generated/Blame";
import type { DiffCell } from "../../ipc/generated/DiffCell";
import type { DiffRow } from "../../ipc/generated/DiffRow";
import { kindTone } from "../../state/present";

/** A part of a line: text, colour, and whether the other side lacks it. */
export interface Part {
  text: string;
  color: string;
  differs: boolean;
}

const quiet = "var(--text-faint)";
const plain = (text: string, color = quiet): Part => ({ text, color, differs: false });

/** The value of a cell in parts, a string in its quotes. */
export function valueOf(cell: DiffCell): Part[] {
  const color = cell.masked ? quiet : kindTone[cell.kind];
  const parts = cell.pieces.map(({ text, differs }): Part => ({ text, color, differs }));
  if (cell.cut) parts.push(plain("…"));
  if (cell.kind !== "string" || cell.masked) return parts;
  return [plain('"', color), ...parts, plain('"', color)];
}

/** The line of JSON that a row is on one side; nothing where that side does not have it. */
export function lineOf(row: DiffRow, cell: DiffCell | null): Part[] | null {
  if (cell === null) return null;
  const array = cell.kind === "array";
  if (row.kind === "close") return [plain(array ? "]" : "}")];
  const name = row.element || row.name === "" ? [] : [plain(JSON.stringify(row.name), "var(--key)"), plain(": ")];
  if (row.kind === "open") return [...name, plain((array ? "[" : "{") + (row.folded ? (array ? "…]" : "…}") : ""))];
  if (cell.kind === "object" || cell.kind === "array") {
    const said = cell.pieces.map(({ text }) => text).join("");
    const inside = said === "empty" ? "" : ` ${said} `;
    return [...name, plain(array ? `[${inside}]` : `{${inside}}`)];
  }
  return [...name, ...valueOf(cell)];
}

/** Which side a one-sided difference stands on. */
export function sideOf(row: DiffRow): "left" | "right" | "both" {
  if (row.left === null) return "right";
  return row.right === null ? "left" : "both";
}

/** Who wrote a value, as short as a margin wants it: `3 h 20 min · v41 · night-window`. */
export function blameShort({ age, at, revision, by, source }: Blame): string {
  const sign = source === "history" ? "≤ " : source === "around" ? "~ " : "";
  const when = age !== "" ? age : (at ?? "").slice(0, 10);
  return sign + [when, revision === null ? "" : `v${revision}`, by ?? ""].filter((part) => part !== "").join(" · ");
}

/** The same in full. */
export function blameFull({ age, at, revision, by, source, snapshot }: Blame): string {
  const when = at === null ? "" : `${at.slice(0, 19).replace("T", " ")} UTC${age === "" ? "" : `, ${age} ago`}`;
  const version = revision === null ? "" : `$version ${revision}`;
  if (source === "history") {
    const from = [`snapshot ${snapshot ?? ""}`, version].filter((part) => part !== "").join(", ");
    return `From history, no later than ${when} (${from})`;
  }
  const written = [when, version, by === null ? "" : `by ${by}`].filter((part) => part !== "").join(", ");
  return source === "around" ? `Stamp of what it stands in: ${written}` : `Written ${written}`;
}
