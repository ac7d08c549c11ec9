// For tests: a simulator with a sample in it.
import { Reprovision } from "../src/state/reprovision.svelte";

export async function started(sample = "quarantine"): Promise<Reprovision> {
  const state = new Reprovision();
  await state.open();
  await state.start(sample);
  return state;
}
