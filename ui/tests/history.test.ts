// The history of a twin on recorded answers: a timeline with two handles, what differs between two snapshots, the margin.
import { afterEach, describe, expect, it } from "vitest";
import type { CommandName, Commands } from "../src/ipc/contract";
import { testids } from "../src/testids";
import { all, close, faults, one, open, press, until } from "./bench";

afterEach(close);

const handle = (side: 0 | 1) => {
  const found = document.querySelector<HTMLElement>(`[role="slider"][data-side="${side}"]`);
  if (found === null) throw new Error(`no handle ${side}`);
  return found;
};
const at = (side: 0 | 1) => Number(handle(side).getAttribute("aria-valuenow"));

async function opened(mode: string): Promise<void> {
  open(`?open=${mode}`);
  await until(() => all(testids.overview).length === 1, "the overview");
  press("5", { ctrlKey: true });
  await until(() => one(testids.tabHistory).getAttribute("aria-selected") === "true", "the tab");
}

describe("the history of a twin", () => {
  it("is drawn, and the newest two snapshots stand beside each other", async () => {
    await opened("sample");
    await until(() => all(testids.diffRow).length > 0, "what differs");
    expect([at(0), at(1)]).toEqual([59, 60]);
    expect(one(testids.timeline).textContent).toContain("60 snapshots");
    expect(all(testids.historySide).map((side) => /#\d+/.exec(side.textContent)?.[0])).toEqual(["#59", "#60"]);
    expect(one(testids.timeline).querySelectorAll("path.upper").length).toBeGreaterThan(1);
    expect(one(testids.timeline).querySelectorAll(".back").length, "a version that went back").toBe(2);
    expect(one(testids.timeline).querySelectorAll(".missing").length, "versions that nobody saw").toBeGreaterThan(0);
    expect(handle(1).getAttribute("aria-valuetext")).toMatch(/^60 of 60, 2026-\d\d-\d\d .* UTC, desired \d+.*opened/);
    expect(await faults()).toEqual([]);
  });

  it("has handles that keys move one by one, to where something else was asked for, and never past each other", async () => {
    await opened("sample");
    await until(() => all(testids.timelineHandle).length === 2, "the handles");
    handle(0).focus();
    press("ArrowLeft");
    expect(at(0)).toBe(58);
    press("ArrowRight");
    press("ArrowRight");
    press("ArrowRight");
    expect(at(0), "the newer one is in the way").toBe(59);
    press("ArrowLeft", { shiftKey: true });
    const jumped = at(0);
    expect(jumped).toBeLessThan(59);
    press("ArrowRight", { shiftKey: true });
    expect(at(0)).toBeGreaterThan(jumped);
    press("Home");
    expect([at(0), handle(1).getAttribute("aria-valuemin")]).toEqual([1, "2"]);
    handle(1).focus();
    press("Home");
    expect(at(1)).toBe(2);
    await until(() => one(testids.historySide).textContent.includes("#1"), "the older one in words");
    await until(() => document.querySelector(".columns")?.textContent.includes("Snapshot 2") === true, "compared anew");
    press("End");
    press("PageDown");
    expect(at(1)).toBe(57);
  });

  it("asks for the two that were chosen, once a burst", async () => {
    const asked: string[] = [];
    open("?open=sample", (host) => ({
      ...host,
      call: <K extends CommandName>(name: K, args: Commands[K]["args"]) => {
        if ("request" in args && "compared" in args.request && args.request.compared.kind === "snapshots")
          asked.push(`${args.request.compared.before} ${args.request.compared.after}`);
        return host.call(name, args);
      },
    }));
    await until(() => all(testids.overview).length === 1, "the overview");
    press("5", { ctrlKey: true });
    await until(() => all(testids.diffRow).length > 0, "what differs");
    asked.length = 0;
    handle(0).focus();
    for (let time = 0; time < 20; time++) press("ArrowLeft");
    await until(() => asked.includes("39 60"), "the last of the burst");
    expect(asked.length).toBeLessThan(6);
  });

  it("stands on a version as well as on time", async () => {
    await opened("sample");
    await until(() => all(testids.historyAxis).length === 3, "the axes");
    const path = () => one(testids.timeline).querySelector("path.went")?.getAttribute("d");
    const before = path();
    all(testids.historyAxis)[2]?.click();
    await until(() => path() !== before, "another axis");
    expect(all(testids.historyAxis).map((axis) => axis.getAttribute("aria-checked"))).toEqual(["false", "false", "true"]);
    expect([at(0), at(1)]).toEqual([59, 60]);
  });

  it("says what is below the pointer, and calls the nearer handle by a click", async () => {
    await opened("sample");
    await until(() => all(testids.timelineHandle).length === 2, "the handles");
    const over = one(testids.timeline).querySelector(".over");
    const pointer = (kind: string, clientX: number) =>
      over?.dispatchEvent(new MouseEvent(kind, { clientX, clientY: 30, button: 0, bubbles: true, cancelable: true }));
    pointer("pointermove", 1);
    await until(() => all(testids.timelineTip).length === 1, "the tip");
    expect(one(testids.timelineTip).textContent).toContain("#1");
    expect(one(testids.timelineTip).textContent).toContain("history.ndjson");
    pointer("pointerdown", 1);
    await until(() => at(0) === 1, "the older one came");
    pointer("pointermove", 400);
    await until(() => at(0) > 10, "it is dragged");
    pointer("pointerup", 400);
    const left = at(0);
    pointer("pointermove", 1);
    await until(() => one(testids.timelineTip).textContent.includes("#1"), "only the tip follows");
    expect(at(0)).toBe(left);
  });

  it("draws ten thousand snapshots within the width", async () => {
    await opened("long");
    await until(() => all(testids.timeline)[0]?.textContent.includes("10,000 snapshots") === true, "all of them");
    expect(at(1)).toBe(10_000);
    expect(document.querySelectorAll("*").length).toBeLessThan(2_500);
    const strokes = [...one(testids.timeline).querySelectorAll("path")].map((path) => (path.getAttribute("d") ?? "").split("M").length - 1);
    expect(Math.max(...strokes)).toBeGreaterThan(300);
    expect(Math.max(...strokes)).toBeLessThanOrEqual(642);
  });

  it("says why there is none, that one snapshot is not two, and what could not be read", async () => {
    await opened("unkept");
    await until(() => document.body.textContent.includes("Nothing of this twin is kept"), "the reason");
    expect(one(testids.historyNotes).textContent).toContain("is not kept: the disk is full");
    expect(one(testids.notKept).title).toContain("make room");
    expect(all(testids.timeline)).toEqual([]);
    expect(await faults()).toEqual([]);
    close();
    await opened("single");
    await until(() => document.body.textContent.includes("One snapshot so far"), "the only one");
    expect(all(testids.notKept)).toEqual([]);
    expect(all(testids.timelineHandle)).toEqual([]);
    expect(await faults()).toEqual([]);
    close();
    const refusal = { code: "historyLocked", subject: "press-04", detail: "history.db is in use by another program" };
    open("?open=sample", (host) => ({
      ...host,
      call: async <K extends CommandName>(name: K, args: Commands[K]["args"]): Promise<Commands[K]["answer"]> => {
        if (name === "history") throw refusal;
        return host.call(name, args);
      },
    }));
    await until(() => all(testids.treeRow).length > 0, "the tree");
    press("5", { ctrlKey: true });
    await until(() => all(testids.trouble).some((trouble) => trouble.textContent.includes("Another program is writing the history")), "the trouble");
    expect(await faults()).toEqual([]);
  });
});

describe("who wrote what", () => {
  it("stands in the margin where it is wanted, in every form, and is remembered", async () => {
    const remembered: boolean[] = [];
    const blamed: boolean[] = [];
    open("?open=sample", (host) => ({
      ...host,
      call: <K extends CommandName>(name: K, args: Commands[K]["args"]) => {
        if ("state" in args) remembered.push(args.state.showBlame);
        if ("request" in args && "compared" in args.request) blamed.push(args.request.blame);
        return host.call(name, args);
      },
    }));
    await until(() => all(testids.treeRow).length > 5, "the tree");
    press("4", { ctrlKey: true });
    await until(() => all(testids.diffRow).length > 0, "the differences");
    expect(document.querySelectorAll(".blame").length).toBe(0);
    expect(blamed).toEqual(blamed.map(() => false));
    one(testids.diffBlame).click();
    const texts = () => [...document.querySelectorAll<HTMLElement>(".blame")];
    await until(() => texts().some((text) => text.textContent.includes("3 days")), "the margin");
    expect(blamed.at(-1)).toBe(true);
    expect(texts().find((text) => text.title !== "")?.title).toMatch(/^(Desired: )?Written \d{4}-/);
    expect(await faults()).toEqual([]);
    one(testids.diffSplit).click();
    await until(() => document.querySelectorAll(".margin").length > 0, "beside the lines");
    one(testids.diffInline).click();
    await until(() => document.querySelectorAll(".margin").length > 0 && document.querySelectorAll(".end").length === 0, "before the lines");
    expect(await faults()).toEqual([]);
    await until(() => remembered.includes(true), "it is remembered");
  });
});
