import { describe, expect, it } from "vitest";
import { actions } from "./actions";
import { isTyping, pressed } from "../parts/keys";
import { fitted, layoutOf, limits } from "./layout";

const press = (key: string, more: KeyboardEventInit = {}) => new KeyboardEvent("keydown", { key, ...more });

describe("keys", () => {
  it("are matched exactly", () => {
    expect(pressed("Ctrl+O", press("o", { ctrlKey: true }))).toBe(true);
    expect(pressed("Ctrl+O", press("O", { ctrlKey: true, shiftKey: true }))).toBe(false);
    expect(pressed("Ctrl+Shift+O", press("O", { ctrlKey: true, shiftKey: true }))).toBe(true);
    expect(pressed("F8", press("F8", { shiftKey: true }))).toBe(false);
    expect(pressed("Ctrl+1", press("1", { metaKey: true }))).toBe(true);
    expect(pressed("/", press("/", { ctrlKey: true }))).toBe(false);
  });

  it("find signs with or without Shift, as keyboards have them", () => {
    expect(pressed("?", press("?", { shiftKey: true }))).toBe(true);
    expect(pressed("/", press("/", { shiftKey: true }))).toBe(true);
  });

  it("leave alone who is typing, but for commands", () => {
    const box = document.createElement("input");
    document.body.append(box);
    const seen: boolean[] = [];
    box.addEventListener("keydown", (event) => seen.push(isTyping(event)));
    box.dispatchEvent(press("/"));
    box.dispatchEvent(press("k", { ctrlKey: true }));
    box.dispatchEvent(press("F8"));
    expect(seen).toEqual([true, false, false]);
  });

  it("belong to one action each", () => {
    const keys = actions.flatMap((action) => action.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    for (const promised of ["Ctrl+O", "Ctrl+Shift+O", "/", "Ctrl+F", "Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+G", "Ctrl+P", "F8", "Shift+F8", "?", "Ctrl+K"])
      expect(keys).toContain(promised);
  });
});

describe("panes", () => {
  it("stand beside each other as far as there is room", () => {
    expect([1_440, 1_080, 1_079, 720, 620, 619].map(layoutOf)).toEqual(["three", "three", "stacked", "stacked", "stacked", "one"]);
  });

  it("leave the detail its room, however wide they were in a larger window", () => {
    const { list, tree } = fitted(1_100, 560, 520);
    expect(list + tree).toBeLessThanOrEqual(1_100 - 420);
    expect(list).toBeGreaterThanOrEqual(220);
    expect(tree).toBeGreaterThanOrEqual(200);
    expect(fitted(1_600, 300, 264)).toEqual({ list: 300, tree: 264 });
  });

  it("can be dragged only so far", () => {
    expect(limits(1_280, 300, 264).list).toEqual([220, 560]);
    expect(limits(1_100, 300, 264).tree).toEqual([200, 380]);
  });
});
