import { describe, expect, it } from "vitest";
import { simulated, start } from "../src/host/replay/reprovision";
import { Sliding, typedNumber } from "../src/parts/sliding.svelte";
import { stepOf, unlit } from "../src/panels/reprovision/chart";
import { idleOfAll, measured } from "../src/panels/reprovision/measures";
import { Playing } from "../src/panels/reprovision/playing.svelte";
import { hubAt, spans } from "../src/panels/reprovision/stages";

describe("the stages of a registration", () => {
  const playing = (count: number, isStill = false): Playing => {
    const stages = new Playing(isStill);
    stages.show(count);
    return stages;
  };

  it("show their end first, play from the start and stop at the end", () => {
    const stages = playing(3);
    expect([stages.at, stages.isOver, stages.isPlaying]).toEqual([2, true, false]);
    stages.play();
    const seen = [stages.at];
    while (stages.isPlaying) {
      stages.tick();
      seen.push(stages.at);
    }
    expect(seen).toEqual([0, 1, 2]);
    stages.tick();
    expect(stages.at).toBe(2);
  });

  it("do not play by themselves where less motion is asked for, and are stepped through all the same", () => {
    const stages = playing(3, true);
    stages.play();
    expect([stages.at, stages.isPlaying]).toEqual([2, false]);
    stages.go(0);
    stages.tick();
    expect(stages.at).toBe(0);
    stages.go(99);
    expect(stages.at).toBe(2);
  });

  it("stand still at once when less motion is asked for while they play", () => {
    const stages = playing(5);
    stages.play();
    stages.tick();
    stages.still(true);
    stages.tick();
    expect([stages.at, stages.isPlaying]).toEqual([1, false]);
    stages.still(false);
    expect(stages.isPlaying).toBe(false);
    stages.play();
    stages.tick();
    expect(stages.at).toBe(2);
  });

  it("pause where they are, and start anew with another answer", () => {
    const stages = playing(4);
    stages.play();
    stages.tick();
    stages.play();
    expect([stages.at, stages.isPlaying]).toEqual([1, false]);
    stages.show(2);
    expect([stages.at, stages.isOver]).toEqual([1, true]);
    stages.show(0);
    expect([stages.at, stages.last]).toEqual([0, 0]);
  });

  it("end with the hubs as the answer leaves them", () => {
    const { hubs, stages } = simulated(start);
    for (const hub of hubs) {
      expect(hubAt(hub, stages, stages.length - 1).device).toBe(hub.after);
      expect(hubAt(hub, stages, 0).device).toBe(hub.before);
    }
    expect(spans(stages).reduce((sum, { count }) => sum + count, 0)).toBe(stages.length);
  });
});

describe("a slider", () => {
  /** Lets writes end by hand. */
  const followed = () => {
    const seen: string[] = [];
    const rest: { value: number | null; end: number } = { value: 1, end: 10 };
    const ends: ((refused?: Error) => void)[] = [];
    const sliding = new Sliding(() => ({ ...rest }), {
      preview: (value) => {
        seen.push(`at ${value}`);
        // the answer to a preview is there at once
        rest.value = value;
      },
      commit: (value) => {
        seen.push(`let go at ${value}`);
        return new Promise<void>((resolve, reject) => ends.push((refused) => (refused === undefined ? resolve() : reject(refused))));
      },
      back: () => {
        seen.push("back");
        return Promise.resolve();
      },
    });
    return { seen, sliding, rest, ends };
  };

  it("makes one change of a drag, wherever it passes, also where the window or a key interrupts it", () => {
    const { seen, sliding } = followed();
    for (const value of [3, 4, 5]) sliding.input(value);
    sliding.blur();
    sliding.keydown("Shift");
    sliding.keyup("Shift");
    sliding.input(6);
    sliding.change();
    sliding.blur();
    expect(seen).toEqual(["at 3", "at 4", "at 5", "at 6", "let go at 6"]);
  });

  it("makes one change of a key that is held, which the engine repeats", () => {
    for (const end of [(sliding: Sliding) => sliding.keyup("ArrowRight"), (sliding: Sliding) => sliding.blur()]) {
      const { seen, sliding } = followed();
      for (const value of [2, 3]) {
        sliding.keydown("ArrowRight");
        sliding.input(value);
        sliding.change();
      }
      end(sliding);
      expect(seen).toEqual(["at 2", "at 3", "let go at 3"]);
      sliding.keydown("Tab");
      sliding.keyup("Tab");
      expect(seen).toHaveLength(3);
    }
  });

  it("keeps its scale while it is held", () => {
    const { sliding, rest } = followed();
    rest.end = 450;
    sliding.input(300);
    rest.end = 300;
    expect(sliding.end).toBe(450);
    sliding.change();
    expect(sliding.end).toBe(450);
    void sliding.take(500);
    expect(sliding.end).toBe(500);
  });

  it("shows what was typed until it is written, and what there was before where it is refused", async () => {
    const { sliding, rest, ends } = followed();
    for (const [typed, refused] of [[7, undefined], [null, undefined], [null, new Error("no hub is left")]] as const) {
      rest.value = 1;
      const written = sliding.take(typed);
      expect(sliding.shown).toBe(typed);
      if (refused === undefined) rest.value = typed;
      ends.pop()?.(refused);
      await written.catch(() => undefined);
      expect(sliding.shown).toBe(refused === undefined ? typed : 1);
    }
  });

  it("takes typed numbers within bounds and nothing else", () => {
    expect(["7", " 8 ", "2.6", "5000", "-3"].map((text) => typedNumber(text, 1, 1000))).toEqual([7, 8, 3, 1000, 1]);
    expect(["", " ", "many"].map((text) => typedNumber(text, 1, 1000))).toEqual([null, null, null]);
  });

  it("tries out weights and latencies, and takes a latency away", () => {
    const { given } = simulated(start);
    const by = (chosenBy: "weight" | "latency", value: number | null) => measured({ ...given, chosenBy }, "h", value);
    expect(by("weight", 9)).toEqual({ kind: "weight", host: "h", weight: 9 });
    expect(by("latency", 9)).toEqual({ kind: "latency", host: "h", milliseconds: 9 });
    expect(by("latency", null)).toEqual({ kind: "latency", host: "h", milliseconds: null });
  });

  it("says once why no hub can be chosen, and each by itself why it cannot", () => {
    const hub = (host: string, idle: string | null) => ({ host, value: "1", idle });
    expect(idleOfAll([hub("a", "kept"), hub("b", "kept")])).toBe("kept");
    expect(idleOfAll([hub("a", null), hub("b", "not linked")])).toBeNull();
    expect(idleOfAll([hub("a", "the only one")])).toBeNull();
    expect(idleOfAll([])).toBeNull();
  });
});

describe("the flowchart of a step in which nobody asks", () => {
  it("is that of any other, without a way", () => {
    const { chart } = simulated(start);
    const quiet = unlit(chart);
    expect(quiet.nodes.map(({ title }) => title)).toEqual(chart.nodes.map(({ title }) => title));
    expect(quiet.edges.some(({ taken }) => taken) || quiet.nodes.some(({ fact }) => fact !== null)).toBe(false);
    expect(quiet.nodes.every(({ name }) => stepOf(quiet, name) === null)).toBe(true);
  });
});
