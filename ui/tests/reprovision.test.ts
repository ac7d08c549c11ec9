import { describe, expect, it } from "vitest";
import type { SimulatedHub } from "../src/ipc/generated/SimulatedHub";
import { samples, simulated, triedOut } from "../src/host/replay/reprovision";
import { arrow, baseline, first, spoken, stepOf, stroke, walked } from "../src/panels/reprovision/chart";
import { hubAt, recordRows, spans } from "../src/panels/reprovision/stages";
import { offsetOf, wordEnd } from "../src/panels/reprovision/text";
import { cellTried, changeLook, hostParts, outcomeLook } from "../src/panels/reprovision/words";

const start = samples[0]?.start;
if (start === undefined) throw new Error("a sample is recorded");
const migrated = simulated(start);
const stuck = simulated(triedOut(start, cellTried("none", "2018-04-01")));

describe("the flowchart", () => {
  it("is walked along the way that is taken, and ends at its ends", () => {
    const { chart } = stuck;
    expect(chart.path).toEqual(["contact", "has-policy", "is-old", "sticks"]);
    expect(walked(chart, "contact", "ArrowDown")).toBe("has-policy");
    expect(walked(chart, "has-policy", "ArrowLeft")).toBe("contact");
    expect(walked(chart, "sticks", "ArrowRight")).toBe("sticks");
    expect(walked(chart, "contact", "End")).toBe("sticks");
    expect(walked(chart, "contact", "x")).toBeNull();
  });

  it("leads from beside the way to where the way begins, and nowhere without a way", () => {
    expect(walked(stuck.chart, "moves", "ArrowUp")).toBe("contact");
    expect(walked({ ...stuck.chart, path: [] }, "contact", "ArrowDown")).toBeNull();
    expect(first({ ...stuck.chart, path: [] })).toBe("contact");
    expect(first(stuck.chart)).toBe("sticks");
  });

  it("says each step aloud, with its answer and its reason", () => {
    const node = (name: string) => stuck.chart.nodes.find((one) => one.name === name);
    const question = node("has-policy");
    const beside = node("moves");
    if (question === undefined || beside === undefined) throw new Error("six nodes");
    expect(spoken(stuck.chart, question)).toBe("step 2 of 4: Does the enrollment have a reprovisioning policy? No What decided stands here.");
    expect(spoken(stuck.chart, beside)).toBe("not on the way: Moved to a new hub, if applicable");
    expect(stepOf(stuck.chart, "moves")).toBeNull();
    expect(baseline(question, 1, 19)).toBe(question.at.y + 5);
  });

  it("points its arrows where the edges go", () => {
    const [down, across] = stuck.chart.edges;
    if (down === undefined || across === undefined) throw new Error("five edges");
    expect(arrow(down)).toBe("160,110 155,99 165,99");
    expect(arrow(across)).toBe("400,168 389,163 389,173");
    expect(stroke(across)).toBe("M290 168L389 168");
  });
});

describe("the stages", () => {
  const at = (host: string, stage: number) => {
    const hub = migrated.hubs.find((one) => one.host.startsWith(host));
    if (hub === undefined) throw new Error("two hubs");
    return hubAt(hub, migrated.stages, stage);
  };

  it("let the device arrive before it goes", () => {
    const [created, twin, removed] = ["identity-created", "twin-migrated", "identity-removed"].map((kind) =>
      migrated.stages.findIndex((stage) => stage.kind === kind),
    );
    expect(at("quarantine", 0)).toEqual({ device: null, arriving: false, assigned: false });
    expect(at("quarantine", created ?? 0)).toMatchObject({ device: null, arriving: true });
    expect(at("quarantine", twin ?? 0).device).not.toBeNull();
    expect(at("plant", twin ?? 0).device).not.toBeNull();
    expect(at("plant", removed ?? 0)).toMatchObject({ device: null, assigned: true });
    expect(at("quarantine", migrated.stages.length - 1).assigned).toBe(true);
  });

  it("leave alone what nothing happens to, and show the end where there are none", () => {
    const hub: SimulatedHub = { host: "h", linked: true, assignedBefore: true, assignedAfter: true, before: null, after: migrated.hubs[0]?.before ?? null };
    expect(hubAt(hub, migrated.stages, 1).device).toBeNull();
    expect(hubAt(hub, [], 0).device).toBe(hub.after);
  });

  it("join into spans of one status", () => {
    expect(spans(migrated.stages)).toEqual([
      { status: "asking", count: 1 },
      { status: "assigning", count: 5 },
      { status: "assigned", count: 1 },
    ]);
  });
});

describe("the record", () => {
  it("has a row a member, before and after, in the order of what is", () => {
    expect(recordRows('{"b": 1, "a": "x"}', '{"a": "y", "c": {"d": 2}}')).toEqual([
      { name: "a", before: "x", after: "y" },
      { name: "c", before: null, after: '{"d":2}' },
      { name: "b", before: "1", after: null },
    ]);
    expect(recordRows(null, "nonsense")).toEqual([]);
  });
});

describe("a place in a text", () => {
  const text = '{\n  "é😀": 1,\n  "b": "x y"\n}';

  it("is found by line and column, and never beyond the text", () => {
    expect(text.slice(offsetOf(text, 2, 8))).toMatch(/^ 1/);
    expect(text.slice(offsetOf(text, 3, 3))).toMatch(/^"b"/);
    expect(offsetOf(text, 99, 1)).toBe(text.length);
    expect(offsetOf(text, 4, 99)).toBe(text.length);
  });

  it("covers the word that stands there", () => {
    const from = text.indexOf('"x y"');
    expect(text.slice(from, wordEnd(text, from))).toBe('"x y"');
    expect(wordEnd("true,", 0)).toBe(4);
    expect(wordEnd("", 0)).toBe(0);
  });
});

describe("the words", () => {
  it("know outcomes and changes, and let unknown ones speak for themselves", () => {
    expect(outcomeLook("stuck").word).toBe("Sticks to its hub");
    expect(outcomeLook("later").word).toBe("later");
    expect(changeLook("removed").word).toBe("Lost");
    expect(hostParts("west.azure-devices.net")).toEqual(["west", ".azure-devices.net"]);
    expect(hostParts("west")).toEqual(["west", ""]);
  });
});
