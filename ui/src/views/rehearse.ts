// Lays the workbench out once, unseen, while the window is empty: fonts, styles and code are then ready, and the first
// twin that is dropped does not wait for them (measured: a quarter of a second).
import { flushSync, mount, unmount } from "svelte";
import { rehearsed } from "../state/rehearsal";
import Rehearsal from "./Rehearsal.svelte";

let done = false;

/** Waits until the page is on screen, then rehearses in one go: nothing can see it or reach it. */
export function rehearse(): void {
  if (done) return;
  done = true;
  requestAnimationFrame(() => setTimeout(() => void perform()));
}

async function perform(): Promise<void> {
  const app = await rehearsed();
  const shown = mount(Rehearsal, { target: document.body, props: { app } });
  flushSync();
  void document.body.offsetHeight;
  await unmount(shown);
}
