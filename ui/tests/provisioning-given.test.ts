// What the simulator is given by hand, in the whole window on recorded answers: sliders, a step, dropped documents.
import { flushSync } from "svelte";
import { afterEach, describe, expect, it } from "vitest";
import { testids } from "../src/testids";
import { all, close, faults, one, open, press, until } from "./bench";

afterEach(close);

let simulated = 0;

async function started(): Promise<void> {
  simulated = 0;
  open("?open=sample", (host) => ({
    ...host,
    call: async (name, args) => {
      const answer = await host.call(name, args);
      if (name === "simulate") simulated++;
      return answer;
    },
  }));
  await begun();
}

async function begun(): Promise<void> {
  await until(() => all(testids.overview).length === 1, "the overview");
  press("p", { ctrlKey: true });
  await until(() => all(testids.reprovisionStart).length > 0, "the samples");
  one(testids.reprovisionStart).click();
  await until(() => all(testids.reprovisionSaid).length === 1, "an answer");
}

const boxOf = (selector: string): HTMLInputElement => {
  const box = document.querySelector(selector);
  if (!(box instanceof HTMLInputElement)) throw new Error(`${selector} is no box`);
  return box;
};
const slider = (type: string) => boxOf(`[data-testid=${testids.whatIfMeasure}] input[type=${type}]`);
const isUndo = () => !(one(testids.reprovisionUndo) instanceof HTMLButtonElement && one(testids.reprovisionUndo).hasAttribute("disabled"));

function says(box: HTMLElement, event: string): void {
  box.dispatchEvent(new Event(event, { bubbles: true }));
  flushSync();
}

function choose(testid: string, value: string): void {
  const list = one(testid);
  if (!(list instanceof HTMLSelectElement)) throw new Error(`${testid} is no list`);
  list.value = value;
  says(list, "change");
}

const text = (input: string): string => {
  document.querySelector<HTMLElement>(`[data-input=${input}]`)?.click();
  flushSync();
  const box = one(testids.reprovisionText);
  return box instanceof HTMLTextAreaElement ? box.value : "";
};

describe("the sliders of the simulator", () => {
  it("are there where a measure decides, and make one undo of a drag", async () => {
    await started();
    expect(all(testids.whatIfMeasure)).toHaveLength(0);
    choose(testids.whatIfAllocation, "hashed");
    await until(() => all(testids.whatIfMeasure).length === 2, "two sliders");
    const range = slider("range");
    for (const value of ["5", "50", "500"]) {
      range.value = value;
      says(range, "input");
      expect(slider("number").value).toBe(value);
      expect(text("hubs")).not.toContain("allocationWeight");
    }
    says(range, "change");
    await until(() => text("hubs").includes('"allocationWeight": 500'), "the weight in the document");
    one(testids.reprovisionUndo).click();
    await until(() => slider("number").value === "1", "the weight before the drag");
    one(testids.reprovisionUndo).click();
    await until(() => all(testids.whatIfMeasure).length === 0, "the allocation before");
    expect(isUndo()).toBe(false);
  });

  it("write the number that they show, also once its preview was answered", async () => {
    await started();
    choose(testids.whatIfAllocation, "hashed");
    await until(() => all(testids.whatIfMeasure).length === 2, "two sliders");
    await until(() => simulated === 2, "the answer to the allocation");
    slider("range").value = "300";
    says(slider("range"), "input");
    await until(() => simulated === 3, "the answer to the preview");
    // it reaches the slider in the turn after it came
    await new Promise((next) => setTimeout(next));
    says(slider("range"), "change");
    await until(() => text("hubs").includes('"allocationWeight": 300'), "the weight in the document");
  });

  it("say as a group why none of them can be moved", async () => {
    const why = "the device is kept on its hub";
    open("?open=sample", (host) => ({
      ...host,
      call: async (name, args) => {
        const answer = await host.call(name, args);
        if (name === "simulate" && typeof answer === "object" && answer !== null && "given" in answer && typeof answer.given === "object") for (const measure of answer.given.measures) measure.idle = why;
        return answer;
      },
    }));
    await begun();
    choose(testids.whatIfAllocation, "hashed");
    await until(() => all(testids.whatIfMeasure).length === 2, "two sliders");
    const group = one(testids.whatIfMeasure).closest("fieldset");
    expect([slider("range").disabled, slider("number").disabled]).toEqual([true, true]);
    expect(document.getElementById(group?.getAttribute("aria-describedby") ?? "")?.textContent).toBe("The device is kept on its hub.");
    expect(await faults(one(testids.reprovision))).toEqual([]);
  });

  it("are typed, too: latencies up to any number, and away again", async () => {
    await started();
    choose(testids.whatIfAllocation, "geoLatency");
    await until(() => all(testids.whatIfMeasure).length === 2, "two sliders");
    const number = slider("number");
    expect([number.value, number.placeholder]).toEqual(["", "none"]);
    expect(await faults(one(testids.reprovision))).toEqual([]);
    number.value = "450.4";
    says(number, "change");
    await until(() => text("device").includes('"plant-west.azure-devices.net": 450'), "the latency");
    await until(() => slider("range").max === "450", "a longer slider");
    slider("number").value = "";
    says(slider("number"), "change");
    await until(() => !text("device").includes("450"), "no latency");
  });
});

describe("a step of a sequence", () => {
  it("that asks nothing shows the chart without a way, and can be tried from all the same", async () => {
    await started();
    [...document.querySelectorAll<HTMLElement>("[role=radio]")].find((button) => button.textContent.includes("Sequence"))?.click();
    await until(() => all(testids.reprovisionStep).length === 3, "the steps");
    all(testids.reprovisionStep)[1]?.click();
    await until(() => one(testids.reprovision).textContent.includes("does not ask in this step"), "the quiet step");
    expect(all(testids.chartNode)).toHaveLength(6);
    expect(all(testids.chartNode).some((node) => node.classList.contains("taken"))).toBe(false);
    one(testids.reprovisionTryFrom).click();
    await until(() => all(testids.reprovisionCameFrom).length === 1, "where it came from");
    expect(one(testids.reprovisionCameFrom).textContent).toContain("step 2 of the sequence finds it: Somebody tags it");
    expect(text("device")).toContain("pump-0042-1");
    expect(await faults(one(testids.reprovision))).toEqual([]);
    one(testids.reprovisionCameFrom).querySelector("button")?.click();
    await until(() => all(testids.reprovisionStep)[1]?.getAttribute("aria-current") === "step", "the step again");
  });
});

describe("the table of every policy", () => {
  it("is there for a step in which the device asks, marks what a cell rests on, and tries on what the step finds", async () => {
    open("?open=sample", (host) => ({
      ...host,
      call: async (name, args) => {
        const answer = await host.call(name, args);
        if (name === "simulation_matrix" && typeof answer === "object" && answer !== null && "cells" in answer) {
          Object.assign(answer.cells[0] ?? {}, {
            restsOn: [{ name: "same-hub-reset", value: "resets", sentence: "", other: "keeps", otherwise: "" }],
            inferences: [{ name: "x", sentence: "the webhook is not asked" }],
          });
        }
        return answer;
      },
    }));
    await begun();
    [...document.querySelectorAll<HTMLElement>("[role=radio]")].find((button) => button.textContent.includes("Sequence"))?.click();
    await until(() => all(testids.reprovisionStep).length === 3, "the steps");
    await until(() => all(testids.reprovisionCell).length === 10, "the table of the first step");
    all(testids.reprovisionStep)[1]?.click();
    await until(() => all(testids.reprovisionCell).length === 0, "no table where nothing is asked");
    all(testids.reprovisionStep)[2]?.click();
    await until(() => all(testids.reprovisionCell).length === 10, "the table of the last step");
    expect(all(testids.reprovisionRests).map((mark) => mark.textContent.trim())).toEqual(["rests on: Reset on the same hub; concluded: the webhook is not asked"]);
    expect(one(testids.reprovisionRests).closest("button")?.dataset["cell"]).toBe("migrate old");
    all(testids.reprovisionCell).find((cell) => cell.dataset["cell"] === "none old")?.click();
    await until(() => text("enrollment").includes("pump-0042") && !text("enrollment").includes("reprovisionPolicy"), "the policy taken away");
    expect(text("device")).toContain("pump-0042-2");
    expect(one(testids.reprovisionCameFrom).textContent).toContain("step 3 of the sequence");
  });
});

/** Drops a text on the window, as the page gets it. */
function drop(dropped: string): void {
  const event = new Event("drop", { bubbles: true, cancelable: true });
  Object.defineProperty(event, "dataTransfer", { value: { files: [], types: ["text/plain"], getData: () => dropped } });
  document.body.dispatchEvent(event);
}

describe("what falls on the window while the simulator is shown", () => {
  it("is told in words and goes into its document; what is unknown changes nothing", async () => {
    await started();
    const before = text("enrollment");
    // what is put into a place that is there already is read out
    const told = one(testids.reprovisionTold);
    expect([told.getAttribute("role"), told.textContent.trim()]).toEqual(["status", ""]);
    drop('{ "attestation": {}, "registrationId": "b" }');
    await until(() => all(testids.reprovisionTaken).length === 1, "what it was taken for");
    expect(told.isConnected && told.textContent.includes("dropped text is taken for the enrollment")).toBe(true);
    expect(one(testids.reprovisionTaken).querySelector("button")?.closest("[role=status]")).toBeNull();
    expect(one(testids.reprovisionTaken).textContent).toContain("dropped text is taken for the enrollment");
    expect(text("enrollment")).toContain('"b"');
    expect(await faults(one(testids.reprovision))).toEqual([]);
    drop('{ "temperature": 21 }');
    await until(() => one(testids.reprovisionTaken).textContent.includes("not taken"), "why not");
    expect(text("enrollment")).toContain('"b"');
    one(testids.reprovisionUndo).click();
    await until(() => text("enrollment") === before, "the enrollment before");
    expect(all(testids.reprovisionTaken)).toHaveLength(0);
  });

  it("is pasted from wherever the keyboard is, unless that takes text itself", async () => {
    await started();
    const paste = (pasted: string) => {
      const event = new Event("paste", { bubbles: true, cancelable: true });
      Object.defineProperty(event, "clipboardData", { value: { getData: () => pasted } });
      (document.activeElement ?? document.body).dispatchEvent(event);
    };
    one(testids.reprovisionSample).focus();
    press("v", { ctrlKey: true });
    // for the length of the press there is a box to paste into
    expect(document.activeElement?.matches("textarea[aria-hidden=true]")).toBe(true);
    paste('{ "attestation": {}, "registrationId": "b" }');
    await until(() => all(testids.reprovisionTaken).length === 1, "what it was taken for");
    expect(document.activeElement).toBe(one(testids.reprovisionSample));
    const before = text("enrollment");
    one(testids.reprovisionText).focus();
    press("v", { ctrlKey: true });
    paste('{ "attestation": {}, "registrationId": "c" }');
    expect(document.activeElement).toBe(one(testids.reprovisionText));
    expect(text("enrollment")).toBe(before);
  });

  it("is opened as a twin once the simulator is closed", async () => {
    await started();
    press("Escape");
    document.querySelector<HTMLDialogElement>("dialog")?.dispatchEvent(new Event("cancel", { cancelable: true }));
    await until(() => all(testids.reprovision).length === 0, "the list");
    drop('{ "attestation": {} }');
    await until(() => document.body.textContent.includes("dropped text"), "a twin of that name");
  });
});

describe("a window whose samples cannot be had", () => {
  it("says so with the way out, and simulates what it is given", async () => {
    let isGone = true;
    open("?open=sample", (host) => ({
      ...host,
      call: (name, args) => (name === "scenario_samples" && isGone ? Promise.reject({ code: "unexpected", subject: "", detail: "gone" }) : host.call(name, args)),
    }));
    await until(() => all(testids.overview).length === 1, "the overview");
    press("p", { ctrlKey: true });
    await until(() => one(testids.reprovision).textContent.includes("samples cannot be offered"), "the trouble");
    expect(one(testids.trouble).textContent).toContain("Documents of your own can be opened");
    drop('{ "attestation": {}, "registrationId": "b" }');
    await until(() => all(testids.reprovisionSaid).length === 1, "an answer all the same");
    isGone = false;
    [...one(testids.trouble).querySelectorAll("button")].at(-1)?.click();
    await until(() => all(testids.trouble).length === 0, "the samples");
  });
});
