// A stretch of text by row and column, independent of what is in the DOM.
import type { TextRow } from "../ipc/generated/TextRow";

export interface TextPoint {
  row: number;
  column: number;
}

export interface TextSpan {
  from: TextPoint;
  to: TextPoint;
}

/** The span between two points in either order. */
export function spanOf(a: TextPoint, b: TextPoint): TextSpan {
  const forwards = a.row < b.row || (a.row === b.row && a.column <= b.column);
  return forwards ? { from: a, to: b } : { from: b, to: a };
}

export const isEmpty = ({ from, to }: TextSpan): boolean => from.row === to.row && from.column === to.column;

/** Columns of a row that lie in the span; nothing where none do. The end may pass the text: then the line end is in, too. */
export function columnsIn(span: TextSpan | null, row: number, length: number): [number, number] | null {
  if (span === null || isEmpty(span) || row < span.from.row || row > span.to.row) return null;
  const from = row === span.from.row ? Math.min(span.from.column, length) : 0;
  const to = row === span.to.row ? Math.min(span.to.column, length) : length + 1;
  return from < to ? [from, to] : null;
}

/** Joins rows into the text they came from: pieces of one long line without a break between them. */
export function joinRows(rows: TextRow[], span: TextSpan): string {
  const last = span.to.row - span.from.row;
  let text = "";
  rows.forEach((row, index) => {
    const from = index === 0 ? span.from.column : 0;
    const to = index === last ? span.to.column : row.text.length;
    if (index > 0 && !row.continued) text += "\n";
    text += row.text.slice(from, to);
  });
  return text;
}

/** The word, string or number round a column, for a double click. */
export function wordAt(text: string, column: number): [number, number] {
  const isWord = (at: number) => /[\w$.+-]/.test(text.charAt(at));
  let from = Math.min(column, text.length);
  let to = from;
  while (from > 0 && isWord(from - 1)) from--;
  while (to < text.length && isWord(to)) to++;
  return [from, to];
}
