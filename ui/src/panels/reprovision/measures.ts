// What a hub is chosen by: the words of its sliders, and what sliding one tries out.
import type { ChosenBy } from "../../ipc/generated/ChosenBy";
import type { HubMeasure } from "../../ipc/generated/HubMeasure";
import type { SimulationGiven } from "../../ipc/generated/SimulationGiven";
import type { WhatIf } from "../../ipc/generated/WhatIf";

interface Words {
  title: string;
  unit: string;
  /** What the slider reaches; a larger number can be typed. */
  range: [min: number, max: number];
  most: number;
  placeholder: string;
}

export const measureWords: Record<ChosenBy, Words> = {
  weight: { title: "Weights of the hubs", unit: "of 1000", range: [1, 1000], most: 1000, placeholder: "" },
  latency: { title: "Milliseconds to the hubs", unit: "milliseconds", range: [0, 300], most: 60_000, placeholder: "none" },
};

/** What a hub's slider tries out; null takes a latency away. */
export function measured({ chosenBy }: SimulationGiven, host: string, value: number | null): WhatIf {
  return chosenBy === "weight" ? { kind: "weight", host, weight: value ?? 1 } : { kind: "latency", host, milliseconds: value };
}

/** Why no hub's measure counts, where it is the same for all: said once. */
export function idleOfAll(measures: HubMeasure[]): string | null {
  const [first] = measures;
  const why = first?.idle ?? null;
  return measures.length > 1 && measures.every(({ idle }) => idle === why) ? why : null;
}
