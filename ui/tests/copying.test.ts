// What is copied of a value and of a finding: path, pointer and Markdown in both places; never a secret.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CommandName, Commands, Host } from "../src/ipc/contract";
import type { CopyRequest } from "../src/ipc/generated/CopyRequest";
import type { ValuesPage } from "../src/ipc/generated/ValuesPage";
import { asMarkdown } from "../src/panels/values/markdown";
import { testids } from "../src/testids";
import { all, close, one, open, until } from "./bench";

let copied: string | null = null;
let asked: string[] = [];

const isValues = (name: string, _answer: unknown): _answer is ValuesPage => name === "values";
const isCopy = (name: string, _args: unknown): _args is { request: CopyRequest } => name === "copy";

/** Masks the server of the time. */
function masking(host: Host): Host {
  return {
    ...host,
    call: async <K extends CommandName>(name: K, args: Commands[K]["args"]) => {
      if (isCopy(name, args)) asked.push(args.request.format);
      const answer = await host.call(name, args);
      if (isValues(name, answer))
        for (const { desired } of answer.rows.filter(({ key }) => key === "ntpServer"))
          if (desired !== null) Object.assign(desired, { masked: true, text: "••••••" });
      return answer;
    },
  };
}

beforeEach(() => {
  copied = null;
  asked = [];
  const writeText = (text: string) => {
    copied = text;
    return Promise.resolve();
  };
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
});

afterEach(() => {
  Reflect.deleteProperty(navigator, "clipboard");
  close();
});

async function copies(button: HTMLElement): Promise<string | null> {
  copied = null;
  button.click();
  await until(() => copied !== null, "a copy");
  return copied;
}

const wanted = ["Copy as query path", "Copy JSON pointer", "Copy as Markdown"];
const copying = (within: HTMLElement) =>
  [...within.querySelectorAll("button")].filter((button) => wanted.includes(button.querySelector("span")?.textContent.trim() ?? ""));
const words = (buttons: HTMLElement[]) => buttons.map((button) => button.querySelector("span")?.textContent.trim());

describe("a value as Markdown", () => {
  it.each([
    ["a.b", '"x"', '`a.b`: `"x"`'],
    ["a.[[`b]]", "1", "``a.[[`b]]``: `1`"],
    ["a", "`", "`a`: `` ` ``"],
    ["", "1", "whole input: `1`"],
    ["a", '{\n  "b": "```"\n}', '`a`:\n\n````json\n{\n  "b": "```"\n}\n````\n'],
  ])("of %s", (path, value, markdown) => expect(asMarkdown(path, value)).toBe(markdown));
});

describe("copying", () => {
  const menuOf = async (key: string) => {
    const row = all(testids.valueRow).find((one) => one.dataset["key"] === key);
    row?.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }));
    await until(() => all(testids.menu).length === 1, "the menu");
    return copying(one(testids.menu));
  };
  const copiesOf = async (key: string) => {
    const texts: (string | null)[] = [];
    for (const at of wanted.keys()) {
      const button = (await menuOf(key))[at];
      if (button === undefined) throw new Error(`no ${wanted[at]}`);
      texts.push(await copies(button));
    }
    return texts;
  };

  it("offers path, pointer and Markdown of a value, a masked one as it is shown", async () => {
    open("?open=sample", masking);
    await until(() => all(testids.treeRow).length > 5, "the tree");
    all(testids.treeRow).find((row) => row.dataset["key"] === "group/timeInfo")?.click();
    await until(() => all(testids.tabGroup).length === 1, "the tab of the group");
    one(testids.tabValues).click();
    await until(() => all(testids.valueRow).some((row) => row.dataset["key"] === "ntpServer"), "values of the group");
    expect(words(await menuOf("timeZoneKeyName"))).toEqual(wanted);
    const zone = "/properties/desired/timeInfo/timeZoneKeyName";
    expect(await copiesOf("timeZoneKeyName")).toEqual([`path of ${zone}`, `pointer of ${zone}`, `\`path of ${zone}\`: \`value of ${zone}\``]);
    expect(asked).toContain("value");
    asked = [];
    const server = "/properties/desired/timeInfo/ntpServer";
    expect((await copiesOf("ntpServer"))[2]).toBe(`\`path of ${server}\`: \`••••••\``);
    expect(asked).not.toContain("value");
  });

  it("offers the same of a finding, in the same order and words", async () => {
    open("?open=sample");
    await until(() => all(testids.overview).length === 1, "the overview");
    one(testids.tabFindings).click();
    await until(() => all(testids.findingDetail).length === 1, "the worst finding in full");
    const buttons = copying(one(testids.findingDetail));
    expect(words(buttons)).toEqual(wanted);
    const pointer = one(testids.findingDetail).querySelector(".pointer")?.textContent ?? "";
    expect(pointer).toMatch(/^\//);
    const texts: (string | null)[] = [];
    for (const button of buttons) texts.push(await copies(button));
    expect(texts).toEqual(["path", "pointer", "markdown"].map((format) => `${format} of ${pointer}`));
    await until(() => one(testids.notice).textContent.includes("Copied the finding as Markdown"), "what was copied");
  });
});
