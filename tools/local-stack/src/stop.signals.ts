const REPEATED_WITHIN_MS = 1_000;

/**
 * Calls `stop` at the first Ctrl-C, SIGTERM or SIGHUP and `stopAtOnce` at a second one that is meant: npm and the
 * terminal both send Ctrl-C on, so that it arrives twice.
 */
export function onStopSignal(stop: () => void, stopAtOnce: () => void): void {
  let firstAtMs: number | undefined;
  const handle = () => {
    const nowMs = Date.now();
    if (firstAtMs === undefined) {
      firstAtMs = nowMs;
      stop();
    } else if (nowMs - firstAtMs > REPEATED_WITHIN_MS) {
      stopAtOnce();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handle);
}
