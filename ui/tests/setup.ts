// What jsdom lacks and the page asks for.
import { afterEach } from "vitest";

Object.defineProperty(window, "matchMedia", {
  value: (media: string) => ({ matches: false, media, addEventListener: () => undefined, removeEventListener: () => undefined }),
});

class Resize {
  observe(): void {
    // Nothing is laid out here.
  }
  unobserve(): void {
    // Nothing is laid out here.
  }
  disconnect(): void {
    // Nothing is laid out here.
  }
}
Object.defineProperty(globalThis, "ResizeObserver", { value: Resize });
Element.prototype.scrollIntoView = () => undefined;

afterEach(() => {
  document.body.innerHTML = "";
});
