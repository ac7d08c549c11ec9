import { describe, expect, it } from "vitest";
import type { FleetRow } from "../../ipc/generated/FleetRow";
import { othersOf, shareOf, valueOf } from "./words";

const row = (more: Partial<FleetRow>): FleetRow => ({
  section: "desired", path: "/g/a", value: null, same: 0, other: 0, without: 0, most: null, mostCount: 0, ...more,
});

describe("a property beside those of all others", () => {
  it("says what most have, what else there is, and who has none", () => {
    expect(othersOf(row({ other: 1_200, without: 3, most: '"A"', mostCount: 1_100 }))).toBe('1,100 have "A", 100 have something else, 3 have none');
    expect(othersOf(row({ same: 4 }))).toBe("all others have the same");
  });

  it("shows its value as it is written", () => {
    const value = { kind: "string", text: "x", cut: true, masked: false, pointer: "/a", meaning: null } as const;
    expect(valueOf(row({ value }))).toBe('"x…"');
    expect(valueOf(row({ value: { ...value, kind: "number", cut: false } }))).toBe("x");
    expect(valueOf(row({}))).toBe("not there");
  });

  it("is like all where there are no others", () => {
    expect(shareOf(row({ same: 1 }), 4)).toBe(0.25);
    expect(shareOf(row({}), 0)).toBe(1);
  });
});
