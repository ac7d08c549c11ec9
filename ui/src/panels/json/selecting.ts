// Where in the text a pointer is. Rows come and go while one drags, so the DOM's own selection cannot be used.
import type { TextPoint } from "../../state/text-span";

function caretAt(x: number, y: number): { node: Node; offset: number } | null {
  if ("caretPositionFromPoint" in document && typeof document.caretPositionFromPoint === "function") {
    const at = document.caretPositionFromPoint(x, y);
    return at === null ? null : { node: at.offsetNode, offset: at.offset };
  }
  const range = document.caretRangeFromPoint(x, y);
  return range === null ? null : { node: range.startContainer, offset: range.startOffset };
}

/** The row and column under a point, given the box that scrolls the rows; nothing outside of any row. */
export function pointAt(box: HTMLElement, x: number, y: number): TextPoint | null {
  const inside = box.getBoundingClientRect();
  const at = Math.min(Math.max(y, inside.top + 1), inside.bottom - 2);
  const rows = [...box.querySelectorAll<HTMLElement>("[data-text]")];
  const element = rows.find((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return top <= at && at < bottom;
  });
  const under = element ?? rows.at(-1);
  if (under === undefined) return null;
  const row = Number(under.dataset["text"]);
  const place = under.getBoundingClientRect();
  const length = under.textContent.length;
  if (element === undefined) return { row, column: length };
  if (x <= place.left) return { row, column: 0 };
  const caret = caretAt(x, (place.top + place.bottom) / 2);
  if (caret === null || !under.contains(caret.node)) return { row, column: length };
  return { row, column: columnOf(under, caret.node, caret.offset) };
}

function columnOf(row: HTMLElement, node: Node, offset: number): number {
  const range = document.createRange();
  range.setStart(row, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}
