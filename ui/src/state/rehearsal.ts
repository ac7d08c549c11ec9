// A made-up twin for laying the workbench out once before the first real one: nothing of it is ever seen.
import type { Overview } from "../ipc/generated/Overview";
import type { FindingView } from "../ipc/generated/FindingView";
import type { NegotiationRow } from "../ipc/generated/NegotiationRow";
import type { PlaceView } from "../ipc/generated/PlaceView";
import type { TreeRow } from "../ipc/generated/TreeRow";
import type { TwinRow } from "../ipc/generated/TwinRow";
import { App } from "./app.svelte";

const badge = { errors: 1, warnings: 1, infos: 1 };
const place: PlaceView = { label: "", pointer: "", line: 1, column: 1, row: 0 };
const severities = ["error", "warning", "info"];

const row: TwinRow = { id: 0, name: "twin", module: null, source: "twin.json", kind: "twin", state: "checked", badge, worst: "`a` “b”" };

const tree: TreeRow[] = [0, 1, 2].map((depth) => ({
  key: `${depth}`,
  scope: { kind: depth === 2 ? "group" : "twin", group: "" },
  label: "group",
  note: "1 KB",
  depth,
  badge,
  inDesired: true,
  inReported: false,
}));

const finding = (severity: string, index: number): FindingView => ({
  index,
  rule: "rule",
  severity,
  confidence: "certain",
  message: "`a` → “b”, ≤ 1",
  reason: "",
  advice: "",
  place,
  related: [],
  evidence: [],
  repair: null,
  group: "group",
  code: null,
});

const cell = { text: "1.0", place };
const negotiation = (verdict: string): NegotiationRow => {
  const sides = [{ profile: "draft", row: "A5", verdict, because: "" }];
  const versions = { portalOutput: cell, portalMaxInput: cell, deviceMaxInput: cell, deviceOutput: { text: null, place: null } };
  return { group: verdict, dialect: "draft", ...versions, desired: sides, reported: sides, overall: verdict, deployment: [] };
};

const section = { bytes: 1, bytesLimit: 2, depth: 1, depthLimit: 10, longestKey: 1, longestValue: 1, version: "1", lastUpdated: null, place };

const overview: Overview = {
  id: 0,
  name: "twin",
  source: "twin.json",
  takenFor: { kind: "service-twin", title: "a twin", because: "`a` · “b”", canWrap: true, repaired: true },
  badge,
  identity: [{ name: "deviceId", value: "twin", place }],
  meters: [{ ...section, section: "desired" }],
  negotiation: ["ok", "error"].map(negotiation),
};

/** The state of a window that shows the made-up twin. */
export async function rehearsed(): Promise<App> {
  const app = new App();
  const at = Date.now();
  app.focus.twin = row.id;
  app.focus.tree.state = { kind: "ready", value: tree, at };
  app.focus.overview.state = { kind: "ready", value: overview, at };
  app.focus.worst.state = { kind: "ready", value: { total: 3, hidden: 0, first: 0, rows: severities.map(finding) }, at };
  await app.list.pages.restart(() =>
    Promise.resolve({ total: 1, loaded: 1, matching: 1, first: 0, rows: [row], filterProblem: null }),
  );
  return app;
}
