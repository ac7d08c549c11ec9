// The search bar of the text: where a search begins, what Enter means while something is typed, what is never looked for.
import { flushSync, mount, unmount, type Component } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { replayHost } from "../src/host/replay/host";
import * as ipc from "../src/ipc/commands";
import type { CommandName, Commands, Host } from "../src/ipc/contract";
import FindBar from "../src/panels/json/FindBar.svelte";
import { App } from "../src/state/app.svelte";
import { testids } from "../src/testids";
import { one, press } from "./bench";
import Within from "./Within.svelte";

const text = ["{", '  "red": 1,', '  "reed": 2,', '  "reef": 3,', '  "reeds": 4,', '  "red-": 5', "}"].join("\n");
/** Quiet after which what was typed is looked for, and then until the answer is there. */
const quiet = 120;
const answered = 10;

let app = new App();
let asked: Commands["find_text"]["args"][] = [];
let stop: () => void = () => undefined;
const closed = vi.fn();

const isFind = (name: string, _args: unknown): _args is Commands["find_text"]["args"] => name === "find_text";

function listening(host: Host): Host {
  return {
    ...host,
    call: <K extends CommandName>(name: K, args: Commands[K]["args"]) => {
      if (isFind(name, args)) asked.push(args);
      return host.call(name, args);
    },
  };
}

const pass = async (ms: number) => {
  await vi.advanceTimersByTimeAsync(ms);
  flushSync();
};

function box(): HTMLInputElement {
  const found = one(testids.findText);
  if (!(found instanceof HTMLInputElement)) throw new Error("no box");
  return found;
}

function type(needle: string): void {
  box().value = needle;
  box().dispatchEvent(new Event("input", { bubbles: true }));
  flushSync();
}

async function find(needle: string): Promise<void> {
  type(needle);
  await pass(quiet + answered);
}

async function shows(twin: number): Promise<void> {
  app.focus.twin = twin;
  void app.focus.text.show(twin);
  await pass(answered);
}

function open(from = 0): void {
  const target = document.createElement("div");
  document.body.append(target);
  const part: Component = (inside) => FindBar(inside, { from, onclose: closed });
  const view = mount(Within, { target, props: { app, part } });
  stop = () => {
    void unmount(view);
    stop = () => undefined;
  };
  flushSync();
  box().focus();
}

const at = () => app.focus.text.found?.row;
const said = () => document.querySelector(".said")?.textContent;

beforeEach(async () => {
  vi.useFakeTimers();
  ipc.connect(listening(replayHost("")));
  app = new App();
  asked = [];
  closed.mockClear();
  for (const name of ["first", "second"]) void ipc.openText(text, name);
  await pass(answered);
  await shows(1);
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe("the search bar of the text", () => {
  it("begins at the top of the screen, and goes on from the hit where more is typed", async () => {
    open(2);
    await find("re");
    expect(at()).toBe(2);
    await find("reed");
    expect(at()).toBe(2);
    await find("reef");
    expect(at()).toBe(3);
    await find("re");
    expect(at()).toBe(3);
  });

  it("begins at the top of the screen again where there was no hit", async () => {
    open(2);
    await find("reef");
    await find("reefs");
    expect(said()).toBe("Not found");
    await find("red");
    expect(asked.at(-1)?.from).toEqual([2, 0]);
  });

  it.each([false, true])("looks at once for what was just typed, and stops there (Shift: %s)", async (shiftKey) => {
    open();
    await find("re");
    type("red");
    press("Enter", { shiftKey });
    await pass(answered);
    expect([at(), said()]).toEqual([1, "1 of 2"]);
    await pass(1_000);
    expect(asked.map(({ needle }) => needle)).toEqual(["re", "red"]);
    press("Enter");
    await pass(answered);
    expect([at(), said()]).toEqual([5, "2 of 2"]);
    press("Enter", { shiftKey: true });
    await pass(answered);
    expect([at(), said()]).toEqual([1, "1 of 2"]);
  });

  it("stops at the first hit, too, where Enter comes before the answer", async () => {
    open();
    await find("re");
    type("red");
    await pass(quiet);
    press("Enter");
    await pass(answered);
    expect([at(), said()]).toEqual([1, "1 of 2"]);
  });

  it.each([
    ["Escape", () => press("Escape")],
    ["its button", () => document.querySelector<HTMLElement>("[aria-label=Close]")?.click()],
  ])("looks for nothing once it is closed by %s, and hears no answer", async (_way, close) => {
    open();
    await find("re");
    type("red");
    await pass(quiet);
    type("reed");
    close();
    expect(closed).toHaveBeenCalledTimes(1);
    await pass(1_000);
    expect(asked.map(({ needle }) => needle)).toEqual(["re", "red"]);
    expect([at(), said()]).toEqual([undefined, ""]);
  });

  it("looks for nothing once it is taken away", async () => {
    open();
    type("red");
    stop();
    await pass(1_000);
    expect(asked).toEqual([]);
  });

  it("looks for nothing in the next twin, and hears no answer about the one before", async () => {
    open();
    type("re");
    await pass(quiet);
    type("red");
    await shows(2);
    await pass(1_000);
    expect(asked.map(({ twin, needle }) => [twin, needle])).toEqual([[1, "re"]]);
    expect([at(), said()]).toEqual([undefined, ""]);
    press("Enter");
    await pass(answered);
    expect(asked.at(-1)).toMatchObject({ twin: 2, needle: "red", from: [0, 0] });
    expect([at(), said()]).toEqual([1, "1 of 2"]);
  });
});
