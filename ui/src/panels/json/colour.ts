// Splits a row of text into coloured pieces, cut where a mark, a hit or the selection begins or ends.
// Each row stands alone: broken text colours a little oddly and never fails.

export type Tone = "key" | "string" | "number" | "literal" | "comment" | "plain";

export interface Token {
  from: number;
  to: number;
  tone: Tone;
}

const forms =
  /("(?:[^"\\]|\\.)*"?)|(\/\/.*|\/\*.*?(?:\*\/|$))|(-?\d[\d.eE+-]*)|\b(true|false|null)\b|([{}[\],:]+)/g;

// The rest of a long line may begin inside a string: then its first quote is followed by what follows a string.
const endsString = /^[^"]*"\s*(?:[,:}\]]|$)/;

/** Tokens of a row in order; what lies between them is plain. */
export function tokensOf(text: string, continued: boolean): Token[] {
  const tokens: Token[] = [];
  let start = 0;
  if (continued && endsString.test(text)) {
    start = text.indexOf('"') + 1;
    tokens.push({ from: 0, to: start, tone: "string" });
  }
  for (const hit of text.slice(start).matchAll(forms)) {
    const [whole, quoted, comment, number, literal] = hit;
    const from = start + hit.index;
    const to = from + whole.length;
    if (quoted !== undefined) tokens.push({ from, to, tone: /^\s*:/.test(text.slice(to)) ? "key" : "string" });
    else if (comment !== undefined) tokens.push({ from, to, tone: "comment" });
    else if (number !== undefined) tokens.push({ from, to, tone: "number" });
    else if (literal !== undefined) tokens.push({ from, to, tone: "literal" });
  }
  return tokens;
}

export interface Layer {
  from: number;
  to: number;
  /** Class of what is inside. */
  name: string;
}

export interface Piece {
  text: string;
  names: string;
}

/** The row as pieces, each with the classes of everything it lies in. */
export function piecesOf(text: string, continued: boolean, layers: Layer[]): Piece[] {
  const tokens = tokensOf(text, continued);
  const all: Layer[] = [...tokens.map(({ from, to, tone }) => ({ from, to, name: tone })), ...layers];
  const cuts = new Set([0, text.length]);
  for (const { from, to } of all) {
    if (from > 0 && from < text.length) cuts.add(from);
    if (to > 0 && to < text.length) cuts.add(to);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const pieces: Piece[] = [];
  for (let at = 0; at + 1 < edges.length; at++) {
    const from = edges[at] ?? 0;
    const to = edges[at + 1] ?? from;
    const names = all.filter((layer) => layer.from <= from && layer.to >= to).map(({ name }) => name);
    pieces.push({ text: text.slice(from, to), names: names.join(" ") });
  }
  return pieces;
}
