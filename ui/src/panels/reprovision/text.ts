// Places in a text that is edited: lines and columns to offsets.

/** The offset of a line and a column, both from 1; the column counts characters as the engine does. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  const row = [...text.slice(start, end < 0 ? text.length : end)];
  return start + row.slice(0, column - 1).join("").length;
}

/** The offset where the word, text or number at an offset ends. */
export function wordEnd(text: string, from: number): number {
  const rest = text.slice(from, from + 400);
  const found = /^("(?:[^"\\\n]|\\.)*"?|[^\s,:{}[\]]+|.)/u.exec(rest);
  return from + (found?.[0].length ?? 0);
}
