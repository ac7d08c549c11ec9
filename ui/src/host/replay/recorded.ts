// The recorded twins of the in-browser host: hand-made, with the findings they would get. For looking at, not for testing rules.

export interface RecordedFinding {
  rule: string;
  severity: "error" | "warning" | "info";
  confidence?: string;
  message: string;
  reason: string;
  advice: string;
  /** Text that is marked; its first occurrence. */
  needle: string;
  pointer: string;
  related?: { label: string; pointer: string; needle: string }[];
  evidence?: string[];
  repair?: string;
  group?: string;
  code?: string;
}

export interface RecordedTwin {
  name: string;
  module: string | null;
  source: string;
  kind: string;
  because: string;
  text: string;
  /** The same made readable, where the text is broken. */
  repaired?: string;
  canWrap?: boolean;
  findings: RecordedFinding[];
}

const hour = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * hour).toISOString().replace("Z", "0000Z");
const stamp = (hours: number, version?: number) =>
  version === undefined
    ? { $lastUpdated: ago(hours) }
    : { $lastUpdated: ago(hours), $lastUpdatedVersion: version };

const pretty = (value: unknown) => JSON.stringify(value, null, 2);

const desired = {
  __portalSchemas: {
    rebootInfo: { maxInputVersion: "3.0", outputVersion: "2.0" },
    windowsUpdate: { maxInputVersion: "1.2", outputVersion: "1.0" },
    timeInfo: { maxInputVersion: "2.0", outputVersion: "2.0" },
  },
  rebootInfo: {
    __meta: { deployment: "rebootInfo_v2" },
    singleRebootTime: "2026-11-30T02:00:00",
    dailyRebootTime: "2026-11-23T03:30:00",
  },
  timeInfo: {
    __meta: { deployment: "timeInfo_v4" },
    ntpServer: "time.windows.com",
    timeZoneKeyName: "Mountain Standard Time",
    timeZoneBias: 420,
    timeZoneDaylightBias: -60,
    dynamicDaylightTimeDisabled: false,
  },
  windowsUpdate: {
    __meta: { deployment: "ring_slow" },
    activeHoursStart: 8,
    activeHoursEnd: 17,
    branchReadinessLevel: 32,
    ring: "slow",
    scheduledInstallDay: 0,
    updateServiceUrl: "https://updates.example/feed?sig=••••••••••••••••",
  },
};

const reported = {
  __deviceSchemas: {
    rebootInfo: { type: "raw", tags: "dm", maxInputVersion: "4.0", outputVersion: "5.0" },
    windowsUpdate: { type: "raw", tags: "dm", maxInputVersion: "1.0", outputVersion: "1.0" },
    timeInfo: { type: "raw", tags: "dm;sensor", maxInputVersion: "1.0", outputVersion: "1.0" },
  },
  rebootInfo: {
    __meta: { deployment: "rebootInfo_v2", state: "completed", time: ago(26) },
    lastBootTime: ago(26).slice(0, 19),
    singleRebootTime: "2026-11-30T02:00:00",
    dailyRebootTime: "2026-11-23T03:30:00",
  },
  timeInfo: {
    __meta: { deployment: "timeInfo_v3", state: "pending", time: ago(71) },
    ntpServer: "time.nist.gov",
    timeZoneKeyName: "Pacific Standard Time",
    timeZoneBias: 480,
    timeZoneDaylightBias: -60,
    localTime: "refreshing",
  },
  windowsUpdate: {
    __meta: { deployment: "ring_slow", state: "completed", time: ago(5) },
    activeHoursStart: 8,
    activeHoursEnd: 17,
    branchReadinessLevel: 32,
    ring: "slow",
    uptimeRatio: 0.98,
    serial: 12345678901234,
  },
  __summary: { failedCount: 0, pendingCount: 1 },
};

function metadataOf(value: unknown, hours: number, version?: number): unknown {
  const own = stamp(hours, version);
  if (typeof value !== "object" || value === null) return own;
  const members = Object.entries(value).map(([name, member], at) => [name, metadataOf(member, hours + at * 2.3, version)]);
  return { ...own, ...Object.fromEntries(members) };
}

const stuck = {
  deviceId: "plant-7/press-04",
  etag: "AAAAAAAAACo=",
  deviceEtag: "NDE5NjM0NTYw",
  status: "enabled",
  statusUpdateTime: "0001-01-01T00:00:00Z",
  connectionState: "Disconnected",
  lastActivityTime: ago(5),
  cloudToDeviceMessageCount: 0,
  authenticationType: "sas",
  x509Thumbprint: { primaryThumbprint: null, secondaryThumbprint: null },
  version: 118,
  tags: { site: "A", line: "press", owner: { team: "ops-west", shift: 2 } },
  properties: {
    desired: { ...desired, $metadata: metadataOf(desired, 71, 42), $version: 42 },
    reported: { ...reported, $metadata: metadataOf(reported, 5), $version: 76 },
  },
};

const stuckFindings: RecordedFinding[] = [
  {
    rule: "reported-newer-than-portal-reads",
    severity: "error",
    message: "The device reports rebootInfo in 5.0; the portal reads 3.0 at most",
    reason: "Both directions are agreed apart. The portal cannot read a higher major version, so what the device reports about reboots is lost on it.",
    advice: "Let the device write rebootInfo at 3.0 or lower, or update the portal so that it reads 5.0.",
    needle: '"outputVersion": "5.0"',
    pointer: "/properties/reported/__deviceSchemas/rebootInfo/outputVersion",
    related: [
      {
        label: "the portal reads up to",
        pointer: "/properties/desired/__portalSchemas/rebootInfo/maxInputVersion",
        needle: '"maxInputVersion": "3.0"',
      },
    ],
    evidence: ["outputVersion 5.0", "maxInputVersion 3.0"],
    group: "rebootInfo",
  },
  {
    rule: "desired-newer-than-device-reads",
    severity: "error",
    message: "timeInfo is written in 2.0; the device reads 1.0 at most",
    reason: "A device must not be sent a higher major version than it declares. It ignores the group, and the old time zone stays.",
    advice: "Write timeInfo in 1.0 for this device, or update its agent first.",
    needle: '"outputVersion": "2.0"\n        }\n      },',
    pointer: "/properties/desired/__portalSchemas/timeInfo/outputVersion",
    evidence: ["outputVersion 2.0", "maxInputVersion 1.0"],
    group: "timeInfo",
  },
  {
    rule: "desired-not-acknowledged",
    severity: "warning",
    confidence: "likely",
    message: "Deployment timeInfo_v4 has not been taken up for 3 days",
    reason: "Desired names timeInfo_v4, reported still timeInfo_v3 in state pending, although the device was active 5 hours ago.",
    advice: "Look first at the version finding of this group: a device that ignores a group never acknowledges it.",
    needle: '"deployment": "timeInfo_v3"',
    pointer: "/properties/reported/timeInfo/__meta/deployment",
    related: [
      {
        label: "asked for",
        pointer: "/properties/desired/timeInfo/__meta/deployment",
        needle: '"deployment": "timeInfo_v4"',
      },
    ],
    evidence: ["timeInfo_v4", "timeInfo_v3", "pending"],
    group: "timeInfo",
  },
  {
    rule: "stuck-refreshing",
    severity: "warning",
    message: "localTime has been “refreshing” for 3 days",
    reason: "The agent writes this word while it reads a value and replaces it within seconds. It was stopped in between.",
    advice: "Restart the agent, or ask for the group again.",
    needle: '"localTime": "refreshing"',
    pointer: "/properties/reported/timeInfo/localTime",
    evidence: ["refreshing"],
    group: "timeInfo",
  },
  {
    rule: "secret-in-twin",
    severity: "warning",
    message: "updateServiceUrl carries a signature",
    reason: "Everybody who may read the twin can use it. It is masked here.",
    advice: "Issue a new signature and hand it to the device another way.",
    needle: "sig=••••••••••••••••",
    pointer: "/properties/desired/windowsUpdate/updateServiceUrl",
    group: "windowsUpdate",
  },
  {
    rule: "minor-version-behind",
    severity: "info",
    message: "The portal could read windowsUpdate 1.2; the device writes 1.0",
    reason: "A higher minor version only adds optional properties.",
    advice: "Nothing needs to be done.",
    needle: '"maxInputVersion": "1.2"',
    pointer: "/properties/desired/__portalSchemas/windowsUpdate/maxInputVersion",
    group: "windowsUpdate",
  },
];

const healthy = {
  deviceId: "plant-7/press-01",
  etag: "AAAAAAAAAAE=",
  status: "enabled",
  connectionState: "Connected",
  lastActivityTime: ago(0.2),
  version: 12,
  tags: { site: "A", line: "press" },
  properties: {
    desired: {
      rebootInfo: { __meta: { deploymentId: "rebootInfo_v2", serviceInterfaceVersion: "1.0.0" }, singleRebootTime: "2026-11-30T02:00:00" },
      $version: 4,
    },
    reported: {
      __deviceSchemas: { rebootInfo: { interfaceVersion: "1.0.0" } },
      rebootInfo: {
        __meta: { deploymentId: "rebootInfo_v2", deploymentStatus: "succeeded", deviceInterfaceVersion: "1.0.0" },
        lastBootTime: "2026-11-20T03:30:11",
      },
      $version: 9,
    },
  },
};

const pasted = `{
    "properties": {
        "desired": {
            "__portalSchemas_1": {
                "rebootInfo_2": {
                    "maxInputVersion": "3.0",
                    "outputVersion": "2.0""
                }
            }
        }
    }
}`;

export const recorded: RecordedTwin[] = [
  {
    name: stuck.deviceId,
    module: null,
    source: "press-04.json",
    kind: "service twin",
    because: "It has deviceId, etag and properties with desired and reported, as the hub's REST interface returns it.",
    text: pretty(stuck),
    findings: stuckFindings,
  },
  {
    name: healthy.deviceId,
    module: null,
    source: "press-01.json",
    kind: "service twin",
    because: "It has deviceId, etag and properties with desired and reported.",
    text: pretty(healthy),
    findings: [],
  },
  {
    name: "figure 5.2.2.B",
    module: null,
    source: "figures.md, line 44",
    kind: "merge patch",
    because: "It has properties.desired alone, without $version and without an identity.",
    text: pasted,
    repaired: pasted.replace('""', '"'),
    canWrap: true,
    findings: [
      {
        rule: "doubled-quote",
        severity: "error",
        confidence: "certain",
        message: "Text ends with two quotes",
        reason: "After \"2.0\" a second quote opens a text that nothing closes.",
        advice: "Delete one of the two quotes.",
        needle: '"2.0""',
        pointer: "/properties/desired/__portalSchemas_1/rebootInfo_2/outputVersion",
        evidence: ['"2.0""'],
        repair: '"2.0"',
        group: "rebootInfo_2",
      },
      {
        rule: "depth-suffix",
        severity: "warning",
        message: "rebootInfo_2 carries the depth of a document's figure",
        reason: "The _1 and _2 mark the nesting depth in the draft documents. No device reads such names.",
        advice: "Write rebootInfo and __portalSchemas.",
        needle: '"rebootInfo_2"',
        pointer: "/properties/desired/__portalSchemas_1/rebootInfo_2",
        group: "rebootInfo_2",
      },
    ],
  },
  {
    name: "gateway-02",
    module: "opcua",
    source: "modules.ndjson, line 3",
    kind: "module twin",
    because: "It has deviceId and moduleId.",
    text: pretty({ deviceId: "gateway-02", moduleId: "opcua", version: 3, properties: { desired: { $version: 1 }, reported: { $version: 1 } } }),
    findings: [
      {
        rule: "no-groups",
        severity: "info",
        message: "Neither side has a configuration group",
        reason: "Desired and reported hold nothing but their version.",
        advice: "Nothing needs to be done where this module is not managed.",
        needle: '"desired"',
        pointer: "/properties/desired",
      },
    ],
  },
];

/** Builds a twin of about 23,000 lines with a few findings far apart. */
export function large(): RecordedTwin {
  const groups = new Map<string, unknown>();
  for (let group = 1; group <= 59; group++) {
    const values = Object.fromEntries(
      Array.from({ length: 28 }, (_, at) => [`property${String(at + 1).padStart(2, "0")}`, `value ${group * 100 + at}`]),
    );
    groups.set(`group${String(group).padStart(2, "0")}`, { __meta: { deploymentId: `set_v${group}` }, ...values });
  }
  const side = Object.fromEntries(groups);
  const text = pretty({
    deviceId: "line-3/everything",
    version: 9_001,
    properties: {
      desired: { ...side, $metadata: metadataOf(side, 30, 7), $version: 7 },
      reported: { ...side, $metadata: metadataOf(side, 2), $version: 812 },
    },
  });
  const marked = [404, 1_711, 2_203, 3_309, 4_400, 5_207].map((value, at): RecordedFinding => ({
    rule: at % 2 === 0 ? "value-too-long" : "desired-not-acknowledged",
    severity: at % 3 === 0 ? "error" : "warning",
    message: `“value ${value}” is not what was asked for`,
    reason: "Recorded, to have marks far apart.",
    advice: "Scroll on.",
    needle: `"value ${value}"`,
    pointer: `/properties/desired/group${String(Math.floor(value / 100)).padStart(2, "0")}`,
    group: `group${String(Math.floor(value / 100)).padStart(2, "0")}`,
  }));
  const order = { error: 0, warning: 1, info: 2 };
  return {
    name: "line-3/everything",
    module: null,
    source: "everything.json",
    kind: "service twin",
    because: "It has deviceId and properties with desired and reported.",
    text,
    findings: marked.sort((a, b) => order[a.severity] - order[b.severity]),
  };
}

export const rulePages = new Map<string, string>([
  [
    "reported-newer-than-portal-reads",
    `# The device writes a version that the portal cannot read

Each direction is agreed on its own. The portal declares in \`desired.__portalSchemas.<group>.maxInputVersion\` the
highest version it **reads**; the device declares in \`reported.__deviceSchemas.<group>.outputVersion\` what it **writes**.

## Why it matters

A higher *major* version adds or removes required properties. The portal drops the whole group, so its view of the
device is as old as the last version it understood.

| Device writes | Portal reads | Verdict |
|---|---|---|
| 2.1 | 3.0 | agreed |
| 3.1 | 3.0 | agreed, extra fields are ignored |
| 5.0 | 3.0 | refused |

## What to do

1. Look whether an older agent version can be told to write \`3.0\`.
2. Else update the portal.

\`\`\`json
"__deviceSchemas": {
  "rebootInfo": { "maxInputVersion": "4.0", "outputVersion": "3.0" }
}
\`\`\`
`,
  ],
]);
