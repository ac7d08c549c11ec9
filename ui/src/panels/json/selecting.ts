// Where in the text a pointer is. Rows come and go while one drags, so the DOM's own selection cannot be used;
// and engines do not tell the caret's place in text that cannot be selected, so it is measured.
import type { TextPoint } from "../../state/text-span";

/** The row and column under a point, given the box that scrolls the rows; nothing where there are no rows. */
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
  return { row, column: element === undefined ? under.textContent.length : columnAt(under, x) };
}

interface Place {
  node: Text;
  offset: number;
}

function placeOf(row: HTMLElement, column: number): Place | null {
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  let left = column;
  let last: Place | null = null;
  for (let node = walker.nextNode(); node instanceof Text; node = walker.nextNode()) {
    if (left <= node.length) return { node, offset: left };
    left -= node.length;
    last = { node, offset: node.length };
  }
  return last;
}

/** The column whose left edge is nearest to a point, found by halving. */
function columnAt(row: HTMLElement, x: number): number {
  const range = document.createRange();
  const edge = (column: number): number => {
    const place = placeOf(row, column);
    if (place === null || column === 0) return row.getBoundingClientRect().left;
    range.setStart(row, 0);
    range.setEnd(place.node, place.offset);
    return range.getBoundingClientRect().right;
  };
  let low = 0;
  let high = row.textContent.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((edge(middle - 1) + edge(middle)) / 2 <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}
