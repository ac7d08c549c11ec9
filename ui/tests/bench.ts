// The whole window on the recorded answers, for tests: opened, pressed, looked at, searched for faults of accessibility.
import axe from "axe-core";
import { flushSync, mount, unmount } from "svelte";
import { replayHost } from "../src/host/replay/host";
import { connect } from "../src/ipc/commands";
import type { Host } from "../src/ipc/contract";
import { App } from "../src/state/app.svelte";
import Window from "../src/views/App.svelte";

let stop: (() => void) | null = null;
export const all = (id: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
export const one = (id: string) => {
  const found = all(id)[0];
  if (found === undefined) throw new Error(`nothing has the id ${id}`);
  return found;
};

export async function until(test: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 1_500; turn++) {
    flushSync();
    if (test()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`never came: ${what}\n${document.body.textContent.slice(0, 400)}`);
}

export function open(search: string, around: (host: Host) => Host = (host) => host): void {
  Object.defineProperty(window, "innerWidth", { value: 1_280, configurable: true });
  connect(around(replayHost(search)));
  const target = document.createElement("div");
  document.body.append(target);
  const view = mount(Window, { target, props: { app: new App() } });
  stop = () => void unmount(view);
}

export const press = (key: string, more: KeyboardEventInit = {}) => {
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  flushSync();
};

export async function faults(of: HTMLElement = document.body): Promise<string[]> {
  // Colours need layout, which jsdom has not; Chromium's run covers them.
  // jsdom has no modal dialogs: what lies below one still counts there.
  const landmarks = of === document.body ? {} : { "landmark-no-duplicate-banner": { enabled: false } };
  const { violations } = await axe.run(of, { rules: { "color-contrast": { enabled: false }, region: { enabled: false }, ...landmarks } });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** Takes the window away again. */
export function close(): void {
  stop?.();
  stop = null;
}
