// The recorded history of a twin: changes now and then, watched and opened, with versions that nobody saw and one that went back.
import type { HistoryPage } from "../../ipc/generated/HistoryPage";
import { groupsOf, type Document } from "./shape";

const start = Date.parse("2026-02-01T06:00:00Z");
const minutes = 60_000;

/** Numbers that are as good as drawn by lot, and the same every time. */
const dice = (seed: number, sides: number) => ((seed * 2_654_435_761) >>> 7) % sides;

export function historyOf(document: Document, count: number): HistoryPage {
  const groups = groupsOf(document).slice(0, 8);
  const page: HistoryPage = {
    device: document.twin.name,
    nothing: null,
    moments: { numbers: [], seen: [], last: [], desired: [], reported: [], desiredGaps: [], reportedGaps: [], sources: [] },
    sources: [
      { way: "watched", name: "bench.azure-devices.net" },
      { way: "opened", name: `/home/sam/cases/2231/${document.twin.name}.json` },
      { way: "imported", name: "history.ndjson" },
    ],
    lanes: groups.map((group) => ({ group, isTags: false, desired: [], reported: [] })),
    unchanged: 2,
    shown: count,
    notes: [],
    keeping: false,
  };
  const { moments, lanes } = page;
  let [seen, desired, reported] = [start, 3, 10];
  for (let index = 0; index < count; index++) {
    const isAsked = index > 0 && dice(index, 6) === 0;
    const isBack = count > 20 && index === Math.floor(count * 0.7);
    const lost = index > 0 && dice(index + 11, 17) === 0 ? 3 : 0;
    seen += (dice(index, 40) === 3 ? 600 : 5 + dice(index, 9)) * minutes;
    desired = isBack ? 1 : desired + (isAsked ? 1 : 0);
    reported = isBack ? 1 : index === 0 ? reported : reported + (isAsked ? 0 : 1 + lost);
    moments.numbers.push(index + 1);
    moments.seen.push(seen);
    moments.last.push(seen + dice(index, 3) * minutes);
    moments.desired.push(desired);
    moments.reported.push(reported);
    moments.desiredGaps.push(isBack ? -1 : 0);
    moments.reportedGaps.push(isBack ? -1 : isAsked ? 0 : lost);
    moments.sources.push(index === count - 1 ? 1 : index < count / 5 ? 2 : 0);
    const lane = lanes[dice(index, Math.max(lanes.length, 1))];
    if (index > 0) (isAsked ? lane?.desired : lane?.reported)?.push(index);
  }
  return page;
}
