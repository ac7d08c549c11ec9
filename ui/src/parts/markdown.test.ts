import { describe, expect, it } from "vitest";
import { blocks, inline } from "./markdown";

describe("markdown", () => {
  it("reads what rule pages are made of", () => {
    const page = blocks("# Title\n\nOne\ntwo.\n\n- a\n- b\n  more\n\n1. x\n\n```json\n{ \"a\": 1 }\n```\n\n| A | B |\n|---|---|\n| 1 | `2` |\n\n> so\n\n---");
    expect(page.map(({ kind }) => kind)).toEqual(["heading", "paragraph", "list", "list", "code", "table", "quote", "line"]);
    expect(page[1]).toEqual({ kind: "paragraph", content: [{ kind: "text", text: "One two." }] });
    expect(page[2]).toMatchObject({ ordered: false, items: [[{ text: "a" }], [{ text: "b more" }]] });
    expect(page[4]).toEqual({ kind: "code", language: "json", text: '{ "a": 1 }' });
    expect(page[5]).toMatchObject({ rows: [[[{ text: "1" }], [{ kind: "code", text: "2" }]]] });
  });

  it("takes HTML and scripts for text", () => {
    expect(blocks("<img src=x onerror=alert(1)>")).toEqual([
      { kind: "paragraph", content: [{ kind: "text", text: "<img src=x onerror=alert(1)>" }] },
    ]);
  });

  it("keeps names with underscores whole", () => {
    expect(inline("set __meta and a__b__c").every(({ kind }) => kind === "text")).toBe(true);
  });

  it("shows where a link leads instead of following it", () => {
    expect(inline("see [the page](https://x.example/y)")).toEqual([
      { kind: "text", text: "see " },
      { kind: "text", text: "the page (https://x.example/y)" },
    ]);
  });

  it("ends with a code block that nothing closes", () => {
    expect(blocks("```\na\nb")).toEqual([{ kind: "code", language: "", text: "a\nb" }]);
  });
});
