// A small subset of Markdown as data: no raw HTML, no links that lead out, nothing to sanitise.

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "strong"; text: string }
  | { kind: "em"; text: string };

export type Block =
  | { kind: "heading"; level: number; content: Inline[] }
  | { kind: "paragraph"; content: Inline[] }
  | { kind: "quote"; content: Inline[] }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "code"; language: string; text: string }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] }
  | { kind: "line" };

const inlineForms = /(`+)(.+?)\1|\*\*(.+?)\*\*|__(?=\S)(.+?)(?<=\S)__(?!\w)|\*(?=\S)(.+?)(?<=\S)\*|\[([^\]]+)\]\(([^)\s]*)\)/;

/** Reads the marks within a line. */
export function inline(text: string): Inline[] {
  const found: Inline[] = [];
  let rest = text;
  for (let hit = inlineForms.exec(rest); hit !== null; hit = inlineForms.exec(rest)) {
    const [whole, , code, strong, strong2, em, linkText, target] = hit;
    // `__meta` and its like are names, not bold: a double underscore counts only after a space or at the start.
    const isName = strong2 !== undefined && /\w$/.test(rest.slice(0, hit.index));
    if (hit.index > 0) found.push({ kind: "text", text: rest.slice(0, hit.index) });
    if (isName) found.push({ kind: "text", text: whole });
    else if (code !== undefined) found.push({ kind: "code", text: code.trim() });
    else if (strong !== undefined || strong2 !== undefined) found.push({ kind: "strong", text: strong ?? strong2 ?? "" });
    else if (em !== undefined) found.push({ kind: "em", text: em });
    else found.push({ kind: "text", text: target === "" ? (linkText ?? "") : `${linkText} (${target})` });
    rest = rest.slice(hit.index + whole.length);
  }
  if (rest !== "") found.push({ kind: "text", text: rest });
  return found;
}

/** A sentence cut at its `names`: odd backticks and everything else stay as they are. */
export function spoken(text: string): Inline[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== "")
    .map((part) => (/^`[^`]+`$/.test(part) ? { kind: "code", text: part.slice(1, -1) } : { kind: "text", text: part }));
}

/** The same sentence where only plain text fits: a tooltip, a name read aloud. */
export const plain = (text: string): string => spoken(text).map((part) => part.text).join("");

const bullet = /^\s*[-*+]\s+(.*)$/;
const numbered = /^\s*\d+[.)]\s+(.*)$/;
const fence = /^\s*(```+|~~~+)\s*(\S*)/;
const heading = /^(#{1,6})\s+(.*?)\s*#*$/;
const tableLine = /^\s*\|.*\|\s*$/;
const starts = (line: string) =>
  [bullet, numbered, fence, heading, tableLine, /^\s*>/, /^\s*(-{3,}|\*{3,})\s*$/].some((form) => form.test(line));

const cells = (line: string): Inline[][] =>
  line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => inline(cell.trim().replaceAll("\\|", "|")));

class Reader {
  at = 0;
  constructor(readonly lines: string[]) {}

  get line(): string {
    return this.lines[this.at] ?? "";
  }

  get done(): boolean {
    return this.at >= this.lines.length;
  }

  takeWhile(test: (line: string) => boolean): string[] {
    const from = this.at;
    while (!this.done && test(this.line)) this.at++;
    return this.lines.slice(from, this.at);
  }
}

function readCode(reader: Reader, mark: string, language: string): Block {
  reader.at++;
  const body = reader.takeWhile((line) => !line.trimStart().startsWith(mark));
  reader.at++;
  return { kind: "code", language, text: body.join("\n") };
}

function readList(reader: Reader, ordered: boolean): Block {
  const form = ordered ? numbered : bullet;
  const items: string[] = [];
  for (let hit = form.exec(reader.line); hit !== null && !reader.done; hit = form.exec(reader.line)) {
    reader.at++;
    const more = reader.takeWhile((line) => /^\s{2,}\S/.test(line) && !bullet.test(line) && !numbered.test(line));
    items.push([hit[1] ?? "", ...more.map((line) => line.trim())].join(" "));
  }
  return { kind: "list", ordered, items: items.map(inline) };
}

function readTable(reader: Reader): Block {
  const [first = "", ...others] = reader.takeWhile((line) => tableLine.test(line));
  const rows = others.filter((line) => !/^[\s|:-]+$/.test(line));
  return { kind: "table", head: cells(first), rows: rows.map(cells) };
}

/** Reads a page. */
export function blocks(markdown: string): Block[] {
  const reader = new Reader(markdown.replaceAll("\r\n", "\n").split("\n"));
  const found: Block[] = [];
  while (!reader.done) {
    const line = reader.line;
    const title = heading.exec(line);
    const code = fence.exec(line);
    if (line.trim() === "") reader.at++;
    else if (code !== null) found.push(readCode(reader, code[1] ?? "```", code[2] ?? ""));
    else if (title !== null) {
      reader.at++;
      found.push({ kind: "heading", level: (title[1] ?? "#").length, content: inline(title[2] ?? "") });
    } else if (/^\s*(-{3,}|\*{3,})\s*$/.test(line)) {
      reader.at++;
      found.push({ kind: "line" });
    } else if (bullet.test(line)) found.push(readList(reader, false));
    else if (numbered.test(line)) found.push(readList(reader, true));
    else if (tableLine.test(line)) found.push(readTable(reader));
    else if (/^\s*>/.test(line)) {
      const body = reader.takeWhile((one) => /^\s*>/.test(one)).map((one) => one.replace(/^\s*>\s?/, ""));
      found.push({ kind: "quote", content: inline(body.join(" ")) });
    } else {
      const first = line.trim();
      reader.at++;
      const more = reader.takeWhile((one) => one.trim() !== "" && !starts(one)).map((one) => one.trim());
      found.push({ kind: "paragraph", content: inline([first, ...more].join(" ")) });
    }
  }
  return found;
}
