import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { troubleOf } from "./refusal";
import { badgeWords, severityOf, verdictOf } from "./severity";
import { unexpectedWords, words, wordsFor } from "./words";

const generated = readFileSync("src/ipc/generated/ErrorCode.ts", "utf8");
const codes = [...(generated.split("export type")[1] ?? "").matchAll(/"(\w+)"/g)].map(([, code]) => code);

describe("words for refusals", () => {
  it("exist for every code of the shell and for none besides", () => {
    expect(codes.length).toBeGreaterThan(5);
    expect(Object.keys(words).sort()).toEqual([...codes].sort());
  });

  it("name what happened and a way out, each as whole sentences", () => {
    for (const { title, wayOut } of [...Object.values(words), unexpectedWords]) {
      expect(title).toMatch(/^[A-Z].{8,}[^.]$/);
      expect(wayOut).toMatch(/^[A-Z].{20,}\.$/);
    }
  });
});

describe("what a call rejects with", () => {
  it("is taken for a refusal where it has a known code", () => {
    const refusal = { code: "closed", subject: "twin 4", detail: "no such handle" };
    expect(troubleOf(refusal)).toEqual(refusal);
  });

  it.each([[{ code: "toString" }], ["plain text"], [new Error("boom")], [null], [undefined], [{ code: 7 }]])(
    "is a fault of the program otherwise: %s",
    (thrown) => {
      const trouble = troubleOf(thrown);
      expect(trouble.code).toBe("unexpected");
      expect(trouble.detail).not.toBe("");
      expect(wordsFor(trouble.code)).toBe(unexpectedWords);
    },
  );
});

describe("severities and verdicts", () => {
  it("read unknown words mildly", () => {
    expect(severityOf("error")).toBe("error");
    expect(severityOf("fatal")).toBe("info");
    expect(verdictOf("perhaps")).toBe("undetermined");
  });

  it("are told in words", () => {
    expect(badgeWords({ errors: 1, warnings: 2_000, infos: 0 })).toBe("1 error, 2,000 warnings");
    expect(badgeWords({ errors: 0, warnings: 0, infos: 0 })).toBe("no findings");
  });
});
