// One slider whose value follows what it previews, as the simulator's answers do.
import { flushSync, mount, unmount, type ComponentProps } from "svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import Slider from "../src/parts/Slider.svelte";

let stop: () => void = () => undefined;
let told: string[] = [];
/** Ends what was let go. */
let done: () => void = () => undefined;
let inDocument: number | null = 1;

const props: ComponentProps<typeof Slider> = $state({
  label: "west", unit: "of 1000", value: 1, min: 1, max: 1000, clearable: true,
  onpreview: (to: number) => {
    told.push(`at ${to}`);
    // the answer to a preview is there at once
    props.value = to;
  },
  oncommit: (to: number | null) => {
    told.push(`written ${to}`);
    return new Promise<void>((resolve) => {
      done = () => {
        inDocument = props.value = to;
        resolve();
      };
    });
  },
  onreturn: () => {
    told.push("back");
    props.value = inDocument;
    return Promise.resolve();
  },
});

const box = (type: string): HTMLInputElement => {
  const found = document.querySelector(`input[type=${type}]`);
  if (!(found instanceof HTMLInputElement)) throw new Error(`there is no ${type}`);
  return found;
};

function says(type: string, event: Event, value?: number | string): void {
  if (value !== undefined) box(type).value = String(value);
  box(type).dispatchEvent(event);
  flushSync();
}

const slide = (...to: number[]) => {
  for (const value of to) says("range", new Event("input", { bubbles: true }), value);
};
const letGo = () => says("range", new Event("change", { bubbles: true }));
const key = (event: string) => says("range", new KeyboardEvent(event, { key: "ArrowRight", bubbles: true }));
const type = (text: string) => says("number", new Event("change", { bubbles: true }), text);

async function answered(): Promise<void> {
  done();
  await new Promise((next) => setTimeout(next));
  flushSync();
}

beforeEach(() => {
  told = [];
  done = () => undefined;
  inDocument = 1;
  props.value = 1;
  const target = document.createElement("div");
  document.body.append(target);
  const view = mount(Slider, { target, props });
  flushSync();
  stop = () => void unmount(view);
});
afterEach(() => stop());

describe("a slider whose value is what it previews", () => {
  it("is written where it is let go, although the preview of that place was answered", async () => {
    slide(30, 500);
    letGo();
    expect(told).toEqual(["at 30", "at 500", "written 500"]);
    await answered();
    expect(box("number").value).toBe("500");
  });

  it("is written by a key that is let go", async () => {
    for (const value of [2, 3]) {
      key("keydown");
      slide(value);
      letGo();
    }
    key("keyup");
    await answered();
    expect(told).toEqual(["at 2", "at 3", "written 3"]);
    expect(inDocument).toBe(3);
  });

  it("is not written again by the same number typed afterwards, and is by another", async () => {
    slide(40);
    letGo();
    await answered();
    type("40");
    expect(told).toEqual(["at 40", "written 40"]);
    type("41");
    await answered();
    expect(inDocument).toBe(41);
  });

  it("writes nothing and shows the documents where it is back at its beginning", async () => {
    slide(90, 1);
    props.value = 90;
    letGo();
    await answered();
    expect(told).toEqual(["at 90", "at 1", "back"]);
    expect(box("number").value).toBe("1");
  });

  it("stays where it is held while what was let go before is still written", async () => {
    slide(7);
    letGo();
    slide(8);
    await answered();
    expect(box("number").value).toBe("8");
    letGo();
    await answered();
    expect([inDocument, box("number").value]).toEqual([8, "8"]);
  });

  it("goes back to the number before while another is on its way", async () => {
    slide(7);
    letGo();
    const first = done;
    slide(1);
    letGo();
    first();
    await answered();
    expect(told.at(-1)).toBe("written 1");
    expect(inDocument).toBe(1);
  });
});
