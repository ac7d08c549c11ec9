import { flushSync } from "svelte";
import { describe, expect, it, vi } from "vitest";
import { ageOf, exactOf, instantOf } from "./ages";
import { lineAt, lineOf, linesOf, rowAfter } from "./finding-lines";
import { Remote } from "./load.svelte";
import { debounced, throttled } from "./pace";
import { Pages } from "./pages.svelte";
import { bytesOf, counted } from "./present";
import { columnsIn, joinRows, spanOf, wordAt } from "./text-span";
import { shareOf, Workspace } from "./workspace.svelte";

const refusal = { code: "readFailed", subject: "a.json", detail: "gone" };

describe("a remote answer", () => {
  it("goes from idle over loading to ready", async () => {
    const remote = new Remote<number>();
    expect(remote.state.kind).toBe("idle");
    const loading = remote.load(() => Promise.resolve(7));
    expect(remote.state.kind).toBe("loading");
    await loading;
    expect(remote.state).toMatchObject({ kind: "ready", value: 7 });
  });

  it("keeps the last good value beside the reason why there is no newer one", async () => {
    const remote = new Remote<number>();
    await remote.load(() => Promise.resolve(7));
    await remote.load(() => Promise.reject(refusal));
    expect(remote.state).toMatchObject({ kind: "stale", value: 7, trouble: { code: "readFailed" } });
    expect(remote.value).toBe(7);
  });

  it("says why there is nothing at all", async () => {
    const remote = new Remote<number>();
    await remote.load(() => Promise.reject(new Error("boom")));
    expect(remote.state).toEqual({ kind: "failed", trouble: { code: "unexpected", subject: "", detail: "boom" } });
  });

  it("drops a late answer to an older question", async () => {
    const remote = new Remote<string>();
    let answerOld: (value: string) => void = () => undefined;
    const old = remote.load(() => new Promise((resolve) => (answerOld = resolve)));
    await remote.load(() => Promise.resolve("new"));
    answerOld("old");
    await old;
    expect(remote.value).toBe("new");
  });

  it("asks once where an effect asks", async () => {
    const remote = new Remote<number>();
    const ask = vi.fn(() => Promise.resolve(1));
    const stop = $effect.root(() => {
      $effect(() => void remote.load(ask));
    });
    flushSync();
    await Promise.resolve();
    flushSync();
    expect(ask).toHaveBeenCalledTimes(1);
    stop();
  });
});

const numbers = (total: number) => (first: number, count: number) =>
  Promise.resolve({
    total,
    first,
    rows: Array.from({ length: Math.max(0, Math.min(count, total - first)) }, (_, at) => first + at),
  });

describe("pages of a long list", () => {
  it("fetches what is seen, in one call", async () => {
    const pages = new Pages<number>();
    const ask = vi.fn(numbers(10_000));
    await pages.restart(ask);
    await pages.see(190, 230);
    expect(ask.mock.calls).toEqual([
      [0, 100],
      [100, 200],
    ]);
    expect(pages.row(229)).toBe(229);
    expect(pages.total).toBe(10_000);
  });

  it("never holds more than a few pages", async () => {
    const pages = new Pages<number>();
    await pages.restart(numbers(10_000));
    for (let first = 0; first < 10_000; first += 90) await pages.see(first, first + 40);
    expect(pages.held).toBeLessThanOrEqual(800);
    expect(pages.row(9_990)).toBe(9_990);
    expect(pages.row(10)).toBeUndefined();
  });

  it("keeps old rows on screen while newer ones are on their way", async () => {
    const pages = new Pages<number>();
    await pages.restart(numbers(50));
    let answer: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (answer = resolve));
    const done = pages.restart(async (first) => {
      await slow;
      return { total: 1, first, rows: [99] };
    });
    expect(pages.row(3)).toBe(3);
    answer();
    await done;
    expect(pages.row(0)).toBe(99);
    expect(pages.row(3)).toBeUndefined();
  });

  it("folds a burst of changes into two calls", async () => {
    const pages = new Pages<number>();
    const ask = vi.fn(numbers(500));
    await pages.restart(ask);
    ask.mockClear();
    await Promise.all(Array.from({ length: 20 }, () => pages.refresh()));
    expect(ask.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it("asks again where a change came while an answer was on its way", async () => {
    const pages = new Pages<number>();
    let total = 10;
    let answer: () => void = () => undefined;
    await pages.restart((first, count) => numbers(total)(first, count));
    const slow = new Promise<void>((resolve) => (answer = resolve));
    let held = true;
    const done = pages.restart(async (first, count) => {
      const known = total;
      if (held) await slow;
      return numbers(known)(first, count);
    });
    total = 20;
    held = false;
    const refreshed = pages.refresh();
    answer();
    await Promise.all([done, refreshed]);
    expect(pages.total).toBe(20);
  });

  it("does not show rows of an older question under a refused newer one", async () => {
    const pages = new Pages<number>();
    await pages.restart(numbers(50));
    await pages.restart(() => Promise.reject(refusal));
    expect(pages.trouble).toMatchObject({ code: "readFailed" });
    expect(pages.row(3)).toBeUndefined();
    expect(pages.total).toBe(0);
  });

  it("keeps rows where only a refresh is refused, and recovers by retry", async () => {
    const pages = new Pages<number>();
    let fails = false;
    await pages.restart((first, count) => (fails ? Promise.reject(refusal) : numbers(50)(first, count)));
    fails = true;
    await pages.refresh();
    expect(pages.row(3)).toBe(3);
    expect(pages.trouble).not.toBeNull();
    fails = false;
    await pages.retry();
    expect(pages.trouble).toBeNull();
  });
});

describe("findings by severity", () => {
  const badge = { errors: 2, warnings: 0, infos: 3 };

  it("puts a heading before each severity that is there", () => {
    const lines = Array.from({ length: linesOf(badge, [], 5) }, (_, at) => lineAt(badge, [], 5, at));
    expect(lines.map((line) => (line?.kind === "heading" ? line.severity : line?.position))).toEqual([
      "error", 0, 1, "info", 2, 3, 4,
    ]);
  });

  it("finds the line of a finding, unless its severity is hidden", () => {
    expect(lineOf(badge, [], 5, 2)).toBe(4);
    expect(lineOf(badge, ["error"], 5, 2)).toBe(1);
    expect(lineOf(badge, ["info"], 5, 2)).toBeNull();
  });

  it("shows plain rows where the counts do not add up", () => {
    expect(linesOf(badge, ["error"], 9)).toBe(9);
    expect(lineAt(badge, [], 9, 8)).toEqual({ kind: "finding", position: 8 });
  });

  it("steps over hidden severities and round the end", () => {
    const three = { errors: 1, warnings: 2, infos: 1 };
    expect(rowAfter(three, [], 4, null, 1)).toBe(0);
    expect(rowAfter(three, [], 4, 3, 1)).toBe(0);
    expect(rowAfter(three, [], 4, 0, -1)).toBe(3);
    expect(rowAfter(three, ["warning"], 4, 0, 1)).toBe(3);
    expect(rowAfter(three, ["warning"], 4, 3, -1)).toBe(0);
    expect(rowAfter({ errors: 0, warnings: 0, infos: 0 }, [], 0, null, 1)).toBeNull();
  });
});

describe("ages", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");

  it.each([
    ["2026-03-01T11:59:58.1234567Z", "just now"],
    ["2026-03-01T11:59:00Z", "60 s ago"],
    ["2026-03-01T11:15:00Z", "45 min ago"],
    ["2026-03-01T09:00:00Z", "3 h ago"],
    ["2026-02-20T12:00:00Z", "9 d ago"],
    ["2025-09-01T12:00:00Z", "5 mo ago"],
    ["2022-03-01T12:00:00Z", "4 y ago"],
    ["2026-03-01T12:05:00Z", "in 5 min"],
    ["2026-03-01T13:00:00+02:00", "60 min ago"],
    ["0001-01-01T00:00:00Z", "never"],
    ["yesterday", "yesterday"],
  ])("%s is %s", (written, said) => {
    expect(ageOf(written, now)).toBe(said);
  });

  it("reads a time without a zone as UTC, as the hub means it", () => {
    expect(instantOf("2026-03-01T12:00:00")).toBe(now);
    expect(exactOf("2026-03-01T12:00:00Z").split("\n")[0]).toBe("2026-03-01 12:00:00 UTC");
  });
});

describe("pace", () => {
  it("lets the first call of a burst through at once and the last one later", () => {
    vi.useFakeTimers();
    const work = vi.fn();
    const slow = throttled(work, 100);
    for (let call = 0; call < 10; call++) slow.run();
    expect(work).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    expect(work).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1_000);
    expect(work).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
  });

  it("waits for quiet, or for the window to go", () => {
    vi.useFakeTimers();
    const work = vi.fn();
    const calm = debounced(work, 100);
    calm.run();
    vi.advanceTimersByTime(90);
    calm.run();
    vi.advanceTimersByTime(90);
    expect(work).not.toHaveBeenCalled();
    calm.flush();
    expect(work).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(500);
    expect(work).toHaveBeenCalledTimes(1);
    calm.run();
    calm.stop();
    calm.flush();
    vi.advanceTimersByTime(500);
    expect(work).toHaveBeenCalledTimes(1);
    vi.useRealTimers();
  });
});

describe("a stretch of text", () => {
  const row = (text: string, continued = false) => ({ line: 1, continued, text, marks: [] });

  it("is joined exactly, and pieces of one long line without a break", () => {
    const span = spanOf({ row: 2, column: 2 }, { row: 0, column: 1 });
    expect(joinRows([row("abc"), row("def", true), row("ghi")], span)).toBe("bcdef\ngh");
  });

  it("covers whole rows between its ends, line ends included", () => {
    const span = spanOf({ row: 1, column: 2 }, { row: 3, column: 1 });
    expect(columnsIn(span, 0, 5)).toBeNull();
    expect(columnsIn(span, 1, 5)).toEqual([2, 6]);
    expect(columnsIn(span, 2, 5)).toEqual([0, 6]);
    expect(columnsIn(span, 3, 5)).toEqual([0, 1]);
  });

  it("takes a whole word on a double click", () => {
    expect(wordAt('"timeZone": -42.5e1,', 4)).toEqual([1, 9]);
    expect(wordAt('"timeZone": -42.5e1,', 14)).toEqual([12, 19]);
  });
});

describe("the workspace", () => {
  const status = (revision: number, problemCount = 0) => ({
    revision, loaded: 1, checked: 1, errors: 0, warnings: 0, infos: 0, hidden: 0, activities: [], problems: [], problemCount, notKept: null,
  });

  it("ignores a status older than the one shown", () => {
    const workspace = new Workspace();
    expect(workspace.take(status(5))).toBe(true);
    expect(workspace.take(status(4))).toBe(false);
    expect(workspace.status.revision).toBe(5);
  });

  it("shows dismissed problems again only when there are more", () => {
    const workspace = new Workspace();
    workspace.take(status(1, 2));
    expect(workspace.unseenProblems).toBe(true);
    workspace.dismissProblems();
    expect(workspace.unseenProblems).toBe(false);
    workspace.take(status(2, 3));
    expect(workspace.unseenProblems).toBe(true);
  });

  it("knows how far a job has come, by twins or by bytes", () => {
    const job = { job: 1, phase: "reading", subject: "x", done: 5, total: 20, bytes: 1, bytesTotal: null };
    expect(shareOf(job)).toBe(0.25);
    expect(shareOf({ ...job, total: null, bytes: 3, bytesTotal: 4 })).toBe(0.75);
    expect(shareOf({ ...job, total: null })).toBeNull();
  });
});

describe("words for numbers", () => {
  it("counts as the platform's limits are known", () => {
    expect(bytesOf(28_058, 32_768)).toBe("27.4 of 32 KiB");
    expect(bytesOf(27, 8_192)).toBe("27 B of 8 KiB");
    expect(counted(1, "twin")).toBe("1 twin");
    expect(counted(10_000, "twin")).toBe("10,000 twins");
  });
});
