import { describe, expect, it } from "vitest";
import { takesText } from "../src/parts/keys";

describe("what has the keyboard", () => {
  it.each([
    ["<textarea></textarea>", true],
    ["<input>", true],
    ["<input type=text>", true],
    ["<input type=number>", true],
    ["<input type=search>", true],
    ["<input type=range>", false],
    ["<input type=checkbox>", false],
    ["<input type=radio>", false],
    ["<input type=file>", false],
    ["<select></select>", false],
    ["<button></button>", false],
    ["<div tabindex=0></div>", false],
  ])("takes text or does not: %s", (markup, takes) => {
    document.body.innerHTML = markup;
    expect(takesText(document.body.firstElementChild)).toBe(takes);
  });

  it("takes text where it can be edited, and never where it is nothing", () => {
    const words = document.createElement("p");
    // jsdom knows no editing
    Object.defineProperty(words, "isContentEditable", { value: true });
    expect([takesText(words), takesText(null), takesText(window)]).toEqual([true, false, false]);
  });
});
