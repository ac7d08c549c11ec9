// The whole window on the recorded answers: what people see, press and read aloud.
import { flushSync } from "svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { CommandName, Commands } from "../src/ipc/contract";
import { testids } from "../src/testids";
import { all, close, faults, one, open, press, until } from "./bench";

afterEach(close);

describe("the window", () => {
  it("says what to do while nothing is open, and that nothing leaves the machine", async () => {
    open("");
    await until(() => all(testids.emptyState).length === 1, "the empty page");
    expect(one(testids.emptyState).textContent).toContain("Drop a twin here, or open a sample");
    expect(one(testids.emptyState).textContent).toContain("Nothing leaves this machine");
    expect(await faults()).toEqual([]);
    one(testids.openSample).click();
    await until(() => all(testids.twinRow).length === 4, "four twins");
  });

  it("shows what an input was taken for, and what needs attention", async () => {
    open("?open=sample");
    await until(() => all(testids.overview).length === 1, "the overview");
    await until(() => one(testids.overview).textContent.includes("portal reads 3.0"), "the worst finding");
    expect(one(testids.overview).textContent).toContain("Taken for");
    expect(await faults()).toEqual([]);
  });

  it("goes from a finding to its row of text and back", async () => {
    open("?open=sample");
    await until(() => all(testids.overview).length === 1, "the overview");
    press("2", { ctrlKey: true });
    await until(() => all(testids.findingDetail).length === 1, "the worst finding in full");
    expect(await faults()).toEqual([]);
    one(testids.findingDetail).querySelector<HTMLElement>(".place")?.click();
    await until(() => all(testids.textRow).length > 0, "the text");
    await until(() => all(testids.gutterMark).some((mark) => mark.dataset["finding"] === "0"), "the mark of the finding");
    expect(one(testids.tabJson).getAttribute("aria-selected")).toBe("true");
    all(testids.gutterMark).find((mark) => mark.dataset["finding"] === "0")?.click();
    await until(() => one(testids.tabFindings).getAttribute("aria-selected") === "true", "the findings");
    expect(one(testids.findingDetail).textContent).toContain("The device reports rebootInfo in 5.0");
  });

  it("hides a finding after a preview, counts it, and shows it again", async () => {
    open("?open=sample");
    await until(() => all(testids.overview).length === 1, "the overview");
    press("2", { ctrlKey: true });
    await until(() => all(testids.findingDetail).length === 1, "the worst finding in full");
    const rule = one(testids.findingDetail).querySelector(".rule")?.textContent ?? "";
    one(testids.hide).click();
    await until(() => all(testids.hidePage).length === 1 && one(testids.hidePage).textContent.includes("would be hidden"), "the preview");
    expect(one(testids.hidePage).textContent).toContain("1 finding of 1 twin would be hidden");
    expect(one(testids.hidePage).textContent).toContain(`Ignore: ${rule} at /`);
    expect(await faults(one(testids.hidePage))).toEqual([]);
    one(testids.hideConfirm).click();
    await until(() => all(testids.hiddenAll).length === 1, "the count in the status bar");
    expect(one(testids.hiddenAll).textContent).toContain("1 hidden");
    await until(() => all(testids.hiddenCount).length === 1, "the count in the list");
    await until(() => all(testids.findingDetail).length === 1, "another finding is selected");
    one(testids.hiddenCount).click();
    await until(() => all(testids.hiddenRow).length === 1, "what is hidden");
    expect(one(testids.hiddenRow).textContent).toContain(rule);
    expect(await faults()).toEqual([]);
    one(testids.showAgain).click();
    await until(() => all(testids.hiddenAll).length === 0 && all(testids.hiddenRow).length === 0, "nothing is hidden");
  });

  it("turns a rule off on its page, and lists that in the settings", async () => {
    open("?open=sample");
    await until(() => all(testids.overview).length === 1, "the overview");
    press("2", { ctrlKey: true });
    await until(() => all(testids.findingDetail).length === 1, "the worst finding in full");
    one(testids.openRule).click();
    await until(() => all(testids.ruleSeverity).length === 1, "the severity on the page");
    const off = [...one(testids.ruleSeverity).querySelectorAll("button")].at(-1);
    off?.click();
    await until(() => off?.getAttribute("aria-checked") === "true", "the rule is off");
    expect(await faults(one(testids.rulePage))).toEqual([]);
    press("Escape");
    await until(() => all(testids.hiddenAll).length === 1, "the count in the status bar");
    one(testids.hiddenAll).click();
    await until(() => all(testids.settingsPage).length === 1 && one(testids.settingsPage).textContent.includes("off, normally"), "the settings");
    expect(await faults(one(testids.settingsPage))).toEqual([]);
    one(testids.undoSettings).click();
    await until(() => all(testids.hiddenAll).length === 0, "nothing is hidden");
  });

  it("steps through findings by F8, and follows in the text", async () => {
    open("?open=sample");
    await until(() => all(testids.overview).length === 1, "the overview");
    press("F8");
    await until(() => all(testids.findingDetail).length === 1, "a finding");
    press("F8");
    await until(() => one(testids.findingDetail).textContent.includes("timeInfo is written in 2.0"), "the second finding");
    press("F8", { shiftKey: true });
    await until(() => one(testids.findingDetail).textContent.includes("rebootInfo in 5.0"), "the first again");
  });

  it("shows both sides of a group, folds, and hides $metadata unless asked", async () => {
    open("?open=sample");
    await until(() => all(testids.treeRow).length > 5, "the tree");
    all(testids.treeRow).find((row) => row.dataset["key"] === "group/timeInfo")?.click();
    await until(() => all(testids.tabGroup).length === 1, "the tab of the group");
    one(testids.tabValues).click();
    const names = () => all(testids.valueRow).map((row) => row.dataset["key"]);
    await until(() => names().includes("ntpServer"), "values of the group");
    expect(names().some((name) => name?.includes("$"))).toBe(false);
    const ntp = all(testids.valueRow).find((row) => row.dataset["key"] === "ntpServer");
    expect(ntp?.textContent).toContain('"time.windows.com"');
    expect(ntp?.textContent).toContain("d ago");
    expect(await faults()).toEqual([]);
    const before = names().length;
    all(testids.valueRow)[0]?.querySelector<HTMLElement>("button.fold")?.click();
    await until(() => names().length < before, "a folded row");
  });

  it("shows a group beside its schema, opens a property by Enter, and its finding by a click", async () => {
    open("?open=sample");
    await until(() => all(testids.treeRow).length > 5, "the tree");
    expect(all(testids.tabGroup), "a twin is no group").toEqual([]);
    all(testids.treeRow).find((row) => row.dataset["key"] === "group/windowsUpdate")?.click();
    const row = (key: string) => all(testids.propertyRow).find((one) => one.dataset["key"] === key);
    await until(() => row("activeHoursStart") !== undefined, "the properties");
    expect(one(testids.tabGroup).getAttribute("aria-selected")).toBe("true");
    expect(one(testids.groupHead).textContent).toContain("this dialect has no versions");
    expect(row("activeHoursStart")?.textContent).toContain("Active hours from");
    expect(row("activeHoursStart")?.textContent).toContain("Same");
    expect(row("branchReadinessLevel")?.textContent).toContain("semi-annual");
    expect(await faults()).toEqual([]);
    const box = one(testids.propertyRow).closest<HTMLElement>("[role=treegrid]");
    box?.focus();
    press("ArrowDown");
    press("Enter");
    await until(() => all(testids.propertyText).length === 1, "the open property");
    const index = all(testids.propertyRow).findIndex((one) => one.getAttribute("aria-expanded") === "true");
    expect(index).toBeGreaterThanOrEqual(0);
    press("Escape");
    await until(() => all(testids.propertyText).length === 0, "closed");
    row("activeHoursStart")?.click();
    await until(() => one(testids.propertyText).textContent.includes("0 to 23"), "what the schema says");
    expect(await faults()).toEqual([]);
  });

  it("adds what is not set, searches, and remembers the tab of groups", async () => {
    open("?open=sample");
    await until(() => all(testids.treeRow).length > 5, "the tree");
    all(testids.treeRow).find((row) => row.dataset["key"] === "group/rebootInfo")?.click();
    await until(() => all(testids.propertyRow).length > 2, "the properties");
    const states = () => all(testids.propertyRow).map((row) => row.dataset["state"]);
    expect(states()).not.toContain("notSet");
    one(testids.showUnset).click();
    await until(() => states().includes("notSet"), "what is not set");
    const box = document.querySelector<HTMLInputElement>(`[data-testid="${testids.groupSearch}"]`);
    if (box !== null) box.value = "daily";
    box?.dispatchEvent(new Event("input", { bubbles: true }));
    await until(() => all(testids.propertyRow).every((row) => row.dataset["key"]?.startsWith("daily")), "what was searched for");
    all(testids.treeRow).find((row) => row.dataset["key"] === "twin")?.click();
    await until(() => all(testids.overview).length === 1, "the overview");
    all(testids.treeRow).find((row) => row.dataset["key"] === "group/timeInfo")?.click();
    await until(() => one(testids.tabGroup).getAttribute("aria-selected") === "true", "the group again");
    press("1", { ctrlKey: true });
    await until(() => all(testids.valueRow).length > 0, "its values");
    press("g", { ctrlKey: true });
    await until(() => all(testids.propertyRow).length > 0, "its properties");
  });

  it("shows desired beside reported as a tree and as text, and steps from one difference to the next", async () => {
    open("?open=sample");
    await until(() => all(testids.treeRow).length > 5, "the tree");
    press("F7");
    await until(() => all(testids.diffRow).length > 0, "the differences");
    expect(one(testids.tabDrift).getAttribute("aria-selected")).toBe("true");
    await until(() => /^1 of \d/.test(one(testids.diffCount).textContent.trim()), "the first difference");
    press("F7", { shiftKey: true });
    await until(() => {
      const [at, of] = one(testids.diffCount).textContent.trim().split(" of ");
      return at === of;
    }, "the last one, round the end");
    const narrow = all(testids.diffRow).length;
    one(testids.diffFull).click();
    await until(() => all(testids.diffRow).length > narrow, "everything");
    expect(await faults()).toEqual([]);
    one(testids.diffState).click();
    const leaf = (row: HTMLElement) => row.getAttribute("aria-expanded") === null;
    const wanted = one(testids.diffState).dataset["state"];
    await until(() => all(testids.diffRow).filter(leaf).every((row) => row.dataset["state"] === wanted), "one state only");
    one(testids.diffState).click();
    one(testids.diffInline).click();
    await until(() => all(testids.diffLine).length > 0, "the text");
    expect(await faults()).toEqual([]);
    one(testids.diffSplit).click();
    await until(() => all(testids.diffLine).some((line) => line.textContent.includes("{")), "both sides");
    expect(await faults()).toEqual([]);
  });

  it("says what other versions would read, and proposes a document", async () => {
    open("?open=sample");
    await until(() => all(testids.treeRow).length > 5, "the tree");
    all(testids.treeRow).find((row) => row.dataset["key"] === "group/rebootInfo")?.click();
    await until(() => all(testids.openMigration).length === 1, "the button");
    one(testids.openMigration).click();
    await until(() => all(testids.fateRow).length === 2, "what becomes of the properties");
    expect(one(testids.migration).textContent).toContain("1 property is read as written");
    expect(one(testids.proposal).textContent).toContain("deploymentId");
    all(testids.counterpart)[1]?.click();
    await until(() => all(testids.counterpart)[1]?.getAttribute("aria-selected") === "true", "another version");
  });

  it("says how to describe a group that no schema knows", async () => {
    open("?open=sample");
    await until(() => all(testids.overview).length === 1, "the overview");
    const text = JSON.stringify({ deviceId: "cam", properties: { desired: { camera: { zoom: 2 } }, reported: {} } });
    const drop = new Event("drop", { bubbles: true, cancelable: true });
    Object.defineProperty(drop, "dataTransfer", { value: { types: ["text/plain"], files: [], getData: () => text } });
    document.body.dispatchEvent(drop);
    await until(() => all(testids.treeRow).some((row) => row.dataset["key"] === "group/camera"), "the group");
    all(testids.treeRow).find((row) => row.dataset["key"] === "group/camera")?.click();
    await until(() => all(testids.groupHead)[0]?.textContent.includes("no schema for this group") === true, "the reason");
    [...one(testids.groupHead).querySelectorAll("button")].find((button) => button.textContent.includes("Describe it"))?.click();
    await until(() => one(testids.groupHead).textContent.includes("draft/camera/desired.json"), "a schema to begin with");
    expect(await faults()).toEqual([]);
  });

  it("narrows the list by typing, and says how many match", async () => {
    open("?open=sample");
    await until(() => all(testids.twinRow).length === 4, "four twins");
    press("/");
    expect(document.activeElement).toBe(one(testids.filter));
    const box = document.querySelector<HTMLInputElement>(`[data-testid="${testids.filter}"]`);
    if (box !== null) box.value = "gateway";
    box?.dispatchEvent(new Event("input", { bubbles: true }));
    await until(() => all(testids.twinRow).length === 1, "one twin");
    expect(document.body.textContent).toContain("1 of 4 twins");
  });

  it("renders a window-full of ten thousand twins", async () => {
    open("?open=fleet");
    await until(() => all(testids.progress).length === 1, "progress");
    one(testids.cancel).click();
    await until(() => all(testids.progress).length === 0, "the end of the job");
    expect(all(testids.twinRow).length).toBeLessThan(60);
    // A leap to the end is ahead of its rows: the twin is selected when they come.
    one(testids.twinList).focus();
    press("End");
    const last = () => all(testids.twinRow).at(-1);
    await until(() => last()?.getAttribute("aria-selected") === "true", "the last twin selected");
    expect(Number(last()?.getAttribute("aria-posinset"))).toBe(Number(last()?.getAttribute("aria-setsize")));
  });

  it("shows nothing of one twin under the name of another that cannot be read", async () => {
    open("?open=fleet");
    await until(() => all(testids.twinRow).length > 5, "twins");
    press("2", { ctrlKey: true });
    all(testids.twinRow)[3]?.click();
    await until(() => all(testids.findingRow).length > 0, "findings");
    await until(() => document.body.textContent.includes("of 750 twins checked"), "the unreadable one");
    one(testids.cancel).click();
    const box = document.querySelector<HTMLInputElement>(`[data-testid="${testids.filter}"]`);
    if (box !== null) box.value = "press-00411";
    box?.dispatchEvent(new Event("input", { bubbles: true }));
    await until(() => all(testids.twinRow).length === 1, "one twin");
    expect(all(testids.twinRow)[0]?.textContent).toContain("Unreadable");
    all(testids.twinRow)[0]?.click();
    await until(() => all(testids.trouble).length === 1, "the reason");
    expect(all(testids.findingRow)).toEqual([]);
    expect(one(testids.trouble).textContent).toContain("The system does not allow reading this");
  });

  it("shows a rule's page, or why there is none, with a way out", async () => {
    open("?open=sample");
    await until(() => all(testids.overview).length === 1, "the overview");
    press("2", { ctrlKey: true });
    await until(() => all(testids.openRule).length === 1, "the button");
    one(testids.openRule).click();
    await until(() => one(testids.rulePage).textContent.includes("What to do"), "the page");
    one(testids.rulePage).dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    await until(() => all(testids.rulePage).length === 0, "closed");
  });

  it("finds who declares a group, and marks those that the query does not find", async () => {
    open("?open=sample");
    await until(() => all(testids.overview).length === 1, "the overview");
    press("k", { ctrlKey: true });
    await until(() => all(testids.palette).length === 1, "the palette");
    const fill = (box: HTMLInputElement | null, text: string) => {
      if (box === null) throw new Error("there is no box");
      box.value = text;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      flushSync();
    };
    fill(one(testids.palette).querySelector("input"), "which devices");
    press("Enter");
    await until(() => document.querySelector(".fields input") !== null, "the dialog");
    fill(document.querySelector<HTMLInputElement>(".fields input"), "rebootInfo");
    await until(() => all(testids.discoverElsewhere).length === 1, "those elsewhere");
    expect(one(testids.discoverElsewhere).textContent).toContain("where the query does not find them");
    expect(await faults(document.querySelector<HTMLElement>(".body") ?? document.body)).toEqual([]);
  });

  it("tells what an error code means, by number, name and words", async () => {
    open("?open=sample");
    await until(() => all(testids.overview).length === 1, "the overview");
    press("k", { ctrlKey: true });
    await until(() => all(testids.palette).length === 1, "the palette");
    const command = one(testids.palette).querySelector("input");
    if (command === null) throw new Error("the palette has no box");
    command.value = "error codes";
    command.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
    press("Enter");
    const says = (text: string) => all(testids.codes)[0]?.textContent.includes(text) ?? false;
    await until(() => says("look through a family"), "the families");
    // The window behind is shut off by the browser, which jsdom is not.
    const inside = () => one(testids.codes).querySelector<HTMLElement>(".all") ?? document.body;
    expect(await faults(inside())).toEqual([]);
    const type = (text: string) => {
      const box = document.querySelector<HTMLInputElement>(`[data-testid="${testids.codesSearch}"]`);
      if (box === null) throw new Error("the dictionary has no box");
      box.value = text;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      flushSync();
    };
    type("-2");
    const typed = document.activeElement;
    expect(typed instanceof HTMLInputElement && typed.selectionStart === typed.selectionEnd, "the next key adds to it").toBe(true);
    type("-2147024891");
    await until(() => all(testids.codeRow).length === 1, "the code");
    expect(one(testids.codes).textContent).toContain("HRESULT of the Windows code 5");
    expect(one(testids.codeRow).textContent).toContain("Run the agent as the system account");
    expect(await faults(inside())).toEqual([]);
    type("win32");
    await until(() => all(testids.codeRow).length === 2, "a family");
    press("ArrowDown");
    expect(all(testids.codeRow).map((row) => row.querySelector("dl") !== null)).toEqual([false, true]);
    expect(document.activeElement).toBe(document.querySelector(`[data-testid="${testids.codesSearch}"]`));
    type("qqq");
    await until(() => says("No code is named"), "why there is none");
    expect(await faults(inside())).toEqual([]);
  });

  it("keeps panes usable when an answer is refused, and tries again", async () => {
    open("?open=error");
    await until(() => all(testids.trouble).length > 0, "the reason");
    expect(one(testids.trouble).textContent).toContain("Reading stopped half way");
    expect(one(testids.trouble).textContent).toContain("Try again");
  });

  it("names inputs that could not be opened until they are dismissed", async () => {
    open("?open=problems");
    await until(() => all(testids.problems).length === 1, "the problems");
    expect(await faults()).toEqual([]);
    one(testids.problems).querySelector<HTMLElement>('[aria-label="Dismiss"]')?.click();
    await until(() => all(testids.problems).length === 0, "dismissed");
  });

  it("opens text that is dropped or pasted", async () => {
    open("");
    await until(() => all(testids.emptyState).length === 1, "the empty page");
    const drop = new Event("drop", { bubbles: true, cancelable: true });
    Object.defineProperty(drop, "dataTransfer", { value: { types: ["text/plain"], files: [], getData: () => '{ "deviceId": "dropped-1" }' } });
    document.body.dispatchEvent(drop);
    await until(() => all(testids.twinRow).length === 1, "the dropped twin");
    const paste = new Event("paste", { bubbles: true, cancelable: true });
    Object.defineProperty(paste, "clipboardData", { value: { getData: () => '{ "deviceId": "pasted-1" }' } });
    document.body.dispatchEvent(paste);
    await until(() => all(testids.twinRow).length === 2, "the pasted twin");
  });

  it("opens again what was open, and selects the same twin, part and tab", async () => {
    const calls: [CommandName, unknown][] = [];
    const remembered = {
      open: ["/cases/press-04.json"], twin: "gateway-02/opcua", tree: "desired", tab: "json" as const,
      listWidth: 333, treeWidth: 222, theme: "dark" as const, showMetadata: true,
    };
    open("", (host) => ({
      ...host,
      call: async <K extends CommandName>(name: K, args: Commands[K]["args"]): Promise<Commands[K]["answer"]> => {
        calls.push([name, args]);
        const answer = await host.call(name, args);
        return name === "startup" && typeof answer === "object" ? { ...answer, given: false, remembered } : answer;
      },
    }));
    await until(() => all(testids.twinRow).some((row) => row.getAttribute("aria-selected") === "true" && row.textContent.includes("gateway-02")), "the remembered twin");
    expect(calls).toContainEqual(["open_paths", { paths: ["/cases/press-04.json"] }]);
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    expect(one(testids.tabJson).getAttribute("aria-selected")).toBe("true");
    await until(() => all(testids.treeRow).some((row) => row.dataset["key"] === "desired" && row.getAttribute("aria-selected") === "true"), "the remembered part");
  });
});
