// The geometry of the flowchart, and the way along it by keys.
import type { Chart } from "../../ipc/generated/Chart";
import type { ChartEdge } from "../../ipc/generated/ChartEdge";
import type { ChartNode } from "../../ipc/generated/ChartNode";

/** Half of an arrow's head, and its length. */
const head = { half: 5, length: 11 };

/** The corners of a question. */
export function diamond({ at, width, height }: ChartNode): string {
  const { x, y } = at;
  return `${x},${y - height / 2} ${x + width / 2},${y} ${x},${y + height / 2} ${x - width / 2},${y}`;
}

/** The head at the end of an edge: to the right, or down. */
export function arrow({ line: [from, to] }: ChartEdge): string {
  const { x, y } = to;
  return from.y === to.y
    ? `${x},${y} ${x - head.length},${y - head.half} ${x - head.length},${y + head.half}`
    : `${x},${y} ${x - head.half},${y - head.length} ${x + head.half},${y - head.length}`;
}

/** The line of an edge, which ends where its head begins. */
export function stroke({ line: [from, to] }: ChartEdge): string {
  return from.y === to.y ? `M${from.x} ${from.y}L${to.x - head.length} ${to.y}` : `M${from.x} ${from.y}L${to.x} ${to.y - head.length}`;
}

/** Where the lines of a node's text stand. */
export const baseline = ({ at, lines }: ChartNode, line: number, height: number): number =>
  at.y + 5 + line * height - ((lines.length - 1) * height) / 2;

/** Where the number of a step stands: the left tip of a question, the corner of a box. */
export const corner = ({ at, width, height, shape }: ChartNode): { x: number; y: number } =>
  shape === "question" ? { x: at.x - width / 2, y: at.y } : { x: at.x - width / 2 + 4, y: at.y - height / 2 + 4 };

/** Where a node stands on the way, from 1; nothing where the way does not pass. */
export function stepOf(chart: Chart, name: string): number | null {
  const at = chart.path.indexOf(name);
  return at < 0 ? null : at + 1;
}

/** The chart of a device that does not ask: no way through it is lit. */
export const unlit = (chart: Chart): Chart => ({
  ...chart,
  path: [],
  nodes: chart.nodes.map((node) => ({ ...node, fact: null })),
  edges: chart.edges.map((edge) => ({ ...edge, taken: false })),
});

/** What a screen reader says of a node. */
export function spoken(chart: Chart, node: ChartNode): string {
  const step = stepOf(chart, node.name);
  const where = step === null ? "not on the way" : `step ${step} of ${chart.path.length}`;
  const answer = chart.edges.find(({ from, taken }) => taken && from === node.name)?.answer;
  // in the words that stand in it, so that it can be called by them
  return [`${where}: ${node.lines.join(" ")}`, answer, node.fact].filter(Boolean).join(" ");
}

const along: Record<string, (at: number, last: number) => number> = {
  ArrowRight: (at, last) => Math.min(at + 1, last),
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowLeft: (at) => Math.max(at - 1, 0),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_at, last) => last,
};

/** The node that a key leads to along the way; from beside the way to where it begins. */
export function walked({ path }: Chart, from: string, key: string): string | null {
  const to = along[key];
  if (to === undefined || path.length === 0) return null;
  const at = path.indexOf(from);
  return path[at < 0 ? 0 : to(at, path.length - 1)] ?? null;
}

/** The node that is shown first: where the way ends, or where the chart begins. */
export const first = ({ path, nodes }: Chart): string => path.at(-1) ?? nodes[0]?.name ?? "";
