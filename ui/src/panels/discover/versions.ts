// Counts twins by the version they declare, the most frequent first.
export function byVersion(others: [number, string][]): [version: string, count: number][] {
  const counts = new Map<string, number>();
  for (const [, version] of others) counts.set(version, (counts.get(version) ?? 0) + 1);
  return [...counts].sort(([a, many], [b, more]) => more - many || a.localeCompare(b, "en", { numeric: true }));
}
