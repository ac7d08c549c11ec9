// The recorded answers about one group: rows out of the recorded values, a few words of a schema, two counterparts.
import type { FindingMark } from "../../ipc/generated/FindingMark";
import type { GroupHead } from "../../ipc/generated/GroupHead";
import type { GroupPage } from "../../ipc/generated/GroupPage";
import type { GroupRequest } from "../../ipc/generated/GroupRequest";
import type { Migration } from "../../ipc/generated/Migration";
import type { PropertyCell } from "../../ipc/generated/PropertyCell";
import type { PropertyRow } from "../../ipc/generated/PropertyRow";
import type { PropertyState } from "../../ipc/generated/PropertyState";
import type { PropertyText } from "../../ipc/generated/PropertyText";
import type { SideView } from "../../ipc/generated/SideView";
import type { ValueCell } from "../../ipc/generated/ValueCell";
import type { ValueRow } from "../../ipc/generated/ValueRow";
import { badgeOf, inScope, valuesOf, type Document } from "./shape";

interface Recorded {
  title: string;
  unit?: string;
  means?: Record<string, string>;
  range?: string;
}

const recorded = new Map<string, Recorded>([
  ["activeHoursStart", { title: "Active hours from", unit: "hours", range: "0 to 23" }],
  ["activeHoursEnd", { title: "Active hours to", unit: "hours", range: "0 to 23" }],
  ["branchReadinessLevel", { title: "Branch", means: { "32": "semi-annual" } }],
  ["scheduledInstallDay", { title: "Day of installation", means: { "0": "every day", "1": "Sunday" } }],
  ["singleRebootTime", { title: "Next restart" }],
  ["dailyRebootTime", { title: "Daily restart" }],
  ["lastBootTime", { title: "Last start" }],
  ["ntpServer", { title: "Time server" }],
  ["timeZoneKeyName", { title: "Zone" }],
  ["timeZoneBias", { title: "Distance from UTC", unit: "minutes" }],
  ["timeZoneDaylightBias", { title: "Daylight time: distance", unit: "minutes" }],
  ["__meta", { title: "About this configuration" }],
]);
const groupWords = new Map<string, { title: string; description: string }>([
  ["rebootInfo", { title: "Scheduled restarts", description: "When the device restarts, once or every day." }],
  ["timeInfo", { title: "Time", description: "Where the device takes its time from, and its time zone." }],
  ["windowsUpdate", { title: "Windows Update", description: "How and when the device updates itself." }],
]);
const readOnly = new Set(["lastBootTime", "state", "time", "localTime", "uptimeRatio"]);
const order: PropertyState[] = ["missing", "different", "unknown", "pending", "notReported", "notAsked", "byDesign", "readOnly", "same"];

function stateOf(row: ValueRow, known: boolean): PropertyState {
  if (row.hasChildren) return "same";
  if (!known && row.depth === 0 && !recorded.has(row.name) && !readOnly.has(row.name)) return "unknown";
  if (row.desired !== null && row.reported !== null) return row.desired.text === row.reported.text ? "same" : "different";
  if (row.desired !== null) return "notReported";
  return readOnly.has(row.name) ? "readOnly" : "notAsked";
}

function cellOf(cell: ValueCell | null, name: string): PropertyCell | null {
  if (cell === null) return null;
  const { kind, text, cut, masked, pointer } = cell;
  return { kind, text, cut, masked, pointer, meaning: recorded.get(name)?.means?.[text] ?? null };
}

function textOf(name: string): PropertyText | null {
  const of = recorded.get(name);
  if (of === undefined) return null;
  const allowed = Object.entries(of.means ?? {}).map(([value, meaning]) => ({ value, meaning }));
  return {
    description: `${of.title}, as it was recorded.`,
    types: of.unit === undefined ? ["string"] : ["integer"],
    allowed,
    furtherAllowed: 0,
    closed: allowed.length > 0,
    range: of.range ?? null,
    length: null,
    pattern: null,
    default: null,
    required: name === "__meta",
    reported: null,
    subGroup: null,
    aliases: [],
    documented: "The recorded documents say the same.",
    defect: null,
    csp: null,
    sources: ["recorded.ts"],
  };
}

function rowOf(document: Document, row: ValueRow, open: string | null, known: boolean): PropertyRow {
  const findings = document.findings
    .filter(({ place }) => place.pointer === row.desired?.pointer || place.pointer === row.reported?.pointer)
    .map(({ index, severity, rule, message }): FindingMark => ({ index, severity, rule, message }));
  const text = textOf(row.name);
  return {
    key: row.key,
    name: row.name,
    title: recorded.get(row.name)?.title ?? "",
    depth: row.depth,
    kind: "property",
    desired: cellOf(row.desired, row.name),
    reported: cellOf(row.reported, row.name),
    unit: recorded.get(row.name)?.unit ?? null,
    state: stateOf(row, known),
    note: "",
    findings,
    hasChildren: row.hasChildren,
    folded: row.folded,
    hasText: text !== null,
    text: open === row.key ? text : null,
  };
}

const unsetRow = (name: string, of: Recorded): PropertyRow => ({
  key: name, name, title: of.title, depth: 0, kind: "property", desired: null, reported: null, unit: of.unit ?? null, state: "notSet",
  note: "", findings: [], hasChildren: false, folded: false, hasText: true, text: null,
});

export function groupOf(document: Document, request: GroupRequest): GroupPage {
  const { group, search, toggled, open, unset, first, count } = request;
  const scope = { kind: "group", group } as const;
  const wanted = { search: search.toLowerCase(), folded: new Set(toggled), showMetadata: false };
  const known = groupWords.has(group);
  const values = valuesOf(document, scope, wanted).rows;
  const rows = values.map((row) => rowOf(document, row, open, !known));
  const there = new Set(values.map(({ name }) => name));
  const fits = (name: string, of: Recorded) => `${name} ${of.title}`.toLowerCase().includes(wanted.search);
  if (unset) for (const [name, of] of recorded) if (!there.has(name) && fits(name, of)) rows.push(unsetRow(name, of));
  const found = document.findings.filter((finding) => inScope(finding, scope));
  const atRows = new Set(rows.flatMap(({ findings }) => findings.map(({ index }) => index)));
  const elsewhere = found.filter(({ index }) => !atRows.has(index));
  const schema = (side: string) => ({
    path: `draft/${group}/${side}.json`, name: "draft", pack: null, because: "this dialect has no versions", binding: true,
  });
  const head: GroupHead = {
    group,
    title: groupWords.get(group)?.title ?? "",
    description: groupWords.get(group)?.description ?? "",
    dialect: "draft",
    dialectTitle: "draft documents, September 2018",
    dialectBecause: "`__portalSchemas` declares it",
    inDesired: document.desired.has(group),
    inReported: document.reported.has(group),
    refreshing: false,
    status: document.reported.has(group) ? { name: "succeeded", known: true } : null,
    desired: known ? schema("desired") : null,
    reported: known ? schema("reported") : null,
    known,
    badge: badgeOf(found),
    elsewhere: elsewhere.slice(0, 12).map(({ index, severity, rule, message }) => ({ index, severity, rule, message })),
    states: order
      .map((state) => ({ state, count: rows.filter((row) => row.state === state && !row.hasChildren).length }))
      .filter((one) => one.count > 0),
    fixes: found.filter(({ repair }) => repair !== null).length,
    counterparts: known ? 2 : 0,
  };
  return { head, total: rows.length, first, rows: rows.slice(first, first + count) };
}

const counts: SideView["counts"] = [{ fate: "renamed", count: 1 }, { fate: "added", count: 1 }, { fate: "kept", count: 2 }];

export function migrationOf(group: string, to: string | null): Migration {
  const known = groupWords.has(group);
  const counterpart = (name: string, dialect: string, version: string) => ({
    name, dialect, version, group, age: "newer" as const, sides: [{ direction: "desired", anew: true, refused: false, counts }],
  });
  const side: SideView = {
    direction: "desired",
    reader: "device",
    from: "draft",
    to: to ?? "preview 1",
    anew: true,
    counts,
    rows: [
      {
        fate: "renamed", title: "Deployment", from: "/__meta/deployment", to: "/__meta/deploymentId", value: '"rebootInfo_v2"',
        newValue: null, sentence: "It is called `deploymentId` there; nobody reads the old name.", weight: null,
      },
      {
        fate: "added", title: "Interface version", from: null, to: "/__meta/serviceInterfaceVersion", value: "", newValue: '"1.0.0"',
        sentence: "The device refuses a group that does not say which interface it is written for.", weight: null,
      },
      {
        fate: "kept", title: "Next restart", from: "/singleRebootTime", to: "/singleRebootTime", value: '"2026-11-30T02:00:00"',
        newValue: null, sentence: "It is read as it is.", weight: null,
      },
    ],
    further: 0,
    document: JSON.stringify({ properties: { desired: { [group]: { __meta: { deploymentId: "rebootInfo_v2" } } } } }, null, 2),
    documentCut: false,
  };
  return {
    group,
    dialect: "draft documents, September 2018",
    version: "2.0",
    counterparts: known
      ? [counterpart("preview@1", "preview agent, January to April 2019", "1"), counterpart("ga@1.0.0", "released agent, since April 2019", "1.0.0")]
      : [],
    to: known ? (to ?? "preview@1") : null,
    sides: known ? [side] : [],
    none: known ? null : "the catalogue does not know the group",
  };
}
