// Narrows the wire's severity and verdict words; unknown words get the mildest reading, never a crash.
import type { Badge } from "./generated/Badge";

export const severities = ["error", "warning", "info"] as const;
export type Severity = (typeof severities)[number];

export const severityWord: Record<Severity, { one: string; many: string }> = {
  error: { one: "Error", many: "Errors" },
  warning: { one: "Warning", many: "Warnings" },
  info: { one: "Note", many: "Notes" },
};

export const severityOf = (word: string): Severity => severities.find((known) => known === word) ?? "info";

/** How many findings of a severity a badge counts. */
export function countOf(badge: Badge, severity: Severity): number {
  if (severity === "error") return badge.errors;
  return severity === "warning" ? badge.warnings : badge.infos;
}

export const totalOf = (badge: Badge): number => badge.errors + badge.warnings + badge.infos;

/** Says a badge in words, for people who do not see it. */
export function badgeWords(badge: Badge): string {
  const said = severities
    .filter((severity) => countOf(badge, severity) > 0)
    .map((severity) => {
      const count = countOf(badge, severity);
      const word = count === 1 ? severityWord[severity].one : severityWord[severity].many;
      return `${count.toLocaleString("en")} ${word.toLowerCase()}`;
    });
  return said.length === 0 ? "no findings" : said.join(", ");
}

export const verdicts = ["ok", "note", "ignored", "undetermined", "error"] as const;
export type Verdict = (typeof verdicts)[number];

export const verdictOf = (word: string): Verdict => verdicts.find((known) => known === word) ?? "undetermined";
