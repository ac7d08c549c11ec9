// Drift, two twins, an ancestor and the fleet in the whole window, on the recorded answers.
import { flushSync } from "svelte";
import { afterEach, describe, expect, it } from "vitest";
import { testids } from "../src/testids";
import { all, close, faults, one, open, press, until } from "./bench";

afterEach(close);

describe("differences in the window", () => {
  it("hides the drift of a property after a preview, by its key, and undoes it by Ctrl+Z", async () => {
    open("?open=sample");
    await until(() => all(testids.overview).length === 1, "the overview");
    press("F7");
    await until(() => /^1 of \d/.test(one(testids.diffCount).textContent.trim()), "the first difference");
    const before = Number(one(testids.diffCount).textContent.trim().split(" of ")[1]);
    one(testids.diffRows).focus();
    press("h");
    await until(() => all(testids.hidePage).length === 1 && one(testids.hidePage).textContent.includes("would be hidden"), "the preview");
    expect(one(testids.hidePage).textContent).toMatch(/1 property of 1 twin would be hidden/);
    expect(one(testids.hidePage).textContent).toContain("Ignore: drift at /");
    expect(await faults(one(testids.hidePage))).toEqual([]);
    one(testids.hideConfirm).click();
    const hidden = () => all(testids.diffState).find((chip) => chip.dataset["state"] === "hidden");
    await until(() => hidden() !== undefined, "the count of what is hidden");
    expect(hidden()?.textContent).toContain("1 hidden");
    hidden()?.click();
    await until(() => all(testids.diffRow).some((row) => row.dataset["state"] === "hidden"), "the hidden row");
    expect(await faults()).toEqual([]);
    hidden()?.click();
    await until(() => one(testids.diffCount).textContent.includes(`${before - 1}`), "one difference less");
    document.body.focus();
    press("z", { ctrlKey: true });
    await until(() => hidden() === undefined, "nothing is hidden");
  });

  it("sets how long a change may be pending, and says what is wrong with a time", async () => {
    open("?open=sample");
    await until(() => all(testids.overview).length === 1, "the overview");
    press("k", { ctrlKey: true });
    await until(() => all(testids.palette).length === 1, "the palette");
    const box = one(testids.palette).querySelector("input");
    if (box !== null) box.value = "settings: what";
    box?.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
    press("Enter");
    await until(() => all(testids.stuckAfter).length === 1, "the settings");
    const time = one(testids.stuckAfter);
    if (!(time instanceof HTMLInputElement)) throw new Error("the time is no field");
    expect(time.value).toBe("1h");
    const type = (text: string) => {
      time.value = text;
      time.dispatchEvent(new Event("input", { bubbles: true }));
      flushSync();
      one(testids.stuckAfterSet).click();
    };
    type("soon");
    await until(() => one(testids.settingsPage).textContent.includes("is no length of time"), "the problem");
    expect(time.getAttribute("aria-invalid")).toBe("true");
    expect(await faults(one(testids.settingsPage))).toEqual([]);
    type("2h");
    await until(() => one(testids.settingsPage).textContent.includes("As 10m") && time.value === "2h", "the new time");
  });

  it("compares two twins, copies a patch that was checked, and says who changed what since an ancestor", async () => {
    open("?open=sample");
    await until(() => all(testids.overview).length === 1, "the overview");
    press("d", { ctrlKey: true });
    await until(() => all(testids.compareRow).length > 1, "the other twins");
    all(testids.compareRow)[0]?.click();
    await until(() => all(testids.diffRow).length > 0, "the differences");
    one(testids.comparePatches).click();
    await until(() => all(testids.menu).length === 1, "the patches");
    expect(one(testids.menu).textContent).toContain("1 operation, applied and checked");
    const copied: string[] = [];
    const clipboard = { writeText: (text: string) => (copied.push(text), Promise.resolve()) };
    Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
    expect(await faults(one(testids.compare))).toEqual([]);
    one(testids.menu).querySelector<HTMLElement>("[role=menuitem]")?.click();
    await until(() => document.body.textContent.includes("1 secret is masked"), "what was copied");
    expect(JSON.parse(copied[0] ?? "")).toEqual([{ op: "replace", path: "/tags/site", value: "lyon" }]);
    one(testids.comparePatches).click();
    await until(() => all(testids.menu).length === 1, "the patches again");
    const items = [...one(testids.menu).querySelectorAll<HTMLElement>("[role=menuitem]")];
    items.find((item) => item.textContent.includes("Save merge patch"))?.click();
    await until(() => one(testids.notice).textContent.includes("Saved the merge patch in /home/you/merge-patch.json; 1 secret is masked"), "where it was saved");
    one(testids.compareBase).click();
    await until(() => all(testids.compareRow).length > 0, "those that may be the ancestor");
    all(testids.compareRow)[0]?.click();
    await until(() => all(testids.diffRow).some((row) => row.dataset["state"] === "changedRight"), "who changed what");
    expect(one(testids.compare).querySelector("h2")?.textContent).toContain(", from ");
    expect(await faults(one(testids.compare))).toEqual([]);
    one(testids.compareBase).click();
    await until(() => all(testids.diffRow).every((row) => row.dataset["state"] !== "changedRight"), "two sides only");
  });

  it("holds a twin against all others, what is rare first", async () => {
    open("?open=sample");
    await until(() => all(testids.overview).length === 1, "the overview");
    press("D", { ctrlKey: true, shiftKey: true });
    await until(() => all(testids.fleet).length === 1 && all(testids.fleetStop).length === 1, "the counting");
    expect(await faults(one(testids.fleet))).toEqual([]);
    await until(() => all(testids.fleetRow).length > 0, "what is rare");
    expect(one(testids.fleetSaid).textContent).toContain("Beside 3 other twins");
    expect(all(testids.fleetRow)[0]?.textContent).toContain("0 of 3");
    expect(await faults(one(testids.fleet))).toEqual([]);
    const rare = all(testids.fleetRow).length;
    one(testids.fleetFull).click();
    await until(() => all(testids.fleetRow).length > rare, "what all share");
    press("Escape");
  });
});
