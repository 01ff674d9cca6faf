/** Milliseconds on the machine's monotonic clock: comparable between the processes of one machine, never set back. */
export function nowMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
}
