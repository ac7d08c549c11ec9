// What was just done, in one line that is also read aloud; and the clipboard, which may refuse.
import { troubleOf } from "../ipc/refusal";
import { wordsFor } from "../ipc/words";

const shownMs = 5_000;

export class Notices {
  text = $state("");
  tone = $state<"done" | "trouble">("done");
  /** Text the clipboard refused, to be copied by hand. */
  byHand = $state<string | null>(null);
  #timer: ReturnType<typeof setTimeout> | null = null;

  say(text: string, tone: "done" | "trouble" = "done"): void {
    this.text = text;
    this.tone = tone;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.text = ""), shownMs);
  }

  /** Runs something whose refusal has no panel of its own. */
  async attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (thrown) {
      const trouble = troubleOf(thrown);
      const { title, wayOut } = wordsFor(trouble.code);
      this.say(`${title}. ${wayOut}`, "trouble");
      return null;
    }
  }

  /** Puts a text on the clipboard and says what it was. */
  async copy(what: string, text: Promise<string>): Promise<void> {
    try {
      if (await toClipboard(text)) this.say(`Copied ${what}`);
      else this.byHand = await text;
    } catch (thrown) {
      this.say(wordsFor(troubleOf(thrown).code).title, "trouble");
    }
  }
}

// The engine wants the clipboard asked within the key press or click: the text may come later, as a promise.
async function toClipboard(text: Promise<string>): Promise<boolean> {
  const blob = text.then((ready) => new Blob([ready], { type: "text/plain" }));
  if (typeof ClipboardItem !== "undefined" && typeof navigator.clipboard?.write === "function") {
    try {
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
      return true;
    } catch {
      blob.catch(() => undefined);
    }
  }
  const ready = await text;
  try {
    await navigator.clipboard.writeText(ready);
    return true;
  } catch {
    return byCommand(ready);
  }
}

function byCommand(text: string): boolean {
  const box = document.createElement("textarea");
  box.value = text;
  box.style.position = "fixed";
  box.style.opacity = "0";
  const before = document.activeElement;
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
