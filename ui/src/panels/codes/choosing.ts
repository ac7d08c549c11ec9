// Which code of the list is chosen, by key.

/** Where a key leads from one of so many; nothing where the key leads nowhere. */
export function step(key: string, from: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return Math.min(from + 1, count - 1);
  if (key === "ArrowUp") return Math.max(from - 1, 0);
  if (key === "PageDown") return Math.min(from + 8, count - 1);
  if (key === "PageUp") return Math.max(from - 8, 0);
  return null;
}
