// Which panes stand beside each other at a width.
export type Layout = "three" | "stacked" | "one";

export const threeFrom = 1080;
export const stackedFrom = 620;

export function layoutOf(width: number): Layout {
  if (width >= threeFrom) return "three";
  return width >= stackedFrom ? "stacked" : "one";
}

const smallestList = 220;
const smallestTree = 200;
const smallestDetail = 420;

/** How wide list and tree may be so that the detail keeps its room. */
export function limits(window: number, list: number, tree: number): { list: [number, number]; tree: [number, number] } {
  const room = window - smallestDetail;
  return {
    list: [smallestList, Math.max(smallestList, Math.min(560, room - tree))],
    tree: [smallestTree, Math.max(smallestTree, Math.min(520, room - list))],
  };
}

/** Remembered widths made to fit a window that may be smaller now. */
export function fitted(window: number, list: number, tree: number): { list: number; tree: number } {
  const room = Math.max(smallestList + smallestTree, window - smallestDetail);
  const over = list + tree - room;
  if (over <= 0) return { list: Math.max(list, smallestList), tree: Math.max(tree, smallestTree) };
  const smaller = Math.max(smallestList, list - over / 2);
  return { list: smaller, tree: Math.max(smallestTree, room - smaller) };
}
