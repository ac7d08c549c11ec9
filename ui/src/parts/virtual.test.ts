import { describe, expect, it } from "vitest";
import { heightOf, moveBy, scrollFor, tallest, viewOf } from "./virtual";

describe("the view of a list", () => {
  it("renders what is visible and a few rows more", () => {
    expect(viewOf(10_000, 40, 400, 0, 5)).toEqual({ first: 0, last: 15, offset: 0 });
    expect(viewOf(10_000, 40, 400, 4_010, 5)).toEqual({ first: 95, last: 116, offset: 3_800 });
  });

  it("ends with the last row", () => {
    const view = viewOf(10_000, 40, 400, 10_000 * 40 - 400, 5);
    expect(view.last).toBe(10_000);
  });

  it("is empty where there are no rows", () => {
    expect(viewOf(0, 40, 400, 120, 5)).toEqual({ first: 0, last: 0, offset: 0 });
  });

  it("shows rows although a shorter list left the scroll position behind its end", () => {
    expect(viewOf(3, 40, 400, 90_000, 5)).toEqual({ first: 0, last: 3, offset: 0 });
  });

  it("never asks for a box that engines cannot lay out, and still reaches both ends", () => {
    const total = 20_000_000;
    expect(heightOf(total, 20)).toBe(tallest);
    expect(viewOf(total, 20, 600, 0, 0).first).toBe(0);
    const end = viewOf(total, 20, 600, tallest - 600, 0);
    expect(end.last).toBe(total);
    // The last row's lower edge meets the end of the box.
    expect(end.offset + (end.last - end.first) * 20).toBeCloseTo(tallest, 3);
  });
});

describe("a list with an open row", () => {
  const open = { index: 3, extra: 200 };

  it("is higher by what is open", () => {
    expect(heightOf(10, 40, open)).toBe(600);
    expect(heightOf(3, 40, open)).toBe(120);
  });

  it("puts the rows behind it further down", () => {
    expect(viewOf(100, 40, 100, 0, 0, open)).toEqual({ first: 0, last: 3, offset: 0 });
    expect(viewOf(100, 40, 100, 200, 0, open)).toEqual({ first: 3, last: 4, offset: 120 });
    expect(viewOf(100, 40, 100, 360, 0, open)).toEqual({ first: 4, last: 7, offset: 360 });
    expect(viewOf(100, 40, 100, 340, 0, open)).toEqual({ first: 3, last: 6, offset: 120 });
  });

  it("ends with the last row, and scrolls to every row", () => {
    const end = heightOf(100, 40, open) - 100;
    expect(viewOf(100, 40, 100, end, 0, open).last).toBe(100);
    expect(scrollFor(100, 40, 100, 0, 99, "nearest", open)).toBe(end);
    expect(scrollFor(100, 40, 100, 600, 4, "nearest", open)).toBe(360);
    expect(scrollFor(100, 40, 100, 600, 2, "nearest", open)).toBe(80);
  });
});

describe("scrolling to a row", () => {
  it("stays where the row is seen already", () => {
    expect(scrollFor(1_000, 20, 200, 400, 25, "nearest")).toBe(400);
    expect(scrollFor(1_000, 20, 200, 400, 25, "center")).toBe(400);
  });

  it("moves no further than it must", () => {
    expect(scrollFor(1_000, 20, 200, 400, 10, "nearest")).toBe(200);
    expect(scrollFor(1_000, 20, 200, 400, 40, "nearest")).toBe(620);
  });

  it("puts a row in the middle and stops at the ends", () => {
    expect(scrollFor(1_000, 20, 200, 0, 500, "center")).toBe(9_910);
    expect(scrollFor(1_000, 20, 200, 9_000, 0, "center")).toBe(0);
    expect(scrollFor(1_000, 20, 200, 0, 999, "center")).toBe(19_800);
  });

  it("brings the row into view in a list taller than the tallest box", () => {
    const total = 20_000_000;
    for (const row of [0, 1, 9_999_999, total - 1]) {
      const to = scrollFor(total, 20, 600, 0, row, "center");
      const view = viewOf(total, 20, 600, to, 0);
      expect(view.first).toBeLessThanOrEqual(row);
      expect(view.last).toBeGreaterThan(row);
    }
  });
});

describe("keys in a list", () => {
  it.each([
    ["ArrowDown", null, 0],
    ["ArrowUp", null, 9],
    ["ArrowDown", 9, 9],
    ["ArrowUp", 0, 0],
    ["PageDown", 3, 7],
    ["PageDown", 8, 9],
    ["PageUp", 3, 0],
    ["Home", 5, 0],
    ["End", 5, 9],
    ["x", 5, null],
  ] as const)("%s from %s leads to %s", (key, from, to) => {
    expect(moveBy(key, from, 10, 4)).toBe(to);
  });

  it("leads nowhere in an empty list", () => {
    expect(moveBy("ArrowDown", null, 0, 4)).toBeNull();
  });
});
