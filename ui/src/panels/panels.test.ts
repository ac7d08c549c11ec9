import { describe, expect, it } from "vitest";
import { sentence } from "../state/present";
import { step } from "./codes/choosing";
import { byVersion } from "./discover/versions";
import { skeleton, typesWord } from "./group/text";
import { piecesOf, tokensOf } from "./json/colour";
import { cellOf, isErrorCode, nextSide } from "./values/side";

describe("colours of a row of text", () => {
  const tones = (text: string, continued = false) =>
    tokensOf(text, continued).map(({ from, to, tone }) => `${tone} ${text.slice(from, to)}`);

  it("tells keys from texts", () => {
    expect(tones('  "a": "b", "n": -1.0e3, "t": true')).toEqual([
      'key "a"', 'string "b"', 'key "n"', "number -1.0e3", 'key "t"', "literal true",
    ]);
  });

  it("goes on through broken text", () => {
    expect(tones('"v": "2.0""')).toEqual(['key "v"', 'string "2.0"', 'string "']);
    expect(tones('"path": "c:\\logs"')).toEqual(['key "path"', 'string "c:\\logs"']);
  });

  it("knows that a long line may go on inside a text", () => {
    expect(tones('end of text", "k": 1', true)).toEqual(['string end of text"', 'key "k"', "number 1"]);
    expect(tones('"k": 1', true)).toEqual(['key "k"', "number 1"]);
  });

  it("loses no character, wherever marks begin and end", () => {
    const text = '"key": "some value", 12';
    const pieces = piecesOf(text, false, [
      { from: 3, to: 10, name: "marked error" },
      { from: 8, to: 99, name: "hit" },
    ]);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    expect(pieces.find((piece) => piece.text === "so")?.names).toBe("string marked error hit");
    expect(piecesOf("", false, [{ from: 0, to: 1, name: "x" }])).toEqual([]);
  });
});

describe("the side of a value that the keyboard is on", () => {
  const cell = {
    kind: "string", text: "x", cut: false, masked: false, pointer: "/a", lastUpdated: null, version: null, by: null, severity: null, finding: null,
  } as const;
  const row = { key: "a", name: "a", depth: 0, hasChildren: false, folded: false, desired: null, reported: { ...cell } };

  it("skips the side that has no value", () => {
    expect(nextSide(row, "row", 1)).toBe("reported");
    expect(nextSide(row, "reported", 1)).toBe("reported");
    expect(nextSide(row, "reported", -1)).toBe("row");
  });

  it("means the value that is there", () => {
    expect(cellOf(row, "row")).toBe(row.reported);
    expect(cellOf(row, "desired")).toBeNull();
  });
});

describe("an error code among the values", () => {
  const at = (pointer: string, kind: "number" | "string" = "number") =>
    isErrorCode({ kind, text: "5", cut: false, masked: false, pointer, lastUpdated: null, version: null, by: null, severity: null, finding: null });

  it("stands in the errors of a group, of a failed change, or of an app", () => {
    expect(at("/properties/reported/rebootInfo/__errors/level/code")).toBe(true);
    expect(at("/properties/reported/apps/one/__errors/install/code")).toBe(true);
    expect(at("/properties/reported/rebootInfo/__errors_3/level/code_5")).toBe(true);
    expect(at("/properties/reported/windows/rebootInfo/lastChange/errCode")).toBe(true);
    expect(at("/properties/reported/windows/apps/one/errorCode")).toBe(true);
  });

  it("is a number, and not any property of that name", () => {
    expect(at("/properties/reported/rebootInfo/__errors/level/code", "string")).toBe(false);
    expect(at("/properties/reported/door/code")).toBe(false);
  });
});

describe("the list of codes", () => {
  it("is walked by keys, and ends at its ends", () => {
    expect(["ArrowDown", "ArrowUp", "PageDown", "PageUp", "x"].map((key) => step(key, 0, 3))).toEqual([1, 0, 2, 0, null]);
    expect(step("ArrowDown", 2, 3)).toBe(2);
    expect(step("ArrowDown", 0, 0)).toBeNull();
  });

  it("says why it is empty in a sentence", () => {
    expect(sentence("no code is named \"x\"")).toBe("No code is named \"x\".");
  });
});

describe("other versions", () => {
  it("are counted, the most frequent first", () => {
    expect(byVersion([[1, "2.0"], [2, "10.0"], [3, "2.0"], [4, "3.0"]])).toEqual([["2.0", 2], ["3.0", 1], ["10.0", 1]]);
  });
});

describe("words for a schema", () => {
  it("name types as people do", () => {
    expect(typesWord(["integer", "string"])).toBe("whole number or text");
    expect(typesWord([])).toBeNull();
  });

  it("begin a schema under the path where a pack keeps it", () => {
    expect(skeleton("camera", "ga").path).toBe("ga/camera/desired-1.0.0.json");
    expect(skeleton("camera", "undeclared").path).toBe("ga/camera/desired-1.0.0.json");
    expect(skeleton("camera", "gen1").path).toBe("gen1/camera/desired.json");
    expect(JSON.parse(skeleton("camera", "ga").text)).toMatchObject({ type: "object" });
  });
});
