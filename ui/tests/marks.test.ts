// The mark of a row of text that has several findings: it says so, and leads to each of them in turn.
import { afterEach, describe, expect, it } from "vitest";
import { replayHost } from "../src/host/replay/host";
import { connect } from "../src/ipc/commands";
import type { CommandName, Commands, Host } from "../src/ipc/contract";
import type { Mark } from "../src/ipc/generated/Mark";
import type { TextPage } from "../src/ipc/generated/TextPage";
import { nextOf, worstFirst } from "../src/panels/json/marks";
import { Text } from "../src/state/text.svelte";
import { testids } from "../src/testids";
import { all, close, one, open, press, until } from "./bench";

afterEach(close);

const mark = (finding: number, severity: string): Mark => ({ finding, severity, rule: "r", message: "m", from: 0, to: 1 });

describe("the marks of a row", () => {
  const marks = [mark(4, "info"), mark(5, "error"), mark(6, "warning"), mark(7, "error")];

  it("come by severity, then as they stand", () => {
    expect(worstFirst(marks).map(({ finding }) => finding)).toEqual([5, 7, 6, 4]);
  });

  it.each([[null, 5], [5, 7], [7, 6], [6, 4], [4, 5], [99, 5]])("after %s comes %s", (opened, next) => {
    expect(nextOf(marks, opened)?.finding).toBe(next);
  });

  it("lead to the one again where there is one, and nowhere where there is none", () => {
    expect(nextOf([mark(3, "info")], 3)?.finding).toBe(3);
    expect(nextOf([], null)).toBeUndefined();
  });
});

const isText = (name: string, _answer: unknown): _answer is TextPage => name === "text";
let piled: Mark[] = [];

/** Puts every mark on one row of the first screen, the mildest first. */
function piling(host: Host): Host {
  return {
    ...host,
    call: async <K extends CommandName>(name: K, args: Commands[K]["args"]) => {
      const answer = await host.call(name, args);
      if (isText(name, answer)) {
        piled = answer.rows.flatMap(({ marks }) => marks).sort((a, b) => b.finding - a.finding);
        answer.rows = answer.rows.map((row, at) => ({ ...row, marks: at === 5 ? piled : [] }));
      }
      return answer;
    },
  };
}

async function toText(): Promise<void> {
  press("3", { ctrlKey: true });
  await until(() => all(testids.gutterMark).length === 1, "the row with every mark");
}

const opens = (finding: string | undefined) =>
  until(
    () => all(testids.findingRow).some((row) => row.getAttribute("aria-selected") === "true" && row.dataset["finding"] === finding),
    `finding ${finding} in full`,
  );

const click = () => one(testids.gutterMark).click();

function enter(): void {
  one(testids.gutterMark).closest<HTMLElement>(".box")?.focus();
  press("Enter");
}

describe("a row with several findings", () => {
  it.each([["click", click], ["Enter", enter]])("opens them one after the other by %s, the worst first", async (_way, go) => {
    open("?open=sample", piling);
    await until(() => all(testids.overview).length === 1, "the overview");
    await toText();
    const order = worstFirst(piled).map(({ finding }) => String(finding));
    expect(order.length).toBeGreaterThan(2);
    const button = one(testids.gutterMark);
    const says = `${order.length} findings in this row; click for the next`;
    expect(button.title.split("\n")[0]).toBe(says);
    expect(button.getAttribute("aria-label")).toContain(says);
    expect(button.textContent.trim()).toBe(String(order.length));
    // By Enter from the row that has the keyboard: the first time that is where the mark was clicked.
    for (const [turn, finding] of [...order, order[0]].entries()) {
      if (turn === 0) click();
      else go();
      await opens(finding);
      await toText();
      expect(one(testids.gutterMark).closest(".row")?.classList.contains("active")).toBe(true);
    }
  });

  it("is begun anew in another twin, and where nothing is shown", async () => {
    connect(replayHost("?open=sample"));
    const text = new Text();
    for (const [leave, left] of [[() => text.show(2), null], [() => text.show(1), { row: 5, finding: 1 }], [() => text.clear(), null]] as const) {
      await text.show(1);
      text.opened = { row: 5, finding: 1 };
      await leave();
      expect(text.opened).toEqual(left);
    }
  });
});
