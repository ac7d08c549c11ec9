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

/** One row that is opened: it is higher than the others by some pixels. */
export interface Opened {
  index: number;
  extra: number;
}

const extraOf = (total: number, open: Opened | null): number => (open !== null && open.index < total ? open.extra : 0);

const fullOf = (total: number, rowHeight: number, open: Opened | null): number => total * rowHeight + extraOf(total, open);

export const heightOf = (total: number, rowHeight: number, open: Opened | null = null): number =>
  Math.min(fullOf(total, rowHeight, open), tallest);

// Rows are further apart than pixels where the whole list does not fit into the tallest box.
function scale(total: number, rowHeight: number, viewport: number, open: Opened | null): number {
  const full = fullOf(total, rowHeight, open);
  const tall = heightOf(total, rowHeight, open);
  return full <= tall || tall <= viewport ? 1 : (full - viewport) / (tall - viewport);
}

const topOf = (index: number, rowHeight: number, open: Opened | null): number =>
  index * rowHeight + (open !== null && index > open.index ? open.extra : 0);

/** The row at a height, as a fraction: what lies in the opened part belongs to its row. */
function rowAt(top: number, rowHeight: number, open: Opened | null): number {
  if (open === null) return top / rowHeight;
  const below = (open.index + 1) * rowHeight;
  if (top < below) return top / rowHeight;
  return top < below + open.extra ? open.index + 0.5 : (top - open.extra) / rowHeight;
}

export function viewOf(
  total: number,
  rowHeight: number,
  viewport: number,
  scrollTop: number,
  spare: number,
  open: Opened | null = null,
): View {
  const limit = Math.max(0, heightOf(total, rowHeight, open) - viewport);
  const at = Math.min(Math.max(scrollTop, 0), limit);
  const top = at * scale(total, rowHeight, viewport, open);
  const first = Math.max(0, Math.floor(rowAt(top, rowHeight, open)) - spare);
  const last = Math.min(total, Math.ceil(rowAt(top + viewport, rowHeight, open)) + spare);
  return { first, last, offset: at - (top - topOf(first, rowHeight, open)) };
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
  open: Opened | null = null,
): number {
  const by = scale(total, rowHeight, viewport, open);
  const top = scrollTop * by;
  const rowTop = topOf(index, rowHeight, open);
  const limit = Math.max(0, fullOf(total, rowHeight, open) - viewport);
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
