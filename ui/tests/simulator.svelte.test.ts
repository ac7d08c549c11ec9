import { beforeEach, describe, expect, it, vi } from "vitest";
import { replayHost } from "../src/host/replay/host";
import * as ipc from "../src/ipc/commands";
import type { Host } from "../src/ipc/contract";
import type { WhatIf } from "../src/ipc/generated/WhatIf";
import { Reprovision } from "../src/state/reprovision.svelte";
import { started } from "./simulating";

const none: WhatIf[] = [{ kind: "policy", policy: "none" }];
const reset: WhatIf[] = [{ kind: "policy", policy: "reset" }];
let host: Host;

beforeEach(() => {
  host = replayHost("");
  ipc.connect(host);
});

describe("the simulator", () => {
  it("is empty until something is given, and again once it is cleared", async () => {
    const state = new Reprovision();
    await state.open();
    expect(state.isEmpty).toBe(true);
    await state.ask();
    expect(state.simulation.state.kind).toBe("idle");
    await state.start("quarantine");
    expect([state.isEmpty, state.shown?.outcome]).toEqual([false, "migrated"]);
    state.clear();
    expect([state.isEmpty, state.shown, state.remembered]).toEqual([true, null, null]);
  });

  it("undoes and redoes what was tried out, one at a time", async () => {
    const state = await started();
    await state.tryOut(none);
    await state.tryOut(reset);
    expect([state.shown?.outcome, state.canRedo]).toEqual(["reset", false]);
    await state.undo();
    expect(state.shown?.given.policy).toBe("none");
    await state.undo();
    await state.undo();
    expect([state.shown?.given.policy, state.canUndo]).toEqual(["migrate", false]);
    await state.redo();
    expect(state.shown?.given.policy).toBe("none");
    await state.tryOut(reset);
    expect(state.canRedo).toBe(false);
  });

  it("writes what is tried out into what the one before has left, however fast they come", async () => {
    const state = await started();
    await Promise.all([state.tryOut(none), state.tryOut([{ kind: "apiVersion", version: "2017-11-15" }])]);
    expect(state.shown?.given).toMatchObject({ policy: "none", apiVersion: "2017-11-15" });
  });

  it("asks once for a burst of typing, and keeps the answer meanwhile", async () => {
    const state = await started();
    const call = vi.spyOn(host, "call");
    vi.useFakeTimers();
    for (const text of ["{", '{ "a"', "{}"]) state.edit("enrollment", text);
    expect([state.request.enrollment, state.shown?.outcome]).toEqual(["{}", "migrated"]);
    expect(call).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    vi.useRealTimers();
    expect(call.mock.calls.map(([name]) => name)).toEqual(["simulate", "simulation_matrix"]);
    // one undo for all of the typing
    await state.undo();
    expect([state.request.enrollment.includes("pump-0042"), state.canUndo]).toEqual([true, false]);
  });

  it("keeps the last answer beside the reason why there is no newer one", async () => {
    const state = await started();
    vi.spyOn(host, "call").mockRejectedValue({ code: "notSimulated", subject: "", detail: "too large" });
    state.edit("hubs", "[]");
    await state.ask();
    expect(state.simulation.state).toMatchObject({ kind: "stale", trouble: { code: "notSimulated" } });
    expect(state.shown?.outcome).toBe("migrated");
  });

  it("steps through a sequence, and never beyond it", async () => {
    const state = await started();
    await state.show("sequence");
    expect([state.step, state.shown?.outcome]).toEqual([0, "migrated"]);
    state.goTo(1);
    expect([state.shown, state.playedStep?.title]).toEqual([null, "Somebody tags it"]);
    state.goTo(99);
    expect([state.step, state.shown?.outcome]).toEqual([2, "reset"]);
    state.goTo(-1);
    expect(state.step).toBe(0);
  });
});

describe("what is remembered", () => {
  it("is the sample and the switches, and no document", async () => {
    const state = await started();
    await state.tryOut(none);
    await state.tryOut(reset);
    await state.undo();
    expect(state.remembered).toEqual({ sample: "quarantine", tried: [none, reset], held: 1 });
    expect(JSON.stringify(state.remembered)).not.toContain("pump");
  });

  it("ends where a document was edited", async () => {
    const state = await started();
    await state.tryOut(none);
    state.edit("device", '{ "apiVersion": "secret" }');
    await state.tryOut(reset);
    expect(state.remembered).toEqual({ sample: "quarantine", tried: [none], held: 1 });
  });

  it("comes back with its undo, also while the simulator has not been opened", async () => {
    const kept = { sample: "quarantine", tried: [none, reset], held: 1 };
    const state = new Reprovision();
    state.restore(kept);
    expect(state.remembered).toEqual(kept);
    await state.open();
    expect([state.shown?.given.policy, state.canUndo, state.canRedo]).toEqual(["none", true, true]);
    expect(state.remembered).toEqual(kept);
    await state.redo();
    expect(state.shown?.given.policy).toBe("reset");
  });

  it("is dropped where the sample is no longer there", async () => {
    const state = new Reprovision();
    state.restore({ sample: "gone", tried: [none], held: 1 });
    await state.open();
    expect([state.isEmpty, state.remembered]).toEqual([true, null]);
  });
});
