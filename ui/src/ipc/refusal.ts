// Turns whatever a call rejects with into a Refusal; the only place that looks at unknown values.
import type { ErrorCode } from "./generated/ErrorCode";
import type { Refusal } from "./generated/Refusal";
import { words } from "./words";

/** A refusal, or a fault of the program itself, which has no code. */
export type Trouble = Refusal | { code: "unexpected"; subject: string; detail: string };

const isErrorCode = (value: unknown): value is ErrorCode => typeof value === "string" && Object.hasOwn(words, value);

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Reads a rejected value without trusting its shape. */
export function troubleOf(thrown: unknown): Trouble {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown) {
    const subject = "subject" in thrown ? textOf(thrown.subject) : "";
    const detail = "detail" in thrown ? textOf(thrown.detail) : "";
    if (isErrorCode(thrown.code)) return { code: thrown.code, subject, detail };
  }
  const detail = thrown instanceof Error ? thrown.message : typeof thrown === "string" ? thrown : "no reason was given";
  return { code: "unexpected", subject: "", detail };
}
