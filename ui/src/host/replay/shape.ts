// Makes rows out of a recorded twin: tree, values, findings, text. Simple on purpose: the real answers come from the shell.
import type { Badge } from "../../ipc/generated/Badge";
import type { CellKind } from "../../ipc/generated/CellKind";
import type { FindingView } from "../../ipc/generated/FindingView";
import type { PlaceView } from "../../ipc/generated/PlaceView";
import type { Scope } from "../../ipc/generated/Scope";
import type { TextRow } from "../../ipc/generated/TextRow";
import type { TreeRow } from "../../ipc/generated/TreeRow";
import type { ValueCell } from "../../ipc/generated/ValueCell";
import type { ValueRow } from "../../ipc/generated/ValueRow";
import type { RecordedFinding, RecordedTwin } from "./recorded";

export type Members = Map<string, unknown>;

export const membersOf = (value: unknown): Members =>
  new Map<string, unknown>(typeof value === "object" && value !== null ? Object.entries(value) : []);
const isContainer = (value: unknown) => typeof value === "object" && value !== null;

export interface Document {
  twin: RecordedTwin;
  root: Members;
  desired: Members;
  reported: Members;
  rows: TextRow[];
  findings: FindingView[];
  badge: Badge;
}

export function badgeOf(findings: { severity: string }[]): Badge {
  const count = (word: string) => findings.filter(({ severity }) => severity === word).length;
  return { errors: count("error"), warnings: count("warning"), infos: count("info") };
}

function placeOf(text: string, needle: string, pointer: string, label: string): PlaceView {
  const at = Math.max(0, text.indexOf(needle));
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  return { label, pointer, line, column: at - before.lastIndexOf("\n"), row: line - 1 };
}

function viewOf(text: string, finding: RecordedFinding, index: number): FindingView {
  return {
    index,
    rule: finding.rule,
    severity: finding.severity,
    confidence: finding.confidence ?? "certain",
    message: finding.message,
    reason: finding.reason,
    advice: finding.advice,
    place: placeOf(text, finding.needle, finding.pointer, ""),
    related: (finding.related ?? []).map(({ needle, pointer, label }) => placeOf(text, needle, pointer, label)),
    evidence: finding.evidence ?? [],
    repair: finding.repair ?? null,
    group: finding.group ?? null,
    code: finding.code ?? null,
  };
}

export function read(twin: RecordedTwin): Document {
  const root = membersOf(JSON.parse(twin.repaired ?? twin.text));
  const properties = membersOf(root.get("properties"));
  const findings = twin.findings.map((finding, index) => viewOf(twin.text, finding, index));
  const rows: TextRow[] = twin.text.split("\n").map((text, at) => ({ line: at + 1, continued: false, text, marks: [] }));
  findings.forEach((view, index) => {
    const needle = twin.findings[index]?.needle.split("\n")[0] ?? "";
    const from = view.place.column - 1;
    const { severity, rule, message } = view;
    rows[view.place.row]?.marks.push({ finding: index, severity, rule, message, from, to: from + needle.length });
  });
  const [desired, reported] = [membersOf(properties.get("desired")), membersOf(properties.get("reported"))];
  return { twin, root, desired, reported, rows, findings, badge: badgeOf(findings) };
}

const isGroup = (name: string) => !name.startsWith("$") && !name.startsWith("__");

export function groupsOf({ desired, reported, findings }: Document): string[] {
  const named = findings.flatMap(({ group }) => (group === null ? [] : [group]));
  return [...new Set([...desired.keys(), ...reported.keys(), ...named])].filter(isGroup).sort();
}

export function inScope(finding: FindingView, scope: Scope): boolean {
  if (scope.kind === "twin") return true;
  if (scope.kind === "group") return finding.group === scope.group;
  if (scope.kind === "tags") return finding.place.pointer.startsWith("/tags");
  return finding.place.pointer.startsWith(`/properties/${scope.kind}`);
}

export function treeOf(document: Document): TreeRow[] {
  const line = (key: string, scope: Scope, label: string, note: string, depth: number): TreeRow => ({
    key,
    scope,
    label,
    note,
    depth,
    badge: badgeOf(document.findings.filter((finding) => inScope(finding, scope))),
    inDesired: document.desired.has(scope.group),
    inReported: document.reported.has(scope.group),
  });
  const size = (members: Members) => `${(JSON.stringify(Object.fromEntries(members)).length / 1024).toFixed(1)} KiB`;
  const plain = (kind: Scope["kind"]): Scope => ({ kind, group: "" });
  return [
    line("twin", plain("twin"), document.twin.name, document.twin.kind, 0),
    ...(document.root.has("deviceId") ? [line("identity", plain("identity"), "Identity", "", 1)] : []),
    ...(document.root.has("tags") ? [line("tags", plain("tags"), "Tags", size(membersOf(document.root.get("tags"))), 1)] : []),
    line("desired", plain("desired"), "Desired", size(document.desired), 1),
    ...(document.reported.size > 0 ? [line("reported", plain("reported"), "Reported", size(document.reported), 1)] : []),
    ...groupsOf(document).map((group) => line(`group/${group}`, { kind: "group", group }, group, dialectOf(document), 1)),
  ];
}

export const dialectOf = ({ desired }: Document): string =>
  [...desired.keys()].some((name) => name.startsWith("__portalSchemas")) ? "2018-09 draft" : "GA";

function kindOf(value: unknown): CellKind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  return typeof value === "object" ? "object" : "string";
}

function cellOf(document: Document, value: unknown, pointer: string, metadata: unknown): ValueCell {
  const size = membersOf(value).size;
  const full = isContainer(value) ? `${size} ${size === 1 ? "member" : "members"}` : String(value);
  const finding = document.findings.find((one) => one.place.pointer === pointer);
  const said = (name: string) => {
    const found = membersOf(metadata).get(name);
    return found === undefined ? null : String(found);
  };
  return {
    kind: kindOf(value),
    text: full.slice(0, 400),
    cut: full.length > 400,
    masked: full.includes("••••"),
    pointer,
    lastUpdated: said("$lastUpdated"),
    version: said("$lastUpdatedVersion"),
    by: null,
    severity: finding?.severity ?? null,
    finding: finding?.index ?? null,
  };
}

interface Side {
  value: unknown;
  pointer: string;
  metadata: unknown;
}

interface Wanted {
  search: string;
  folded: Set<string>;
  showMetadata: boolean;
}

const absent = Symbol("absent");

function rowsOf(document: Document, sides: (Side | null)[], path: string, depth: number, wanted: Wanted): ValueRow[] {
  const members = sides.map((side) => membersOf(side?.value));
  const names = [...new Set(members.flatMap((one) => [...one.keys()]))].filter(
    (name) => wanted.showMetadata || !name.startsWith("$"),
  );
  return names.flatMap((name) => {
    const key = path === "" ? name : `${path}/${name}`;
    const inner = sides.map((side, at): Side | null => {
      const value = members[at]?.has(name) === true ? members[at].get(name) : absent;
      if (side === null || value === absent) return null;
      return { value, pointer: `${side.pointer}/${name}`, metadata: membersOf(side.metadata).get(name) };
    });
    const cells = inner.map((side) => side && cellOf(document, side.value, side.pointer, side.metadata));
    const hasChildren = inner.some((side) => side !== null && membersOf(side.value).size > 0);
    const folded = hasChildren && wanted.folded.has(key);
    const below = hasChildren && !folded ? rowsOf(document, inner, key, depth + 1, wanted) : [];
    const hit = `${name} ${cells.map((cell) => cell?.text ?? "").join(" ")}`.toLowerCase().includes(wanted.search);
    if (!hit && below.length === 0) return [];
    const row = { key, name, depth, hasChildren, folded, desired: cells[0] ?? null, reported: cells[1] ?? null };
    return [row, ...below];
  });
}

export function valuesOf(document: Document, scope: Scope, wanted: Wanted): { rows: ValueRow[]; twoSided: boolean } {
  const { root, desired, reported } = document;
  const side = (members: Members, pointer: string): Side => ({
    value: Object.fromEntries(members),
    pointer,
    metadata: members.get("$metadata"),
  });
  const [told, says] = [side(desired, "/properties/desired"), side(reported, "/properties/reported")];
  const only = (members: Members, pointer: string) => ({
    rows: rowsOf(document, [side(members, pointer)], "", 0, wanted),
    twoSided: false,
  });
  if (scope.kind === "tags") return only(membersOf(root.get("tags")), "/tags");
  if (scope.kind === "identity")
    return only(new Map([...root].filter(([name]) => name !== "properties" && name !== "tags")), "");
  if (scope.kind !== "group") return { rows: rowsOf(document, [told, says], "", 0, wanted), twoSided: true };
  const inner = (whole: Side, members: Members): Side | null =>
    members.has(scope.group)
      ? { value: members.get(scope.group), pointer: `${whole.pointer}/${scope.group}`, metadata: membersOf(whole.metadata).get(scope.group) }
      : null;
  return { rows: rowsOf(document, [inner(told, desired), inner(says, reported)], "", 0, wanted), twoSided: true };
}
