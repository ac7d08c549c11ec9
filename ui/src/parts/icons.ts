// Line drawings on a 16 by 16 grid, drawn for this program. Filled shapes are listed apart.
export const lines = {
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.4 10.4 14 14",
  close: "M4 4l8 8M12 4l-8 8",
  right: "M6 3.5 10.5 8 6 12.5",
  down: "M3.5 6 8 10.5 12.5 6",
  up: "M3.5 10 8 5.5 12.5 10",
  left: "M10 3.5 5.5 8l4.5 4.5",
  check: "M3 8.5 6.5 12 13 4.5",
  file: "M4 1.8h5l3.2 3.2v9.2H4zM9 1.8V5h3.2",
  folder: "M1.8 12.8V3.2h4.4L7.8 5h6.4v7.8z",
  paste: "M5.5 3H3.5v11h9V3h-2M5.5 2h5v2.6h-5z",
  sample: "M6 2v4.2L2.6 12.6q-.5 1.4 1 1.4h8.8q1.5 0 1-1.4L10 6.2V2M5 2h6M4.8 10h6.4",
  device: "M4.5 4.5h7v7h-7zM6.5 4.5V2M9.5 4.5V2M6.5 14v-2.5M9.5 14v-2.5M4.5 6.5H2M4.5 9.5H2M14 6.5h-2.5M14 9.5h-2.5",
  identity: "M2 3.5h12v9H2zM4.5 6h3v3h-3zM9.5 6.5h2.5M9.5 9h2.5",
  tag: "M2 2h6l6 6-6 6-6-6zM5 5h.01",
  desired: "M8 2v8M4.5 7 8 10.5 11.5 7M3 13.5h10",
  reported: "M8 11V3M4.5 6 8 2.5 11.5 6M3 13.5h10",
  group: "M2.5 5h11M2.5 11h11M5 3.2v3.6M10.5 9.2v3.6",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M3 13l1.1-1.1M11.9 4.1 13 3",
  moon: "M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z",
  screen: "M1.8 2.8h12.4v8.4H1.8zM5.5 14h5M8 11.2V14",
  keys: "M1.5 4h13v8h-13zM4 6.5h.01M6.7 6.5h.01M9.3 6.5h.01M12 6.5h.01M5 9.5h6",
  help: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M6.2 6.2q0-1.9 1.8-1.9t1.8 1.7q0 1-1 1.6T8 9.2M8 11.5h.01",
  lock: "M3.5 7.2h9v6.6h-9zM5.3 7.2V5q0-2.7 2.7-2.7T10.7 5v2.2",
  clock: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 4.5V8l2.4 1.6",
  book: "M8 3.6q-2-1.4-5.5-1.2v10.4q3.5-.2 5.5 1.2 2-1.4 5.5-1.2V2.4Q10 2.2 8 3.6zM8 3.6V14",
  braces: "M6 2q-2 0-2 2v2q0 2-2 2 2 0 2 2v2q0 2 2 2M10 2q2 0 2 2v2q0 2 2 2-2 0-2 2v2q0 2-2 2",
  dots: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  sort: "M3 4h10M3 8h7M3 12h4",
  wrap: "M2 4h9.5q2.5 0 2.5 3t-2.5 3H6M8.5 7.5 6 10l2.5 2.5",
  compass: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M10.8 5.2 9.2 9.2l-4 1.6 1.6-4z",
  target: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6",
  repair: "M9.8 6.2 3 13l-.8-.8L9 5.4q-1-3.6 3-3.6L10.2 3.6l.6 1.6 1.6.6 1.8-1.8q0 3.6-4.4 2.2z",
  stop: "M4 4h8v8H4z",
  hidden: "M2 8q2.6-4 6-4t6 4q-2.6 4-6 4t-6-4M3 13.5 13 2.5",
  differ: "M3 6h10M3 10h10M10.8 2.8 5.2 13.2",
  absent: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M3.8 12.2l8.4-8.4",
  eye: "M1.5 8q2.6-4.4 6.5-4.4T14.5 8q-2.6 4.4-6.5 4.4T1.5 8M8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6",
  quiet: "M3.5 8h9",
  schema: "M2.5 2.5h11v3h-11zM2.5 8h5v5.5h-5zM10 8.5h3.5M10 11h3.5M10 13.5h3.5",
  cross: "M2 5h11M10 2l3 3-3 3M14 11H3M6 8l-3 3 3 3",
  route: "M4 2.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6M12 10.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6M4 5.8v3.7q0 2.5 2.5 2.5h3.7M5.8 4H14M11.6 1.8 14 4l-2.4 2.2",
  bench: "M1.5 7.5h13M3.2 7.5V14M12.8 7.5V14M3.2 11h9.6M4.5 7.5v-4h3.6v4M10.8 7.5V2.4M9.3 4.6h3",
  plus: "M8 3v10M3 8h10",
  undo: "M6 3 2.8 6.2 6 9.4M2.8 6.2h6.4q4 0 4 3.6t-4 3.4H6",
  redo: "M10 3l3.2 3.2L10 9.4M13.2 6.2H6.8q-4 0-4 3.6t4 3.4H10",
  play: "M5 3l8 5-8 5z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  save: "M8 2v8M4.5 6.8 8 10.2l3.5-3.4M2.5 11v2.5h11V11",
  none: "",
} as const;

// A severity is told by its outline as well as by its colour: octagon, triangle, circle.
export const solids = {
  error: { shape: "M5 1.2h6L14.8 5v6L11 14.8H5L1.2 11V5z", sign: "M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8" },
  warning: { shape: "M8 1.4 15.2 14H.8z", sign: "M8 5.8v4M8 12h.01" },
  info: { shape: "M8 1.2a6.8 6.8 0 1 0 0 13.6A6.8 6.8 0 0 0 8 1.2", sign: "M8 7.4V11M8 4.9h.01" },
} as const;

export type LineIcon = keyof typeof lines;
export type SolidIcon = keyof typeof solids;
export type IconName = LineIcon | SolidIcon;

export const isSolid = (name: IconName): name is SolidIcon => Object.hasOwn(solids, name);
