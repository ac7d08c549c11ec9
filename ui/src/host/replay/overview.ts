// The recorded first page of a twin.
import type { Meter } from "../../ipc/generated/Meter";
import type { NegotiationRow } from "../../ipc/generated/NegotiationRow";
import type { Overview } from "../../ipc/generated/Overview";
import type { PlaceView } from "../../ipc/generated/PlaceView";
import type { SideVerdict } from "../../ipc/generated/SideVerdict";
import type { VersionCell } from "../../ipc/generated/VersionCell";
import { dialectOf, groupsOf, membersOf, type Document, type Members } from "./shape";

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

function find(document: Document, needle: string): PlaceView {
  const row = Math.max(0, document.rows.findIndex(({ text }) => text.includes(needle)));
  return { label: "", pointer: "", line: row + 1, column: 1, row };
}

function meter(document: Document, section: string, members: Members, limit: number): Meter {
  const counted = Object.fromEntries([...members].filter(([name]) => !name.startsWith("$")));
  const strings = JSON.stringify(counted).match(/"[^"]*"/g) ?? [""];
  return {
    section,
    bytes: JSON.stringify(counted).length,
    bytesLimit: limit,
    depth: depthOf(counted),
    depthLimit: 10,
    longestKey: 27,
    longestValue: Math.max(...strings.map((text) => text.length)) - 2,
    version: members.has("$version") ? String(members.get("$version")) : null,
    lastUpdated: textAt(members, "$metadata", "$lastUpdated"),
    place: find(document, `"${section}"`),
  };
}

function textAt(members: Members, ...path: string[]): string | null {
  let value: unknown = Object.fromEntries(members);
  for (const name of path) value = membersOf(value).get(name);
  return value === undefined || value === null ? null : String(value);
}

function verdictsOf(written: string | null, read: string | null, side: string): SideVerdict[] {
  if (written === null || read === null) {
    const because = "One of the two versions is not declared, so nothing can be compared.";
    return [{ profile: "draft", row: "A3", verdict: "undetermined", because }];
  }
  const fits = Number.parseInt(written, 10) <= Number.parseInt(read, 10);
  const draft = fits
    ? { row: "A5", verdict: "ok", because: `${written} is not above ${read}: the ${side} reads all of it.` }
    : { row: "B7", verdict: "error", because: `${written} is above ${read}: the ${side} cannot read it.` };
  const agent = { row: "C1", verdict: "note", because: "The shipped agent never compares these versions and reads what it finds." };
  return [
    { profile: "draft", ...draft },
    { profile: "ga-doc", ...draft },
    { profile: "ga-agent", ...agent },
  ];
}

function negotiation(document: Document, group: string): NegotiationRow {
  const { desired, reported } = document;
  const cell = (members: Members, schema: string, name: string): VersionCell => {
    const text = textAt(members, schema, group, name);
    return { text, place: text === null ? null : find(document, `"${name}": "${text}"`) };
  };
  const portalOutput = cell(desired, "__portalSchemas", "outputVersion");
  const portalMaxInput = cell(desired, "__portalSchemas", "maxInputVersion");
  const deviceMaxInput = cell(reported, "__deviceSchemas", "maxInputVersion");
  const deviceOutput = cell(reported, "__deviceSchemas", "outputVersion");
  const told = verdictsOf(portalOutput.text, deviceMaxInput.text, "device");
  const says = verdictsOf(deviceOutput.text, portalMaxInput.text, "portal");
  const bad = [...told.slice(0, 1), ...says.slice(0, 1)].some(({ verdict }) => verdict === "error");
  const deployment = [textAt(desired, group, "__meta", "deployment"), textAt(reported, group, "__meta", "deployment")];
  return {
    group,
    dialect: dialectOf(document),
    portalOutput,
    portalMaxInput,
    deviceMaxInput,
    deviceOutput,
    desired: told,
    reported: says,
    overall: bad ? "error" : "ok",
    deployment: deployment.flatMap((one) => (one === null ? [] : [one])),
  };
}

export function overviewOf(document: Document, id: number): Overview {
  const { twin, root, desired, reported } = document;
  const identity = [...root].flatMap(([name, value]) =>
    typeof value === "object" ? [] : [{ name, value: String(value), place: find(document, `"${name}"`) }],
  );
  const tags = membersOf(root.get("tags"));
  return {
    id,
    name: twin.module === null ? twin.name : `${twin.name}/${twin.module}`,
    source: `twins/${twin.source}`,
    takenFor: {
      kind: twin.kind.replace(" ", "-"),
      title: twin.kind.replace(/^\w/, (first) => first.toUpperCase()),
      because: twin.because,
      canWrap: twin.canWrap ?? false,
      repaired: twin.repaired !== undefined,
    },
    badge: document.badge,
    identity,
    meters: [
      ...(tags.size > 0 ? [meter(document, "tags", tags, 8_192)] : []),
      meter(document, "desired", desired, 32_768),
      ...(reported.size > 0 ? [meter(document, "reported", reported, 32_768)] : []),
    ],
    negotiation: groupsOf(document).map((group) => negotiation(document, group)),
  };
}
