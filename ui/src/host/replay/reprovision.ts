// Answers of the simulator, made up from what the documents plainly say: enough to look at every part of its page.
import type { Chart } from "../../ipc/generated/Chart";
import type { Matrix } from "../../ipc/generated/Matrix";
import type { PlayedScenario } from "../../ipc/generated/PlayedScenario";
import type { ScenarioSample } from "../../ipc/generated/ScenarioSample";
import type { SimulatedHub } from "../../ipc/generated/SimulatedHub";
import type { Simulation } from "../../ipc/generated/Simulation";
import type { SimulationGiven } from "../../ipc/generated/SimulationGiven";
import type { SimulationRequest } from "../../ipc/generated/SimulationRequest";
import type { TakenDocument } from "../../ipc/generated/TakenDocument";
import type { WhatIf } from "../../ipc/generated/WhatIf";

const west = "plant-west.azure-devices.net";
const quarantine = "quarantine.azure-devices.net";
const words: Record<string, [update: boolean, migrate: boolean]> = {
  migrate: [true, true], reset: [true, false], never: [false, false], unnamed: [false, true],
};
const titles: Record<string, string> = {
  migrate: "Re-provision and migrate data", reset: "Re-provision and reset to initial config", never: "Never re-provision",
  unnamed: "keep the hub, migrate data (no standard policy)", none: "No policy saved",
};

type Json = Record<string, unknown>;
const objectOf = (value: unknown): Json => (typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const read = (text: string): Json => objectOf(parsed(text));
const written = (value: unknown) => JSON.stringify(value, null, 2);
const textOf = (value: unknown) => (typeof value === "string" ? value : null);

function given({ enrollment, device }: SimulationRequest): { policy: string; api: string | null; enabled: boolean } {
  const own = read(enrollment);
  const saved = own["reprovisionPolicy"];
  const { updateHubAssignment = true, migrateDeviceData = true } = objectOf(saved);
  const policy = Object.keys(words).find((name) => words[name]?.[0] === updateHubAssignment && words[name]?.[1] === migrateDeviceData);
  return { policy: saved === undefined ? "none" : (policy ?? "none"), api: textOf(read(device)["apiVersion"]), enabled: own["provisioningStatus"] !== "disabled" };
}

const nodes = [
  { name: "contact", shape: "start", x: 160, y: 44, lines: ["Device contacts the service", "to be provisioned again"] },
  { name: "has-policy", shape: "question", x: 160, y: 168, lines: ["Does the enrollment", "have a reprovisioning", "policy?"] },
  { name: "is-old", shape: "question", x: 160, y: 324, lines: ["Is the API version", "from before", "reprovisioning?"] },
  { name: "by-policy", shape: "end", x: 510, y: 168, lines: ["Provisioned again", "as the policy says"] },
  { name: "moves", shape: "end", x: 510, y: 324, lines: ["Moved to a new hub,", "if applicable"] },
  { name: "sticks", shape: "end", x: 160, y: 456, lines: ["Sticks to the hub", "it was assigned to"] },
] as const;

function chartOf(path: string[]): Chart {
  const edge = (from: string, to: string, answer: string | null, line: [number, number, number, number], label: [number, number]): Chart["edges"][number] => ({
    from, to, answer,
    taken: path.indexOf(to) > 0 && path[path.indexOf(to) - 1] === from,
    line: [{ x: line[0], y: line[1] }, { x: line[2], y: line[3] }],
    label: { x: label[0], y: label[1] },
  });
  return {
    width: 640, height: 500, path,
    nodes: nodes.map(({ name, shape, x, y, lines }) => ({
      name, shape, title: lines.join(" "), lines: [...lines], rule: "The sentence of the rules stands here.",
      fact: path.includes(name) ? "What decided stands here." : null,
      at: { x, y }, width: shape === "question" ? 260 : 220, height: shape === "question" ? 116 : 64,
    })),
    edges: [
      edge("contact", "has-policy", null, [160, 76, 160, 110], [178, 98]),
      edge("has-policy", "by-policy", "Yes", [290, 168, 400, 168], [345, 158]),
      edge("has-policy", "is-old", "No", [160, 226, 160, 266], [178, 251]),
      edge("is-old", "moves", "No", [290, 324, 400, 324], [345, 314]),
      edge("is-old", "sticks", "Yes", [160, 382, 160, 424], [178, 408]),
    ],
  };
}

function outcomeOf(policy: string, isOld: boolean): { outcome: string; path: string[] } {
  if (policy !== "none") {
    const outcome = policy === "migrate" ? "migrated" : policy === "reset" ? "reset" : "kept-by-policy";
    return { outcome, path: ["contact", "has-policy", "by-policy"] };
  }
  return isOld ? { outcome: "stuck", path: ["contact", "has-policy", "is-old", "sticks"] } : { outcome: "migrated", path: ["contact", "has-policy", "is-old", "moves"] };
}

const allocationOf = ({ enrollment }: SimulationRequest) => textOf(read(enrollment)["allocationPolicy"]) ?? "static";

function measuresOf(request: SimulationRequest): Pick<SimulationGiven, "chosenBy" | "measures"> {
  const allocation = allocationOf(request);
  const chosenBy = allocation === "hashed" ? "weight" : allocation === "geoLatency" ? "latency" : null;
  if (chosenBy === null) return { chosenBy, measures: [] };
  const latencies = objectOf(read(request.device)["latencies"]);
  const hubs = parsed(request.hubs);
  const measures = (Array.isArray(hubs) ? hubs : []).map(objectOf).map((hub) => {
    const host = textOf(hub["hostName"]) ?? "";
    const value = chosenBy === "weight" ? (hub["allocationWeight"] ?? 1) : latencies[host];
    return { host, value: value === undefined ? null : String(value), idle: null };
  });
  return { chosenBy, measures };
}

/** What the engine calls the documents. */
const engineWords: Record<string, string> = {
  enrollment: "enrollment", device: "device", hubs: "hubs", record: "registration record", webhook: "webhook's answer", versions: "table of versions",
};
const textAt = (request: SimulationRequest, input: string): string => textOf(objectOf(request)[input]) ?? "";

const isOldApi = (api: string | null) => api === null || api <= "2018-04-01";

/** One request. */
export function simulated(request: SimulationRequest): Simulation {
  const { policy, api, enabled } = given(request);
  const { outcome, path } = enabled ? outcomeOf(policy, isOldApi(api)) : { outcome: "disabled", path: [] };
  const moves = outcome === "migrated" || outcome === "reset";
  const to = moves ? quarantine : west;
  const twin = { deviceId: "pump-0042", desiredVersion: 3, reportedVersion: 9, isEdge: false, modules: [], twin: "{\n  \"tags\": {}\n}" };
  const fresh = outcome === "reset" ? { ...twin, desiredVersion: 1, reportedVersion: 1 } : twin;
  const hub = (host: string): SimulatedHub => ({
    host, linked: true, assignedBefore: host === west, assignedAfter: host === to, before: host === west ? twin : null, after: host === to ? fresh : null,
  });
  const stage = (kind: string, status: string | null, at: string | null, sentence: string) => ({ kind, status, hub: at, sentence });
  const problems: Simulation["problems"] = Object.entries(engineWords)
    .filter(([input]) => textAt(request, input).trim() !== "" && parsed(textAt(request, input)) === null)
    .map(([, input]) => ({
      rule: "not-json", severity: "error", input, nth: 0, pointer: "", line: 1, column: 1,
      message: `the text of the ${input} is not JSON as it stands`, reason: "only JSON is read", advice: "Mend the text here.",
    }));
  return {
    given: {
      hasEnrollment: request.enrollment.trim() !== "", policy, allocation: allocationOf(request), target: quarantine, enabled, apiVersion: api, sdkLanguage: null, sdkVersion: null,
      age: api === null ? "unknown" : isOldApi(api) ? "old" : "new", hubs: [west, quarantine], currentHub: west,
      ...measuresOf(request),
      switches: [{ name: "same-hub-reset", value: "resets", options: [{ name: "resets", sentence: "The twin is replaced." }, { name: "keeps", sentence: "Nothing happens." }] }],
    },
    registrationId: "pump-0042", deviceId: "pump-0042", enrollment: "pump-0042", policy: policy === "none" ? null : policy, outcome,
    sentence: moves ? `The device moves from ${west} to ${to}.` : `The device stays on ${west}.`,
    from: west, to, status: "assigned", substatus: "deviceDataMigrated", recordedSubstatus: "deviceDataMigrated",
    chart: chartOf(path), allocation: { name: "static", sentence: `${to}: the enrollment names it.` }, candidates: [west, quarantine], webhookRequest: null,
    recordBefore: written({ assignedHub: west, status: "assigned" }), recordAfter: written({ assignedHub: to, status: "assigned" }), result: written({ assignedHub: to }),
    hubs: [hub(west), hub(quarantine)],
    stages: [
      stage("asked", null, null, "The device sends its registration request."),
      stage("answered", "assigning", null, "The service finds the enrollment and answers with an operation to ask for."),
      stage("allocated", "assigning", to, `The hub is chosen: ${to}.`),
      ...(moves
        ? [
            stage("identity-created", "assigning", to, `The device gets an identity on ${to}.`),
            stage(outcome === "reset" ? "twin-initial" : "twin-migrated", "assigning", to, "The twin is there."),
            stage("identity-removed", "assigning", west, `The identity on ${west} is removed.`),
          ]
        : [stage("untouched", "assigning", west, `Nothing is changed on ${west}.`)]),
      stage("ended", "assigned", to, `The device is told ${to} and connects there.`),
    ],
    lost: outcome === "reset" ? [{ name: "reported", sentence: "Reported properties are gone until the device reports again." }] : [],
    changes: outcome === "reset"
      ? [{ change: "removed", path: "/properties/reported/firmware", old: { kind: "string", text: "3.1.0", cut: false, masked: false, pointer: "", meaning: null }, new: null }]
      : [],
    further: 0, restsOn: [], inferences: [], problems,
  };
}

/** Every policy, for old and new devices. */
export function matrixOf(request: SimulationRequest): Matrix {
  const now = given(request);
  const ages = [{ name: "old", sentence: "2018-04-01" }, { name: "new", sentence: "2019-03-31" }];
  return {
    rows: Object.entries(titles).map(([name, sentence]) => ({ name, sentence })),
    ages,
    problems: [],
    cells: Object.keys(titles).flatMap((policy) =>
      ages.map(({ name: age }) => {
        const { outcome } = outcomeOf(policy, age === "old");
        const current = now.policy === policy && isOldApi(now.api) === (age === "old");
        return { policy, age, outcome, to: outcome === "migrated" || outcome === "reset" ? quarantine : west, substatus: null, sentence: outcome, current, restsOn: [], inferences: [] };
      }),
    ),
  };
}

/** Writes what is tried out. */
export function triedOut(request: SimulationRequest, tried: WhatIf[]): SimulationRequest {
  return tried.reduce((before, change) => {
    const enrollment = (member: string, value: unknown) => ({ ...before, enrollment: written({ ...read(before.enrollment), [member]: value }) });
    if (change.kind === "policy") {
      const [updateHubAssignment, migrateDeviceData] = words[change.policy] ?? [];
      return enrollment("reprovisionPolicy", change.policy === "none" ? undefined : { updateHubAssignment, migrateDeviceData });
    }
    if (change.kind === "enabled") return enrollment("provisioningStatus", change.enabled ? "enabled" : "disabled");
    if (change.kind === "allocation") return enrollment("allocationPolicy", change.policy);
    if (change.kind === "assumption") return { ...before, assumptions: [...before.assumptions, `${change.name}=${change.value}`] };
    if (change.kind === "weight") {
      const hubs = parsed(before.hubs);
      const all = (Array.isArray(hubs) ? hubs : []).map(objectOf);
      return { ...before, hubs: written(all.map((hub) => (hub["hostName"] === change.host ? { ...hub, allocationWeight: change.weight } : hub))) };
    }
    if (change.kind === "latency") {
      const device = read(before.device);
      const latencies = { ...objectOf(device["latencies"]), [change.host]: change.milliseconds ?? undefined };
      return { ...before, device: written({ ...device, latencies }) };
    }
    if (change.kind === "apiVersion") return { ...before, device: written({ ...read(before.device), apiVersion: change.version }) };
    return before;
  }, request);
}

export const start: SimulationRequest = {
  enrollment: written({ registrationId: "pump-0042", reprovisionPolicy: { updateHubAssignment: true, migrateDeviceData: true } }),
  device: written({ registrationId: "pump-0042", apiVersion: "2021-06-01" }),
  hubs: written([{ hostName: west, assigned: true, twin: {} }, { hostName: quarantine }]),
  record: "", webhook: "", versions: "", furtherEnrollments: [], assumptions: [],
};

export const samples: ScenarioSample[] = [
  { name: "quarantine", title: "Quarantine and back", description: "A pump is moved to a hub that can only update it, and back.", start, text: written({ title: "Quarantine and back", steps: [] }) },
];

/** What a text is, by the first name in it that tells. */
export function takenFor(text: string, name: string): TakenDocument[] {
  const known: [part: string, input: string][] = [["steps", "scenario"], ["attestation", "enrollment"], ["reprovisionPolicy", "enrollment"], ["hostName", "hubs"], ["apiVersion", "device"]];
  const input = known.find(([part]) => text.includes(`"${part}"`))?.[1] ?? null;
  const sentence = input === null ? `${name} was not taken: it is nothing the simulator knows.` : `${name} is taken for the ${input}.`;
  return [{ name, input, text: input === null ? "" : text, masked: false, sentence }];
}

/** A sequence of two requests, with something else between them. */
export function played(): PlayedScenario {
  const first = simulated(start);
  const last = simulated(triedOut(start, [{ kind: "policy", policy: "reset" }]));
  const step = (title: string, simulation: Simulation | null): PlayedScenario["steps"][number] => ({
    title, simulation, hubs: (simulation ?? first).hubs, changes: simulation?.changes ?? [], further: 0, problems: [],
  });
  return {
    title: "Quarantine and back", description: "A pump is moved, and back.", problems: [],
    steps: [step("The pump asks again", first), step("Somebody tags it", null), step("It asks once more, to be reset", last)],
  };
}
