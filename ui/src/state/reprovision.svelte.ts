// The simulator of provisioning: documents as texts, what is tried out on them with its undo, and the engine's answers.
import * as ipc from "../ipc/commands";
import type { Matrix } from "../ipc/generated/Matrix";
import type { PlayedScenario } from "../ipc/generated/PlayedScenario";
import type { PlayedStep } from "../ipc/generated/PlayedStep";
import type { RememberedSimulation } from "../ipc/generated/RememberedSimulation";
import type { ScenarioSample } from "../ipc/generated/ScenarioSample";
import type { Simulation } from "../ipc/generated/Simulation";
import type { SimulationProblem } from "../ipc/generated/SimulationProblem";
import type { SimulationRequest } from "../ipc/generated/SimulationRequest";
import type { TakenDocument } from "../ipc/generated/TakenDocument";
import type { WhatIf } from "../ipc/generated/WhatIf";
import { Remote } from "./load.svelte";
import { debounced, throttled } from "./pace";
import { merged, type Taken } from "./taken";

const editedMs = 250;
/** Between two answers to something that is being slid. */
const slidMs = 80;
/** Undos kept; the oldest go first. */
const most = 200;

/** The texts of a simulation. */
export const inputs = ["enrollment", "device", "hubs", "record", "webhook", "versions"] as const;
export type Input = (typeof inputs)[number];

export type Mode = "one" | "sequence";

/** A step of the sequence that was taken out of it, to be varied. */
export interface FromStep {
  step: number;
  title: string;
}

/** One state of the documents, and what led to it. */
interface Moment {
  request: SimulationRequest;
  /** The document of the sequence. */
  scenario: string;
  /** What was shown when it was left. */
  mode: Mode;
  /** What was tried out; a document that was edited; documents that were dropped or opened; a step; nothing for where it began. */
  by: WhatIf[] | Input | "scenario" | "drop" | FromStep | null;
}

export const nothingGiven: SimulationRequest = {
  enrollment: "", device: "", hubs: "", record: "", webhook: "", versions: "", furtherEnrollments: [], assumptions: [],
};

/** What makes the next moment of one. */
type Change = Partial<Omit<Moment, "by">> & Pick<Moment, "by">;

const blank: Moment = { request: nothingGiven, scenario: "", mode: "one", by: null };

export class Reprovision {
  readonly samples = new Remote<ScenarioSample[]>();
  readonly simulation = new Remote<Simulation>();
  readonly matrix = new Remote<Matrix>();
  readonly played = new Remote<PlayedScenario>();
  /** The table of the step that is shown. */
  readonly #stepMatrix = new Remote<Matrix>();

  /** One request, or the steps of a sequence. */
  mode = $state<Mode>("one");
  /** The step of the sequence that is shown. */
  step = $state(0);
  /** The sample it began with; empty for documents of the user's own. */
  sample = $state("");

  /** What was dropped or pasted last, and what it was taken for. */
  taken = $state.raw<Taken[]>([]);

  #moments = $state.raw<Moment[]>([blank]);
  #at = $state(0);
  #restored = $state.raw<RememberedSimulation | null>(null);
  #opened = $state(false);
  // One after the other: each is written into what the one before has left.
  #queue: Promise<void> = Promise.resolve();
  /** How many are being written. */
  #writing = $state(0);
  readonly #edited = debounced(() => void this.ask(), editedMs);
  readonly #rewritten = debounced(() => void this.play(), editedMs);
  /** What is being slid, until it is let go. */
  #slid: WhatIf[] | null = null;
  readonly #sliding = throttled(() => void this.#look(), slidMs);
  /** Previews that were asked for, and the newest of them that is shown. */
  #looks = 0;
  #looked = 0;
  /** Counts the beginnings: what was asked for before one is not written into the documents after it. */
  #begun = 0;

  get #moment(): Moment {
    return this.#moments[this.#at] ?? blank;
  }

  get request(): SimulationRequest {
    return this.#moment.request;
  }

  /** The document of the sequence. */
  get scenario(): string {
    return this.#moment.scenario;
  }

  /** The step that the documents of the one request were taken from, if they were. */
  get cameFrom(): FromStep | null {
    // other documents, or another sequence: no step finds those
    for (const { by, scenario } of this.#moments.slice(0, this.#at + 1).reverse()) {
      if (by === "drop" || scenario !== this.scenario) return null;
      if (by !== null && typeof by === "object" && !Array.isArray(by)) return by;
    }
    return null;
  }

  /** Documents of the user's own have taken the place of those of the sample. */
  get isOwn(): boolean {
    return this.#moments.slice(0, this.#at + 1).some(({ by }) => by === "drop");
  }

  get isEmpty(): boolean {
    return this.mode === "one" ? inputs.every((input) => this.request[input].trim() === "") : this.scenario.trim() === "";
  }

  get canUndo(): boolean {
    return this.#at > 0 || this.#writing > 0;
  }

  get canRedo(): boolean {
    return this.#at < this.#moments.length - 1;
  }

  /** The step that is shown, in a sequence. */
  get playedStep(): PlayedStep | null {
    return this.mode === "sequence" ? (this.played.value?.steps[this.step] ?? null) : null;
  }

  /** The answer that is shown: that of the one request, or of the step. */
  get shown(): Simulation | null {
    return this.mode === "one" ? this.simulation.value : (this.playedStep?.simulation ?? null);
  }

  /** The table that is shown: that of the one request, or of the step. */
  get shownMatrix(): Matrix | null {
    return this.mode === "one" ? this.matrix.value : this.#stepMatrix.value;
  }

  /** What is wrong with what was given, as far as it is shown. */
  get problems(): SimulationProblem[] {
    if (this.mode === "one") return this.simulation.value?.problems ?? [];
    const step = this.playedStep;
    return [...(this.played.value?.problems ?? []), ...(step?.problems ?? []), ...(step?.simulation?.problems ?? [])];
  }

  /** Sample and switches. Documents are never remembered: they may hold keys. */
  get remembered(): RememberedSimulation | null {
    if (!this.#opened) return this.#restored;
    if (this.sample === "") return null;
    const tried: WhatIf[][] = [];
    for (const { by } of this.#moments.slice(1)) {
      if (!Array.isArray(by)) break;
      tried.push(by);
    }
    return { sample: this.sample, tried, held: Math.min(this.#at, tried.length) };
  }

  /** Takes what was remembered; it is looked at when the simulator is opened. */
  restore(remembered: RememberedSimulation | null): void {
    this.#restored = remembered;
  }

  /** Shows the simulator: fetches the samples, and goes on where the last one ended. */
  async open(): Promise<void> {
    if (this.#opened && this.samples.value !== null) return;
    await this.samples.load(() => ipc.scenarioSamples());
    // without samples what was remembered can be neither shown nor forgotten
    if (this.samples.value === null) return;
    const last = this.#restored;
    this.#restored = null;
    this.#opened = true;
    const isUntouched = this.#moments.length === 1 && this.isEmpty;
    if (last !== null && isUntouched) await this.#resume(last);
  }

  async #resume({ sample, tried, held }: RememberedSimulation): Promise<void> {
    const known = this.samples.value?.find(({ name }) => name === sample);
    if (known === undefined) return;
    this.#begin(known);
    const began = this.#moments;
    const moments: Moment[] = [...began];
    try {
      for (const by of tried.slice(0, most)) {
        const request = await ipc.tryOut(moments.at(-1)?.request ?? known.start, by);
        moments.push({ request, scenario: known.text, mode: this.mode, by });
      }
    } catch {
      // A switch that this version does not know: what came before it holds.
    }
    // what was given meanwhile counts for more than what was remembered
    if (this.#moments !== began) return;
    this.#moments = moments;
    this.#at = Math.min(held, moments.length - 1);
    await this.refresh();
  }

  #begin(sample: ScenarioSample): void {
    this.#begun++;
    this.#slid = null;
    this.sample = sample.name;
    this.step = 0;
    this.taken = [];
    this.#moments = [{ request: sample.start, scenario: sample.text, mode: this.mode, by: null }];
    this.#at = 0;
    this.played.reset();
  }

  /** Begins with a sample: its documents and its sequence. */
  async start(name: string): Promise<void> {
    const sample = this.samples.value?.find((one) => one.name === name);
    if (sample === undefined) return;
    this.#begin(sample);
    await this.refresh();
  }

  /** Empties everything. */
  clear(): void {
    this.#begun++;
    this.#slid = null;
    this.sample = "";
    this.mode = "one";
    this.step = 0;
    this.taken = [];
    this.#moments = [blank];
    this.#at = 0;
    for (const remote of [this.simulation, this.matrix, this.#stepMatrix, this.played]) remote.reset();
  }

  /** One request, or the sequence. */
  async show(mode: Mode): Promise<void> {
    this.mode = mode;
    await this.refresh();
  }

  /** Asks for whatever is shown. */
  async refresh(): Promise<void> {
    await (this.mode === "one" ? this.ask() : this.play());
  }

  /** A document is being edited: asked anew once the typing pauses. */
  edit(input: Input, text: string): void {
    this.#type({ request: { ...this.request, [input]: text }, by: input });
    this.#edited.run();
  }

  /** The document of the sequence is being edited. */
  editScenario(text: string): void {
    this.#type({ scenario: text, by: "scenario" });
    this.#rewritten.run();
  }

  /** A document takes the place of another: one step of undo, apart from whatever is typed before and after it. */
  async replace(input: Input | "scenario", text: string): Promise<void> {
    const change = input === "scenario" ? { scenario: text } : { request: { ...this.request, [input]: text } };
    this.#push({ ...change, by: "drop" });
    await this.refresh();
  }

  /** Typing in one document is one step of undo. */
  #type(change: Change): void {
    const isSame = this.#moment.by === change.by && this.#at === this.#moments.length - 1;
    this.#push(change, isSame ? this.#at : this.#at + 1);
  }

  #push(change: Change, at = this.#at + 1): void {
    this.#slid = null;
    const moment: Moment = { ...this.#moment, mode: this.mode, ...change };
    const kept = this.#left().slice(0, at);
    const over = Math.max(0, kept.length + 1 - most);
    // what it began with goes along, so that what is remembered still leads to it
    if (over > 0) this.sample = "";
    this.#moments = [...kept, moment].slice(over);
    this.#at = this.#moments.length - 1;
    this.#turn(moment.mode);
  }

  /** Shows the other of the two. What the one request came to was of other documents than those that it has now. */
  #turn(mode: Mode): void {
    if (mode === "one" && this.mode !== mode) for (const remote of [this.simulation, this.matrix]) remote.reset();
    this.mode = mode;
  }

  /** The moments, this one with what is shown of it: undo comes back to that. */
  #left(): Moment[] {
    return this.#moments.map((moment, at) => (at === this.#at ? { ...moment, mode: this.mode } : moment));
  }

  /** Writes one after the other, then shows what came of it; what is still waiting at another beginning is dropped. */
  async #queued(write: (begun: number) => Promise<void>): Promise<void> {
    const begun = this.#begun;
    this.#writing++;
    const written = this.#queue.then(() => (begun === this.#begun ? write(begun) : undefined)).finally(() => this.#writing--);
    this.#queue = written.catch(() => undefined);
    await written;
    if (begun === this.#begun) await this.refresh();
  }

  /** Asks for the documents that follow from those there are; anew where others came meanwhile, so that none is overwritten. */
  async #next(begun: number, ask: () => Promise<SimulationRequest>): Promise<SimulationRequest | null> {
    for (;;) {
      const { request, scenario } = this;
      const answer = await ask().then((next) => ({ next }), (thrown: unknown) => ({ thrown }));
      if (begun !== this.#begun) return null;
      if (request !== this.request || scenario !== this.scenario) continue;
      if ("thrown" in answer) throw answer.thrown;
      return answer.next;
    }
  }

  /** Tries something out: one step of undo. Rejects where it cannot be. */
  async tryOut(changes: WhatIf[]): Promise<void> {
    const slid = this.#slid;
    try {
      await this.#queued(async (begun) => {
        if (this.#slid === slid) this.#slid = null;
        await this.#try(begun, changes);
      });
    } catch (thrown) {
      // its preview is still shown, and holds no longer
      if (slid !== null) await this.refresh();
      throw thrown;
    }
  }

  async #try(begun: number, changes: WhatIf[]): Promise<void> {
    const request = await this.#next(begun, () => ipc.tryOut(this.request, changes));
    if (request === null) return;
    // something else may be slid by now: it goes on from what was written
    const slid = this.#slid;
    this.#push({ request, by: changes });
    if (slid !== null) this.preview(slid);
  }

  /** Shows what would come of something that is being slid. Nothing is written until it is let go. */
  preview(changes: WhatIf[]): void {
    this.#slid = changes;
    this.#sliding.run();
  }

  /** Nothing is slid any more, and nothing came of it: shows what the documents say. */
  async endPreview(): Promise<void> {
    if (this.#slid === null) return;
    this.#slid = null;
    await this.refresh();
  }

  async #look(): Promise<void> {
    const [slid, before] = [this.#slid, this.request];
    if (slid === null) return;
    const look = ++this.#looks;
    try {
      const request = await ipc.tryOut(before, slid);
      if (this.#slid === null || this.request !== before || look < this.#looked) return;
      this.#looked = look;
      await this.simulation.load(() => ipc.simulate(request));
    } catch {
      // What cannot be tried out is told when it is let go.
    }
  }

  /** Takes hubs, record and device as a step of the sequence finds them, to be varied as one request; and varies it. */
  tryFrom(step: number, changes: WhatIf[] = []): Promise<void> {
    const title = this.played.value?.steps[step]?.title ?? "";
    return this.#queued(async (begun) => {
      const request = await this.#next(begun, () => {
        const { versions, assumptions } = this.request;
        return ipc.scenarioStep(this.scenario, versions, assumptions, step);
      });
      if (request === null) return;
      this.#push({ request, by: { step, title }, mode: "one" });
      if (changes.length > 0) await this.#try(begun, changes);
    });
  }

  /** Goes back to the step that the one request was taken from. */
  async goBack(): Promise<void> {
    const from = this.cameFrom;
    if (from === null) return;
    this.step = from.step;
    await this.show("sequence");
  }

  /** Puts documents where they belong: one step of undo, and what each was taken for. */
  take(read: () => Promise<TakenDocument[]>): Promise<void> {
    // after what is being tried out: undo goes back in the order it was done
    return this.#queued(async (begun) => {
      const documents = await read();
      if (begun !== this.#begun) return;
      const { taken, request, scenario } = merged(this.request, documents);
      if (scenario !== null) this.#push({ request, scenario, by: "drop", mode: "sequence" });
      else if (taken.some(({ isTaken }) => isTaken)) this.#push({ request, by: "drop", mode: "one" });
      this.taken = taken;
      if (scenario !== null) this.step = 0;
    });
  }

  undo(): Promise<void> {
    return this.#go(-1);
  }

  redo(): Promise<void> {
    return this.#go(1);
  }

  /** After what is being written: what was let go a moment ago is what undo takes back. */
  #go(by: -1 | 1): Promise<void> {
    return this.#queued(async () => {
      const to = this.#at + by;
      if (to < 0 || to >= this.#moments.length) return;
      this.#slid = null;
      this.taken = [];
      this.#moments = this.#left();
      this.#at = to;
      this.#turn(this.#moment.mode);
    });
  }

  /** Simulates the request, and the table of all policies. */
  async ask(): Promise<void> {
    if (this.mode === "one" && this.isEmpty) {
      this.simulation.reset();
      this.matrix.reset();
      return;
    }
    const { request } = this;
    await Promise.all([
      this.simulation.load(() => ipc.simulate(request)),
      this.matrix.load(() => ipc.simulationMatrix(request)),
    ]);
  }

  /** Plays the sequence. */
  async play(): Promise<void> {
    const { scenario, request } = this;
    if (scenario.trim() === "") {
      this.played.reset();
      return;
    }
    await this.played.load(() => ipc.playScenario(scenario, request.versions, request.assumptions));
    const last = (this.played.value?.steps.length ?? 1) - 1;
    this.step = Math.max(0, Math.min(this.step, last));
    await this.#weigh();
  }

  /** Asks for the table of the step that is shown, where the device asks in it. */
  async #weigh(): Promise<void> {
    // that of another step says nothing of this one
    this.#stepMatrix.reset();
    if (this.played.state.kind !== "ready" || (this.playedStep?.simulation ?? null) === null) return;
    const { scenario, step, request: { versions, assumptions } } = this;
    await this.#stepMatrix.load(async () => ipc.simulationMatrix(await ipc.scenarioStep(scenario, versions, assumptions, step)));
  }

  /** Goes to a step of the sequence, if there is one. */
  goTo(step: number): void {
    const last = (this.played.value?.steps.length ?? 1) - 1;
    const to = Math.max(0, Math.min(step, last));
    if (to === this.step) return;
    this.step = to;
    void this.#weigh();
  }
}
