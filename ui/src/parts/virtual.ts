// Arithmetic of a list of equal rows of which only the visible ones exist.

// Engines stop laying out boxes somewhere above 30 million pixels; beyond this height scrolling is scaled.
export const tallest = 12_000_000;

export interface View {
  /** First row to render. */
  first: number;
  /** One past the last row to render. */
  last: number;
  /** Pixels by which the rendered rows are moved down inside the scrolled box. */
  offset: number;
}

export const heightOf = (total: number, rowHeight: number): number => Math.min(total * rowHeight, tallest);

// Rows are further apart than pixels where the whole list does not fit into the tallest box.
function scale(total: number, rowHeight: number, viewport: number): number {
  const full = total * rowHeight;
  const tall = heightOf(total, rowHeight);
  return full <= tall || tall <= viewport ? 1 : (full - viewport) / (tall - viewport);
}

export function viewOf(total: number, rowHeight: number, viewport: number, scrollTop: number, spare: number): View {
  const limit = Math.max(0, heightOf(total, rowHeight) - viewport);
  const at = Math.min(Math.max(scrollTop, 0), limit);
  const top = at * scale(total, rowHeight, viewport);
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(total, Math.ceil((top + viewport) / rowHeight) + spare);
  return { first, last, offset: at - (top - first * rowHeight) };
}

export type Align = "nearest" | "center";

/** Where to scroll so that a row is seen; the place it is at now where it is seen already. */
export function scrollFor(
  total: number,
  rowHeight: number,
  viewport: number,
  scrollTop: number,
  index: number,
  align: Align,
): number {
  const by = scale(total, rowHeight, viewport);
  const top = scrollTop * by;
  const rowTop = index * rowHeight;
  const limit = Math.max(0, total * rowHeight - viewport);
  const put = (wanted: number) => Math.min(Math.max(wanted, 0), limit) / by;
  if (align === "center") {
    const calm = rowTop >= top + rowHeight && rowTop + 2 * rowHeight <= top + viewport;
    return calm ? scrollTop : put(rowTop - (viewport - rowHeight) / 2);
  }
  if (rowTop < top) return put(rowTop);
  if (rowTop + rowHeight > top + viewport) return put(rowTop + rowHeight - viewport);
  return scrollTop;
}

/** The row a key moves to; nothing for keys that do not move. */
export function moveBy(key: string, active: number | null, total: number, page: number): number | null {
  if (total === 0) return null;
  const from = active ?? -1;
  const last = total - 1;
  switch (key) {
    case "ArrowDown":
      return Math.min(from + 1, last);
    case "ArrowUp":
      return active === null ? last : Math.max(from - 1, 0);
    case "PageDown":
      return Math.min(Math.max(from, 0) + page, last);
    case "PageUp":
      return Math.max(from - page, 0);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}
