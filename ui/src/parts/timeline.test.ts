import { describe, expect, it } from "vitest";
import { lowerBound, moved, nearest, roomOf, strokes, thinned, timeAxis, timeText, versionAxis, wholeOf, zoomed } from "./timeline";

const at = (text: string) => Date.parse(text);

describe("an axis of time", () => {
  it("writes each tick as short as it can", () => {
    const texts = ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-02-03T00:00:00Z", "2026-02-03T04:00:00Z", "2026-02-03T04:05:06Z", "2026-02-03T04:05:06.070Z"];
    expect(texts.map((text) => timeText(new Date(text)))).toEqual(["2026", "Feb", "Feb 3", "04:00", "04:05:06", "05:06.070"]);
  });

  it("has no more ticks than there is room for, and names the day that hours leave unsaid", () => {
    const axis = timeAxis([at("2026-02-03T01:00:00Z"), at("2026-02-03T22:00:00Z")]);
    const ticks = axis.ticks(axis.places[0] ?? 0, axis.places[1] ?? 0, 800);
    expect(ticks.length).toBeGreaterThan(3);
    expect(ticks.length).toBeLessThan(13);
    expect(ticks[0]?.text).toMatch(/^\d\d:00$/);
    expect(axis.context(axis.places[0] ?? 0, axis.places[1] ?? 0)).toBe("2026-02-03 UTC");
    expect(axis.context(at("2026-02-02T23:00:00Z"), at("2026-02-04T01:00:00Z")), "the air around is nobody's").toBe("2026-02-03 UTC");
  });

  it("names the day at midnight among hours, also that of a year's beginning", () => {
    const axis = timeAxis([at("2025-12-31T20:00:00Z"), at("2026-01-01T04:00:00Z")]);
    const texts = axis.ticks(axis.places[0] ?? 0, axis.places[1] ?? 0, 900).map(({ text }) => text);
    expect(texts).toContain("Jan 1");
    expect(texts).not.toContain("2026");
  });

  it("stands side by side what was all seen at once", () => {
    const axis = timeAxis([7, 7, 7]);
    expect([...axis.places]).toEqual([0, 1, 2]);
    expect(axis.ticks(0, 2, 800)).toEqual([]);
    expect(axis.context(0, 2)).toBe("1970-01-01 00:00 UTC");
  });
});

describe("an axis of versions", () => {
  const versions = [null, 3, 4, 4, null, 9, 1, 2];
  const axis = versionAxis(versions, (index) => index === 6);

  it("keeps a gap as wide as what is missing, and begins a new stretch where the version goes back", () => {
    expect([...axis.places]).toEqual([3, 3, 4, 4, 4, 9, 11, 12]);
  });

  it("has whole numbers as ticks, each in its stretch", () => {
    const ticks = axis.ticks(3, 12, 2_000);
    expect(ticks.map(({ at: place, text }) => `${place}:${text}`)).toContain("11:1");
    expect(ticks.map(({ text }) => Number(text)).every(Number.isInteger)).toBe(true);
    expect(ticks.find(({ text }) => text === "9")?.at).toBe(9);
  });

  it("is there for points that have no version at all", () => {
    expect([...versionAxis([null, null], () => false).places]).toEqual([0, 0]);
    expect(versionAxis([null, null], () => false).ticks(-1, 1, 500)).toEqual([]);
  });
});

describe("what is seen of an axis", () => {
  const whole: [number, number] = [0, 100];

  it("has a little air, also round a single point", () => {
    expect(wholeOf(timeAxis([0, 100]))).toEqual([-2, 102]);
    expect(wholeOf(versionAxis([5], () => false))).toEqual([4, 6]);
  });

  it("zooms about the pointer and never leaves the whole", () => {
    expect(zoomed(whole, 50, 0.5, whole)).toEqual([25, 75]);
    expect(zoomed([0, 50], 0, 4, whole)).toEqual(whole);
    expect(zoomed([40, 60], 60, 10, whole)).toEqual(whole);
    expect(moved([10, 30], -50, whole)).toEqual([0, 20]);
    expect(moved([10, 30], 500, whole)).toEqual([80, 100]);
  });
});

describe("points", () => {
  const places = Float64Array.from([0, 10, 10, 10, 40]);

  it("are found by their place, of several at one place the last", () => {
    expect([-5, 0, 4, 6, 10, 24, 26, 900].map((place) => nearest(places, place))).toEqual([0, 0, 0, 3, 3, 3, 4, 4]);
    expect([0, 1, 10, 11, 41].map((place) => lowerBound(places, place))).toEqual([0, 1, 1, 4, 5]);
  });

  it("are drawn at most once a pixel, and only in sight", () => {
    const many = Array.from({ length: 10_000 }, (_, index) => index);
    const marks = thinned(many, (index) => (index / 10_000) * 600, 600);
    expect(marks.length).toBe(600);
    expect(new Set(marks.map(({ x }) => Math.floor(x))).size).toBe(600);
    expect(thinned(many, (index) => index * 100 - 250, 600).map(({ index }) => index)).toEqual([3, 4, 5, 6, 7, 8]);
    expect(thinned([], () => 0, 600)).toEqual([]);
  });

  it("are as wide as their neighbours allow", () => {
    const of = (...places: number[]) => places.map((x, index) => ({ x, index }));
    expect([of(1), of(1, 2), of(1, 6), of(1, 40, 80)].map(roomOf)).toEqual([5, 1, 3, 5]);
    expect(strokes(of(1, 4.5), 2, 9)).toBe("M1 2v9M4.5 2v9");
  });
});
