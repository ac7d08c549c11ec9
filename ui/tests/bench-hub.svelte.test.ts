// The bench hub on recorded answers: its state, its log, its page by keyboard.
import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ReplayBench } from "../src/host/replay/bench";
import { replayHost } from "../src/host/replay/host";
import { connect } from "../src/ipc/commands";
import type { Host } from "../src/ipc/contract";
import type { BenchEvent } from "../src/ipc/generated/BenchEvent";
import type { BenchTrouble } from "../src/ipc/generated/BenchTrouble";
import { amountOf, clockOf, eventKinds, eventLook, lineOf, numberProblem, reachOf, troubleKinds, troubleLook } from "../src/panels/bench/words";
import { Bench } from "../src/state/bench.svelte";
import { BenchLog, kept } from "../src/state/bench-log.svelte";
import { all, close, faults, one, open, press, until } from "./bench";

const event = (number: number, more: Partial<BenchEvent> = {}): BenchEvent => ({
  number, time: "2026-05-04T09:30:01.2345678Z", kind: "connected", hub: "bench-west.azure-devices.net", device: "press-04", message: "connected", detail: null, ...more,
});
const part = (events: BenchEvent[], missed = 0) => ({ events, missed, hasMore: false });

describe("the log of the bench", () => {
  it("keeps the newest 2,000 events and counts those that were missed", () => {
    const log = new BenchLog();
    for (let first = 1; first <= 2_401; first += 200) log.take(part(Array.from({ length: 200 }, (_, at) => event(first + at))));
    expect([log.total, log.last, log.shown[0]?.number]).toEqual([kept, 2_600, 601]);
    log.take(part([event(2_650)], 49));
    log.take(part([event(2_650), event(2_651)]));
    expect([log.missed, log.total, log.shown.at(-1)?.number]).toEqual([49, kept, 2_651]);
  });

  it("does not call missed what was there before anybody looked", () => {
    const log = new BenchLog();
    log.take(part([event(900)], 899));
    expect(log.missed).toBe(0);
  });

  it("holds still while it is paused, and tells how many wait", () => {
    const log = new BenchLog();
    log.take(part([event(1)]));
    log.pause();
    log.take(part([event(2), event(3)]));
    expect([log.paused, log.shown.length, log.waiting]).toEqual([true, 1, 2]);
    log.clear();
    log.take(part([event(4)]));
    expect([log.shown.length, log.waiting]).toEqual([0, 1]);
    log.resume();
    expect([log.shown.map(({ number }) => number), log.waiting]).toEqual([[4], 0]);
  });

  it("is narrowed by kind, by words and by device with its modules", () => {
    const log = new BenchLog();
    log.take(part([event(1), event(2, { device: "press-04/edge", kind: "reported", detail: '{"door":1}' }), event(3, { device: "press-045", kind: "refused" })]));
    log.device = "press-04";
    expect(log.shown.map(({ number }) => number)).toEqual([1, 2]);
    log.text = "DOOR bench-west";
    expect(log.shown.map(({ number }) => number)).toEqual([2]);
    log.kind = "refused";
    expect([log.shown.length, log.narrowed]).toEqual([0, true]);
    log.showAll();
    expect([log.shown.length, log.narrowed]).toEqual([3, false]);
  });
});

describe("the words of the bench", () => {
  it("exist for every kind of event and fault", () => {
    expect(eventKinds.length).toBe(Object.keys(eventLook).length);
    expect(troubleKinds.length).toBe(Object.keys(troubleLook).length);
    expect(eventLook.refused.icon).toBe("error");
  });

  it("say whom a fault meets and how often", () => {
    const latency: BenchTrouble = { kind: "latency", hub: null, device: null, times: null, amount: 2_000 };
    expect([amountOf(latency), reachOf(latency)]).toEqual(["2,000 ms", "all devices, until removed"]);
    expect(reachOf({ ...latency, device: "press-04", times: 1 })).toBe("press-04, once more");
    expect(reachOf({ ...latency, kind: "clockSkew", times: 3 })).toBe("the whole hub, until removed");
    expect(amountOf({ ...latency, kind: "throttle" })).toBe("");
  });

  it("know a number from what is none", () => {
    expect(numberProblem("12", 0, 20, true)).toBeNull();
    expect(numberProblem(" ", 1, 20, false)).toBeNull();
    expect(numberProblem("", 1, 20, true)).toBe("A number is missing");
    for (const wrong of ["x", "1.5", "-1", "21"]) expect(numberProblem(wrong, 0, 20, true)).toContain("0 to 20");
  });

  it("write an event as one line", () => {
    expect(clockOf("2026-05-04T09:30:01.2345678Z")).toBe("09:30:01.234");
    expect(lineOf(event(1, { detail: "{}" }))).toBe("2026-05-04T09:30:01.2345678Z connected press-04@bench-west connected  {}");
  });
});

describe("the state of the bench", () => {
  let calls: string[];
  let world: ReplayBench | null = null;

  beforeEach(() => {
    calls = [];
    const inner = replayHost("?open=bench");
    const host: Host = { ...inner, call: (name, args) => (calls.push(name), inner.call(name, args)) };
    connect(host);
  });

  it("asks for nothing but the state while its page is closed, and never for a key", async () => {
    const bench = new Bench();
    await bench.look();
    bench.hear("events");
    await bench.look();
    expect(bench.access?.devices).toBe("localhost:8883");
    expect(new Set(calls)).toEqual(new Set(["bench_state"]));
    const shut = bench.open();
    await until(() => bench.log.total > 0 && bench.devices.answered && bench.troubles.value !== null, "what the page shows");
    shut();
    expect(calls.some((name) => name.endsWith("_string"))).toBe(false);
  });

  it("forgets devices, faults and events with the end of the bench hub", async () => {
    const bench = new Bench();
    const shut = bench.open();
    await until(() => bench.devices.total === 5 && bench.log.total > 0, "devices and events");
    await bench.stop();
    expect([bench.access, bench.devices.total, bench.log.total, bench.log.last]).toEqual([null, 0, 0, 0]);
    shut();
  });

  it("reads a storm part by part, without a gap", () => {
    world = new ReplayBench("bench", () => undefined);
    for (let count = 0; count < 500; count++) world.happens({ kind: "telemetry", device: "press-04", message: "a message" });
    const log = new BenchLog();
    let more = true;
    let asked = 0;
    while (more) {
      const answer = world.events(log.last, 200);
      log.take(answer);
      more = answer.hasMore;
      asked++;
    }
    expect([asked, log.missed, log.last]).toEqual([3, 0, 509]);
  });
});

describe("the page of the bench", () => {
  afterEach(close);

  it("says what it is, starts, and shows how it is reached without a key", async () => {
    open("?open=sample");
    await until(() => all("open-bench").length > 0, "the window");
    press("b", { ctrlKey: true });
    await until(() => all("bench-start").length > 0, "the start button");
    expect(one("bench").textContent).toContain("Device Provisioning Service");
    expect(await faults(one("bench"))).toEqual([]);
    one("bench-start").click();
    await until(() => all("bench-address").length > 0, "the address");
    expect(one("bench").textContent).toContain("0ne00BENCH");
    expect(one("bench").textContent).not.toContain("recorded");
    one("bench-reveal").click();
    await until(() => one("bench-string").textContent.includes("SharedAccessKey=recorded"), "the string");
    one("bench-reveal").click();
    flushSync();
    expect(one("bench").textContent).not.toContain("recorded");
    expect(await faults(one("bench"))).toEqual([]);
  });

  it("says why it cannot start, and starts on free ports", async () => {
    open("?open=taken");
    await until(() => all("empty-bench").length > 0, "the window");
    one("empty-bench").click();
    await until(() => all("bench-start").length > 0, "the start button");
    one("bench-start").click();
    await until(() => all("bench-start-free").length > 0, "the way out");
    expect(one("trouble").textContent).toContain("port 8883");
    one("bench-start-free").click();
    await until(() => all("bench-address").length > 0, "the address");
    expect(one("bench").textContent).toContain("8883 and 8443");
    await until(() => all("bench-runs").length > 0, "the status bar");
  });

  it("adds, removes and puts back a device, by keyboard", async () => {
    open("?open=bench");
    await until(() => all("open-bench").length > 0, "the window");
    one("open-bench").click();
    await until(() => all("bench-device").length === 5, "the devices");
    expect(await faults(one("bench"))).toEqual([]);
    one("bench-add").click();
    flushSync();
    const box = one("bench-id");
    if (!(box instanceof HTMLInputElement)) throw new Error("a box to type in");
    box.value = "no good";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.form?.requestSubmit();
    await until(() => one("bench").textContent.includes("no id of a device"), "the problem");
    box.value = "press-99";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.form?.requestSubmit();
    await until(() => all("bench-device").map((row) => row.dataset["device"]).join() === "press-99", "the device");
    one("bench-devices").focus();
    press("Delete");
    await until(() => all("bench-undo").length > 0, "the undo");
    press("z", { ctrlKey: true });
    await until(() => all("bench-device").map((row) => row.dataset["device"]).join() === "press-99", "the device again");
  });

  it("marks a refusal by sign and word, and narrows events to a device", async () => {
    open("?open=bench");
    await until(() => all("open-bench").length > 0, "the window");
    one("open-bench").click();
    await until(() => all("bench-event").length > 5, "events");
    const refused = all("bench-event").find((row) => row.dataset["kind"] === "refused");
    expect(refused?.textContent).toContain("Refused");
    expect(refused?.querySelector("svg")).not.toBeNull();
    refused?.querySelector<HTMLElement>("[data-who]")?.click();
    await until(() => all("bench-event").every((row) => row.textContent.includes("press-07")), "one device");
    expect(one("bench-detail").textContent).toContain("expired");
  });

  it("lets things go wrong and right again", async () => {
    open("?open=bench");
    await until(() => all("open-bench").length > 0, "the window");
    one("open-bench").click();
    await until(() => all("bench-trouble-add").length > 0, "the form");
    one("bench-trouble-add").click();
    await until(() => all("bench-trouble").length === 1, "the fault");
    expect(one("bench-trouble").textContent).toContain("2,000 ms");
    one("bench-trouble-add").click();
    await until(() => all("bench-trouble").length === 2, "two faults");
    one("bench-trouble-remove").click();
    await until(() => all("bench-trouble").length === 1, "one fault");
    one("bench-calm").click();
    await until(() => all("bench-trouble").length === 0, "none");
  });
});
