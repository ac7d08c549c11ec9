// Which finding of a row its mark opens: the worst first, then the others, round and round.
import type { Mark } from "../../ipc/generated/Mark";
import { severities, severityOf } from "../../ipc/severity";

/** The marks of a row by severity; those of one severity as they stand in the text. */
export const worstFirst = (marks: Mark[]): Mark[] =>
  severities.flatMap((severity) => marks.filter((mark) => severityOf(mark.severity) === severity));

/** The mark after the one that was opened last; the worst where none was, or where it is gone. */
export function nextOf(marks: Mark[], opened: number | null): Mark | undefined {
  const sorted = worstFirst(marks);
  const at = sorted.findIndex(({ finding }) => finding === opened);
  return sorted[(at + 1) % sorted.length];
}
