import { beforeEach, describe, expect, it, vi } from "vitest";
import { replayHost } from "../src/host/replay/host";
import * as ipc from "../src/ipc/commands";
import { start } from "../src/host/replay/reprovision";
import type { TakenDocument } from "../src/ipc/generated/TakenDocument";
import { nothingGiven, Reprovision } from "../src/state/reprovision.svelte";
import { merged } from "../src/state/taken";
import { started } from "./simulating";

const host = replayHost("?open=none");
ipc.connect(host);

const weightOf = (reprovision: Reprovision, host: string): unknown => {
  const hubs: unknown = JSON.parse(reprovision.request.hubs);
  return Array.isArray(hubs) ? hubs.find((hub) => hub.hostName === host)?.allocationWeight : undefined;
};

const west = "plant-west.azure-devices.net";
const slid = (weight: number) => [{ kind: "weight", host: west, weight } as const];

describe("what is slid in the simulator", () => {
  beforeEach(() => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    return () => vi.useRealTimers();
  });

  it("is shown while it moves and written once, in one undo, where it is let go", async () => {
    const reprovision = await started();
    await reprovision.tryOut([{ kind: "allocation", policy: "hashed", host: null }]);
    const before = reprovision.request;
    for (const weight of [2, 30, 400]) {
      reprovision.preview(slid(weight));
      await vi.advanceTimersByTimeAsync(100);
      expect(reprovision.request).toBe(before);
      expect(reprovision.simulation.value?.given.measures[0]?.value).toBe(String(weight));
    }
    await reprovision.tryOut(slid(400));
    expect(weightOf(reprovision, west)).toBe(400);
    await reprovision.undo();
    expect(reprovision.request).toBe(before);
    expect(reprovision.simulation.value?.given.measures[0]?.value).toBe("1");
    await reprovision.redo();
    expect(weightOf(reprovision, west)).toBe(400);
  });

  it("comes too late once something else was let go or undone", async () => {
    let held: Promise<void> | null = null;
    ipc.connect({
      ...host,
      call: async (name, args) => {
        const answer = await host.call(name, args);
        const wait = name === "try_out" ? held : null;
        if (wait !== null) held = null;
        await wait;
        return answer;
      },
    });
    const reprovision = await started();
    await reprovision.tryOut([{ kind: "allocation", policy: "hashed", host: null }]);
    for (const then of [() => reprovision.tryOut(slid(7)), () => reprovision.undo()]) {
      let release: () => void = () => undefined;
      held = new Promise((done) => (release = done));
      reprovision.preview(slid(2));
      await vi.advanceTimersByTimeAsync(100);
      await then();
      const told = reprovision.simulation.value?.given.measures[0]?.value;
      release();
      await vi.advanceTimersByTimeAsync(500);
      expect(reprovision.simulation.value?.given.measures[0]?.value).toBe(told);
      expect(told).not.toBe("2");
    }
    ipc.connect(host);
  });

  it("leaves no trace where it is slid back to where it was, or where it cannot be written", async () => {
    const reprovision = await started();
    await reprovision.tryOut([{ kind: "allocation", policy: "hashed", host: null }]);
    const before = reprovision.request;
    const shown = () => reprovision.simulation.value?.given.measures[0]?.value;
    const slide = async () => {
      reprovision.preview(slid(90));
      await vi.advanceTimersByTimeAsync(100);
      expect(shown()).toBe("90");
    };
    await slide();
    await reprovision.endPreview();
    expect([shown(), reprovision.request === before]).toEqual(["1", true]);
    await slide();
    const answer = vi.spyOn(host, "call").mockRejectedValueOnce({ code: "notSimulated", subject: "", detail: "no hubs" });
    await expect(reprovision.tryOut(slid(90))).rejects.toMatchObject({ detail: "no hubs" });
    answer.mockRestore();
    expect([shown(), reprovision.request === before]).toEqual(["1", true]);
  });

  it("is remembered as whatever else is tried out", async () => {
    const reprovision = await started();
    await reprovision.tryOut(slid(5));
    expect(reprovision.remembered).toEqual({ sample: "quarantine", tried: [slid(5)], held: 1 });
  });
});

describe("a step of a sequence that is tried from", () => {
  it("becomes the one request, with a way back to the step", async () => {
    const reprovision = await started();
    await reprovision.show("sequence");
    reprovision.goTo(2);
    expect(reprovision.cameFrom).toBeNull();
    await reprovision.tryFrom(2);
    expect(reprovision.mode).toBe("one");
    expect(reprovision.request.device).toContain("pump-0042-2");
    expect(reprovision.cameFrom).toEqual({ step: 2, title: "It asks once more, to be reset" });
    await reprovision.tryOut([{ kind: "enabled", enabled: false }]);
    expect(reprovision.cameFrom?.step).toBe(2);
    reprovision.goTo(0);
    await reprovision.goBack();
    expect([reprovision.mode, reprovision.step]).toEqual(["sequence", 2]);
  });

  it("is varied at once where a cell of its table is tried, and never in the documents of another beginning", async () => {
    const reprovision = await started();
    await reprovision.tryFrom(2, [{ kind: "enabled", enabled: false }]);
    expect([reprovision.cameFrom?.step, reprovision.simulation.value?.given.enabled]).toEqual([2, false]);
    await reprovision.undo();
    expect([reprovision.cameFrom?.step, reprovision.simulation.value?.given.enabled]).toEqual([2, true]);
    const late = reprovision.tryFrom(2, [{ kind: "enabled", enabled: false }]);
    await reprovision.start("quarantine");
    await late;
    expect([reprovision.request, reprovision.canUndo]).toEqual([start, false]);
  });

  it("shows nothing of what the one request came to before", async () => {
    const reprovision = await started();
    await reprovision.show("sequence");
    expect(reprovision.simulation.value).not.toBeNull();
    let before: unknown = "not asked";
    ipc.connect({
      ...host,
      call: (name, args) => {
        if (name === "simulate") before = reprovision.shown;
        return host.call(name, args);
      },
    });
    await reprovision.tryFrom(1);
    ipc.connect(host);
    expect(before).toBeNull();
    expect(reprovision.shown).not.toBeNull();
  });

  it("is taken back by undo, which shows the sequence again, and there by redo", async () => {
    const reprovision = await started();
    await reprovision.show("sequence");
    const { request } = reprovision;
    await reprovision.tryFrom(1);
    await reprovision.undo();
    expect([reprovision.mode, reprovision.request, reprovision.cameFrom]).toEqual(["sequence", request, null]);
    await reprovision.redo();
    expect([reprovision.mode, reprovision.cameFrom?.step]).toEqual(["one", 1]);
  });

  it("keeps the switches that the sequence was played with, and is not remembered", async () => {
    const reprovision = await started();
    await reprovision.tryOut([{ kind: "assumption", name: "same-hub-reset", value: "keeps" }]);
    expect(reprovision.request.assumptions).not.toEqual(start.assumptions);
    const { assumptions } = reprovision.request;
    await reprovision.tryFrom(0);
    expect(reprovision.request.assumptions).toEqual(assumptions);
    expect(reprovision.remembered).toMatchObject({ tried: [[{ kind: "assumption" }]], held: 1 });
  });
});

describe("documents that are dropped on the simulator", () => {
  const document = (input: string | null, text: string, name = "x.json"): TakenDocument => ({ name, input, text: input === null ? "" : text, masked: false, sentence: `${name} said` });

  it("go where they belong, all in one undo, and nothing is lost", async () => {
    const reprovision = await started();
    const before = reprovision.request;
    await reprovision.take(() => Promise.resolve([document("enrollment", "E"), document("device", "D"), document(null, "")]));
    expect(reprovision.request).toMatchObject({ enrollment: "E", device: "D", hubs: before.hubs });
    expect(reprovision.taken.map(({ isTaken }) => isTaken)).toEqual([true, true, false]);
    await reprovision.undo();
    expect(reprovision.request).toEqual(before);
    expect(reprovision.taken).toEqual([]);
  });

  it("change nothing and undo nothing where none of them is known", async () => {
    const reprovision = await started();
    const before = reprovision.request;
    await reprovision.take(() => Promise.resolve([document(null, "", "holiday.json")]));
    expect(reprovision.request).toBe(before);
    expect(reprovision.canUndo).toBe(false);
    expect(reprovision.taken).toEqual([{ sentence: "holiday.json said", isTaken: false }]);
  });

  it("show a sequence where there is one, and undo brings the last one back", async () => {
    const reprovision = await started();
    const before = reprovision.scenario;
    await reprovision.take(() => Promise.resolve([document("scenario", "S")]));
    expect([reprovision.mode, reprovision.scenario]).toEqual(["sequence", "S"]);
    await reprovision.undo();
    expect([reprovision.mode, reprovision.scenario]).toEqual(["one", before]);
  });

  it("are joined where there can be several of a kind, and refused where there cannot", () => {
    const two = merged({ ...start, furtherEnrollments: ["old"] }, [
      document("enrollment", "A"), document("enrollment", "B", "b.json"), document("device", "C", "c.json"), document("device", "D", "d.json"),
    ]);
    expect(two.request).toMatchObject({ enrollment: "A\nB", device: "C", furtherEnrollments: [] });
    expect(two.taken[3]).toEqual({ sentence: "d.json was not taken: c.json is in its place already. Drop one of them.", isTaken: false });
    expect(merged(nothingGiven, [document("elsewhere", "?")]).taken[0]?.isTaken).toBe(false);
  });
});

describe("a simulator without its samples", () => {
  it("says so, goes on with documents of one's own, and forgets nothing", async () => {
    const answer = vi.spyOn(host, "call").mockRejectedValueOnce({ code: "readFailed", subject: "samples", detail: "gone" });
    const reprovision = new Reprovision();
    const remembered = { sample: "quarantine", tried: [], held: 0 };
    reprovision.restore(remembered);
    await reprovision.open();
    expect(reprovision.samples.trouble?.code).toBe("readFailed");
    expect(reprovision.remembered).toEqual(remembered);
    answer.mockRestore();
    reprovision.edit("enrollment", start.enrollment);
    await reprovision.ask();
    expect(reprovision.simulation.value?.outcome).toBe("migrated");
    await reprovision.open();
    expect(reprovision.samples.value).toHaveLength(1);
    // what was written meanwhile stays
    expect(reprovision.request.enrollment).toBe(start.enrollment);
    expect(reprovision.sample).toBe("");
  });
});
