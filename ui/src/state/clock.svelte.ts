// The present, for ages on screen. Ticks while somebody looks.
const tickMs = 20_000;

export class Clock {
  now = $state(Date.now());

  /** Starts ticking; the answer stops it. */
  start(): () => void {
    const tick = () => {
      if (!document.hidden) this.now = Date.now();
    };
    const timer = setInterval(tick, tickMs);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }
}
