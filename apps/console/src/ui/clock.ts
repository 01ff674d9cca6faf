import { useSyncExternalStore } from 'react';

const TICK_MS = 10_000;
const readers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let ticks = 0;

/** Draws again every ten seconds whoever says how long ago something was. One timer serves all. */
export function useClock(): void {
  useSyncExternalStore(subscribe, () => ticks);
}

function subscribe(draw: () => void): () => void {
  readers.add(draw);
  timer ??= setInterval(() => {
    ticks += 1;
    for (const each of readers) each();
  }, TICK_MS);
  return () => {
    readers.delete(draw);
    if (readers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
