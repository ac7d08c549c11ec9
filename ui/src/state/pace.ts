// Slows bursts down: the first call goes through at once, the last of a burst is never lost.

/** Runs `work` at most once in `gapMs`, with a trailing run. */
export function throttled(work: () => void, gapMs: number): { run(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let wanted = false;
  const open = () => {
    timer = null;
    if (wanted) run();
  };
  const run = () => {
    if (timer !== null) {
      wanted = true;
      return;
    }
    wanted = false;
    timer = setTimeout(open, gapMs);
    work();
  };
  return {
    run,
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      wanted = false;
    },
  };
}

/** Runs `work` once `quietMs` have passed without another call; at once by `flush`, never by `stop`. */
export function debounced(work: () => void, quietMs: number): { run(): void; flush(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const fire = () => {
    timer = null;
    work();
  };
  return {
    run() {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(fire, quietMs);
    },
    flush() {
      if (timer === null) return;
      clearTimeout(timer);
      fire();
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
