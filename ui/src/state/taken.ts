// Documents that were dropped or pasted, put where they belong.
import type { SimulationRequest } from "../ipc/generated/SimulationRequest";
import type { TakenDocument } from "../ipc/generated/TakenDocument";

/** What a document was taken for, or why it was not. */
export interface Taken {
  sentence: string;
  isTaken: boolean;
}

/** Documents of which a request has one; of the others several are read one after another. */
const single = ["device", "record", "webhook", "versions"] as const;
const many = ["enrollment", "hubs"] as const;

type Single = (typeof single)[number];
type Many = (typeof many)[number];

const isSingle = (input: string): input is Single => single.some((one) => one === input);
const isMany = (input: string): input is Many => many.some((one) => one === input);

export interface Merged {
  request: SimulationRequest;
  /** Null where there was no sequence among them. */
  scenario: string | null;
  taken: Taken[];
}

/** Each document takes the place of what was there; a second one of its kind joins the first, where there can be several. */
export function merged(before: SimulationRequest, documents: TakenDocument[]): Merged {
  const request = { ...before };
  const names = new Map<string, string>();
  let scenario: string | null = null;
  const taken = documents.map(({ name, input, text, sentence }): Taken => {
    if (input === null) return { sentence, isTaken: false };
    const first = names.get(input);
    if (first !== undefined && !isMany(input)) {
      return { sentence: `${name} was not taken: ${first} is in its place already. Drop one of them.`, isTaken: false };
    }
    if (isMany(input)) {
      request[input] = first === undefined ? text : `${request[input]}\n${text}`;
      if (input === "enrollment") request.furtherEnrollments = [];
    } else if (isSingle(input)) request[input] = text;
    else if (input === "scenario") scenario = text;
    else return { sentence, isTaken: false };
    names.set(input, name);
    return { sentence, isTaken: true };
  });
  return { request, scenario, taken };
}
