/** What `performance.now()` counts from, on the system's monotonic clock. */
const originMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** Milliseconds on the machine's monotonic clock: comparable between the processes of one machine, never set back. */
export function nowMs(): number {
  return originMs + performance.now();
}
