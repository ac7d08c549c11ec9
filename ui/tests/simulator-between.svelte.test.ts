// What is given to the simulator while an answer is on its way, and what is told of it afterwards.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { replayHost } from "../src/host/replay/host";
import { start } from "../src/host/replay/reprovision";
import * as ipc from "../src/ipc/commands";
import type { CommandName, Host } from "../src/ipc/contract";
import type { TakenDocument } from "../src/ipc/generated/TakenDocument";
import type { WhatIf } from "../src/ipc/generated/WhatIf";
import { Reprovision } from "../src/state/reprovision.svelte";
import { started } from "./simulating";

const disabled: WhatIf[] = [{ kind: "enabled", enabled: false }];
const none: WhatIf[] = [{ kind: "policy", policy: "none" }];
const newer = '{ "registrationId": "pump-0042", "apiVersion": "2019-03-31" }';
const document = (input: string, text: string): TakenDocument => ({ name: "x.json", input, text, masked: false, sentence: "x.json said" });

/** Answers that are held back, by command, the oldest first. */
let held: { name: CommandName; go: () => void }[] = [];
let holding: CommandName | null = null;
let host: Host;

async function released(at = 0): Promise<void> {
  held.splice(at, 1)[0]?.go();
  await new Promise((next) => setTimeout(next));
}

const turn = () => new Promise((next) => setTimeout(next));

beforeEach(() => {
  held = [];
  holding = null;
  const plain = replayHost("");
  host = {
    ...plain,
    call: async (name, args) => {
      const answer = plain.call(name, args);
      if (name === holding) await new Promise<void>((go) => held.push({ name, go }));
      return answer;
    },
  };
  ipc.connect(host);
});

describe("what comes while something is tried out", () => {
  it.each([
    ["typing", (state: Reprovision) => state.edit("device", newer)],
    ["an opened file", (state: Reprovision) => void state.replace("device", newer)],
  ])("is kept, and what is tried out is written into it: %s", async (_name, between) => {
    const state = await started();
    holding = "try_out";
    const done = state.tryOut(disabled);
    await turn();
    between(state);
    holding = null;
    await released();
    await done;
    expect(state.request.device).toBe(newer);
    expect(state.request.enrollment).toContain('"disabled"');
    await state.undo();
    expect([state.request.device, state.request.enrollment]).toEqual([newer, start.enrollment]);
  });

  it("is kept where documents are dropped, in the order it was done", async () => {
    const state = await started();
    holding = "try_out";
    const all = [state.tryOut(disabled), state.take(() => Promise.resolve([document("device", newer)]))];
    await turn();
    holding = null;
    await released();
    await Promise.all(all);
    expect(state.request.device).toBe(newer);
    expect(state.request.enrollment).toContain('"disabled"');
    await state.undo();
    expect([state.request.device, state.request.enrollment.includes('"disabled"')]).toEqual([start.device, true]);
  });

  it("takes back what was let go a moment ago, where it is an undo", async () => {
    const state = await started();
    await state.tryOut(none);
    holding = "try_out";
    const done = state.tryOut(disabled);
    await turn();
    const undone = state.undo();
    holding = null;
    await released();
    await Promise.all([done, undone]);
    expect(state.shown?.given).toMatchObject({ policy: "none", enabled: true });
    await state.redo();
    expect(state.shown?.given).toMatchObject({ policy: "none", enabled: false });
  });

  it("can be undone before it is written", async () => {
    const state = await started();
    holding = "try_out";
    const done = state.tryOut(disabled);
    await turn();
    expect(state.canUndo).toBe(true);
    const undone = state.undo();
    holding = null;
    await released();
    await Promise.all([done, undone]);
    expect([state.request, state.canUndo, state.canRedo]).toEqual([start, false, true]);
  });

  it.each([
    ["they are emptied", (state: Reprovision) => Promise.resolve(state.clear()), ""],
    ["a sample is begun with", (state: Reprovision) => state.start("quarantine"), start.enrollment],
  ])("lets it be dropped where %s, and all that waits behind it", async (_name, between, left) => {
    const state = await started();
    holding = "try_out";
    const all = [state.tryOut(disabled), state.tryOut(none), state.take(() => Promise.resolve([document("device", newer)])), state.tryFrom(0)];
    await turn();
    await between(state);
    holding = null;
    await released();
    await Promise.all(all);
    expect([state.request.enrollment, state.canUndo, state.taken]).toEqual([left, false, []]);
    await state.tryOut(none);
    expect(state.canUndo).toBe(true);
  });

  it("lets a refusal be forgotten that was of other documents", async () => {
    const state = await started();
    const call = vi.spyOn(host, "call");
    call.mockImplementationOnce(async () => {
      state.edit("device", newer);
      return Promise.reject(new Error("the device is no JSON"));
    });
    await state.tryOut(disabled);
    expect([state.request.device, state.request.enrollment.includes('"disabled"')]).toEqual([newer, true]);
  });

  it("is kept while a step is taken out of the sequence", async () => {
    const state = await started();
    await state.show("sequence");
    holding = "scenario_step";
    const done = state.tryFrom(1);
    await turn();
    state.edit("versions", "{}");
    holding = null;
    await released();
    await done;
    expect([state.request.versions, state.cameFrom?.step]).toEqual(["{}", 1]);
  });
});

describe("what comes while the last simulation is brought back", () => {
  it("counts for more than that", async () => {
    const state = new Reprovision();
    state.restore({ sample: "quarantine", tried: [none, disabled], held: 2 });
    holding = "try_out";
    const opened = state.open();
    while (held.length === 0) await turn();
    state.edit("device", newer);
    holding = null;
    await released();
    await opened;
    expect([state.request.device, state.request.enrollment]).toEqual([newer, start.enrollment]);
    await state.undo();
    expect([state.request.device, state.canUndo]).toEqual([start.device, false]);
  });
});

describe("previews that overtake each other", () => {
  it("leave the newest shown", async () => {
    const state = await started();
    await state.tryOut([{ kind: "allocation", policy: "hashed", host: null }]);
    vi.useFakeTimers({ shouldAdvanceTime: true });
    holding = "try_out";
    for (const weight of [2, 90]) {
      state.preview([{ kind: "weight", host: "plant-west.azure-devices.net", weight }]);
      await vi.advanceTimersByTimeAsync(100);
    }
    vi.useRealTimers();
    expect(held).toHaveLength(2);
    const call = vi.spyOn(host, "call");
    await released(1);
    await vi.waitFor(() => expect(state.simulation.value?.given.measures[0]?.value).toBe("90"));
    await released(0);
    // what was overtaken is not asked for any more
    const asked = call.mock.calls.filter(([name]) => name === "simulate").map(([, args]) => JSON.stringify(args));
    expect(asked.filter((args) => /allocationWeight[\\": ]+2\b/.test(args))).toEqual([]);
    expect(asked.filter((args) => /allocationWeight[\\": ]+90\b/.test(args))).toHaveLength(1);
  });
});

describe("something that is slid while what was let go before is still written", () => {
  it("goes on being shown", async () => {
    const state = await started();
    await state.tryOut([{ kind: "allocation", policy: "hashed", host: null }]);
    const weight = (host: string, weight: number): WhatIf[] => [{ kind: "weight", host, weight }];
    holding = "try_out";
    const done = state.tryOut(weight("plant-west.azure-devices.net", 7));
    await turn();
    state.preview(weight("plant-west.azure-devices.net", 90));
    holding = null;
    while (held.length > 0) await released();
    await done;
    await vi.waitFor(() => expect(state.simulation.value?.given.measures[0]?.value).toBe("90"));
    await state.endPreview();
    expect(state.simulation.value?.given.measures[0]?.value).toBe("7");
  });
});

describe("a file that is opened", () => {
  it.each(["device", "scenario"] as const)("over typed text is undone by itself, and so is what is typed into it: %s", async (name) => {
    const state = await started();
    const text = () => (name === "scenario" ? state.scenario : state.request[name]);
    const type = (typed: string) => (name === "scenario" ? state.editScenario(typed) : state.edit(name, typed));
    type("typed for an hour");
    await state.replace(name, "opened");
    type("opened and edited");
    const seen = [];
    while (state.canUndo) {
      await state.undo();
      seen.push(text());
    }
    expect(seen.slice(0, 2)).toEqual(["opened", "typed for an hour"]);
    expect(seen).toHaveLength(3);
  });
});

describe("where the documents came from", () => {
  async function varied(): Promise<Reprovision> {
    const state = await started();
    await state.show("sequence");
    await state.tryFrom(1);
    return state;
  }

  it("is told while they are varied", async () => {
    const state = await varied();
    await state.tryOut(disabled);
    state.edit("hubs", "[]");
    expect(state.cameFrom?.step).toBe(1);
  });

  it.each([
    ["others are dropped", (state: Reprovision) => state.take(() => Promise.resolve([document("enrollment", "E")]))],
    ["a file is opened", (state: Reprovision) => state.replace("enrollment", "E")],
    ["the sequence is another", (state: Reprovision) => Promise.resolve(state.editScenario("{}"))],
  ])("is no longer told once %s, and is again by undo", async (_name, change) => {
    const state = await varied();
    await change(state);
    expect(state.cameFrom).toBeNull();
    await state.undo();
    expect(state.cameFrom?.step).toBe(1);
  });
});
