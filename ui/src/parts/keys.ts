// Reads "Ctrl+Shift+O" and says whether a key press is it.

const inText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));

const untyped = ["range", "checkbox", "radio", "button", "submit", "reset", "color", "file", "image"].map((type) => `[type=${type}]`).join();

/** True where text can be typed and pasted: lists, sliders and boxes to tick have the keyboard and take none. */
export const takesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches(`textarea, input:not(${untyped})`));

/** True where the press is exactly these keys. On a Mac, Command stands for Ctrl. */
export function pressed(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  const command = event.ctrlKey || event.metaKey;
  if (command !== parts.includes("Ctrl") || event.altKey !== parts.includes("Alt")) return false;
  // Signs like "?" are typed with Shift on some keyboards and without on others.
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key);
  if (!isSign && event.shiftKey !== parts.includes("Shift")) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

/** True where a press without Ctrl is somebody typing, not a command. */
export const isTyping = (event: KeyboardEvent): boolean =>
  inText(event.target) && !event.ctrlKey && !event.metaKey && !/^F\d+$/.test(event.key);
