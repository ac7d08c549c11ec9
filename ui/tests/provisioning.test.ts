// The simulator of provisioning in the whole window, on recorded answers.
import { flushSync } from "svelte";
import { afterEach, describe, expect, it } from "vitest";
import { testids } from "../src/testids";
import { all, close, faults, one, open, press, until } from "./bench";

afterEach(close);

const lit = () => all(testids.chartNode).filter((node) => node.classList.contains("taken")).map((node) => node.dataset["node"]);
const cell = (name: string) => all(testids.reprovisionCell).find((one) => one.dataset["cell"] === name);

async function started(): Promise<void> {
  open("?open=sample");
  await until(() => all(testids.overview).length === 1, "the overview");
  press("p", { ctrlKey: true });
  await until(() => all(testids.reprovisionStart).length > 0, "the samples");
}

describe("the simulator in the window", () => {
  it("offers to open an enrollment or to start from a sample while nothing is given", async () => {
    await started();
    expect(one(testids.reprovision).textContent).toContain("Open an enrollment, or start from a sample");
    expect(one(testids.reprovisionExport)).toHaveProperty("disabled", true);
    expect(await faults(one(testids.reprovision))).toEqual([]);
  });

  it("lights each of the three ends, says why, and marks what holds in the table", async () => {
    await started();
    one(testids.reprovisionStart).click();
    await until(() => lit().includes("by-policy"), "the way by policy");
    for (const [name, end, steps] of [["none new", "moves", 4], ["none old", "sticks", 4], ["reset new", "by-policy", 3]] as const) {
      cell(name)?.click();
      await until(() => lit().includes(end) && cell(name)?.getAttribute("aria-current") === "true", end);
      expect(lit()).toHaveLength(steps);
      expect(one(testids.chartNodeDetail).textContent).toContain(`Step ${steps} of ${steps}`);
    }
    expect(one(testids.reprovisionLost).textContent).toContain("Lost");
    expect(one(testids.reprovisionChange).textContent).toContain("Lost");
    expect(await faults(one(testids.reprovision))).toEqual([]);
    one(testids.reprovisionUndo).click();
    await until(() => lit().includes("sticks"), "what was before");
  });

  it("walks the way by arrow keys", async () => {
    await started();
    one(testids.reprovisionStart).click();
    await until(() => lit().length === 3, "the way");
    const contact = all(testids.chartNode).find((node) => node.dataset["node"] === "contact");
    contact?.focus();
    press("ArrowRight");
    expect(document.activeElement?.getAttribute("data-node")).toBe("has-policy");
    expect(document.activeElement?.getAttribute("aria-label")).toMatch(/^step 2 of 3: /);
    expect(one(testids.chartNodeDetail).textContent).toContain("Step 2 of 3");
  });

  it("shows what is wrong with a document beneath it, and goes to the place", async () => {
    await started();
    one(testids.reprovisionStart).click();
    await until(() => lit().length === 3, "the way");
    const box = one(testids.reprovisionText);
    if (!(box instanceof HTMLTextAreaElement)) throw new Error("the document is in no text box");
    box.value = "nonsense {";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
    await until(() => all(testids.reprovisionProblem).length === 1, "the problem");
    const problem = one(testids.reprovisionProblem);
    expect(problem.textContent).toContain("line 1, column 1");
    problem.querySelector("button")?.click();
    await until(() => document.activeElement === box && box.selectionEnd === "nonsense".length, "the place");
    expect(await faults(one(testids.reprovision))).toEqual([]);
  });

  it.each([
    ["record", "registration record", "Record"],
    ["webhook", "webhook's answer", "Webhook"],
    ["versions", "table of versions", "Versions"],
  ])("counts what is wrong with the %s at its name, and goes there from any other document", async (input, word, title) => {
    await started();
    one(testids.reprovisionStart).click();
    await until(() => lit().length === 3, "the way");
    const tab = (name: string) => document.querySelector<HTMLElement>(`[data-input=${name}]`);
    tab(input)?.click();
    flushSync();
    const box = one(testids.reprovisionText);
    if (!(box instanceof HTMLTextAreaElement)) throw new Error("the document is in no text box");
    box.value = "nonsense {";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    await until(() => all(testids.reprovisionProblem).length === 1, "the problem");
    expect(one(testids.reprovisionProblem).textContent).toContain(word);
    expect([tab(input)?.querySelector(".count")?.textContent, box.getAttribute("aria-invalid")]).toEqual(["1", "true"]);
    tab("enrollment")?.click();
    flushSync();
    const way = one(testids.reprovisionProblem).querySelector("button");
    expect([way?.disabled, way?.querySelector(".place")?.textContent.trim()]).toEqual([false, `${title}, line 1, column 1`]);
    way?.click();
    await until(() => tab(input)?.getAttribute("aria-selected") === "true" && box.selectionEnd === "nonsense".length, "the place");
  });

  it("steps through a sequence, and says where the device does not ask", async () => {
    await started();
    one(testids.reprovisionStart).click();
    await until(() => lit().length === 3, "the way");
    [...document.querySelectorAll<HTMLElement>("[role=radio]")].find((button) => button.textContent.includes("Sequence"))?.click();
    await until(() => all(testids.reprovisionStep).length === 3, "the steps");
    all(testids.reprovisionStep)[1]?.click();
    await until(() => one(testids.reprovision).textContent.includes("does not ask in this step"), "the quiet step");
    all(testids.reprovisionStep)[2]?.click();
    await until(() => all(testids.reprovisionSaid)[0]?.dataset["outcome"] === "reset", "the last step");
    all(testids.reprovisionStage)[0]?.click();
    await until(() => one(testids.reprovision).textContent.includes("Stage 1 of"), "the first stage");
    expect(await faults(one(testids.reprovision))).toEqual([]);
  });
});
