// Everything that is loaded, as a whole: counts, work under way, inputs that could not be opened, what was open before.
import * as ipc from "../ipc/commands";
import type { Activity } from "../ipc/generated/Activity";
import type { Recent } from "../ipc/generated/Recent";
import type { Status } from "../ipc/generated/Status";

const recentShown = 12;

// The shell keeps the real list; until the next start its newest entries are written here, a name without a dot as a folder.
function recentOf(path: string): Recent {
  const name = path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
  return { path, name, folder: !name.includes(".") };
}

const nothing: Status = {
  revision: 0,
  loaded: 0,
  checked: 0,
  errors: 0,
  warnings: 0,
  infos: 0,
  hidden: 0,
  activities: [],
  problems: [],
  problemCount: 0,
  notKept: null,
};

export class Workspace {
  status = $state.raw<Status>(nothing);
  version = $state("");
  recent = $state.raw<Recent[]>([]);
  /** Paths opened here, to be opened again at the next start. */
  open = $state.raw<string[]>([]);
  #dismissed = $state(0);

  readonly empty = $derived(this.status.loaded === 0 && this.status.activities.length === 0);
  readonly unseenProblems = $derived(this.status.problemCount > this.#dismissed);

  /** Takes a status unless it is older than the one shown. */
  take(status: Status): boolean {
    if (status.revision < this.status.revision) return false;
    this.status = status;
    this.#forget(status.problems.filter(({ code }) => code === "notFound").map(({ source }) => source));
    // After "close all" the count starts anew.
    if (status.problemCount < this.#dismissed) this.#dismissed = status.problemCount;
    return true;
  }

  // What is not there needs no way back to it.
  #forget(paths: string[]): void {
    if (!this.open.some((path) => paths.includes(path)) && !this.recent.some(({ path }) => paths.includes(path))) return;
    this.open = this.open.filter((path) => !paths.includes(path));
    this.recent = this.recent.filter(({ path }) => !paths.includes(path));
  }

  dismissProblems(): void {
    this.#dismissed = this.status.problemCount;
  }

  /** Keeps paths for the next start and among the recent ones. */
  note(paths: string[]): void {
    this.open = [...new Set([...this.open, ...paths])];
    const added = paths.map((path) => recentOf(path));
    this.recent = [...added, ...this.recent.filter((one) => !paths.includes(one.path))].slice(0, recentShown);
  }

  async openPaths(paths: string[]): Promise<void> {
    if (paths.length === 0) return;
    this.note(paths);
    await ipc.openPaths(paths);
  }

  async pick(folder: boolean): Promise<void> {
    await this.openPaths(await ipc.pickFiles(folder));
  }

  async closeAll(): Promise<void> {
    this.open = [];
    await ipc.closeAll();
  }

  async clearRecent(): Promise<void> {
    await ipc.clearRecent();
    this.recent = [];
  }
}

/** How far a job has come, 0 to 1; nothing where its size is not known. */
export function shareOf(activity: Activity): number | null {
  if (activity.total !== null && activity.total > 0) return Math.min(1, activity.done / activity.total);
  if (activity.bytesTotal !== null && activity.bytesTotal > 0) return Math.min(1, activity.bytes / activity.bytesTotal);
  return null;
}
