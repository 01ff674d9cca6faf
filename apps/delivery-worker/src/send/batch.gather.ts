import { type BatchSettings, MAX_BATCH_DATA_BYTES } from '#domain';

/** What waits in a lane, as far as gathering goes. */
export interface Gatherable {
  readonly sinceMs: number;
  /** What it adds to a batch; `undefined` where it goes alone and waits for nobody. */
  readonly batchBytes: number | undefined;
}

/** How much longer the first of `waiting` waits for others to share its request; `undefined` where it need not. */
export function gathersForMs(
  waiting: readonly Gatherable[],
  { maxEvents, maxWaitMs }: BatchSettings,
  nowMs: number,
): number | undefined {
  const [oldest] = waiting;
  if (!oldest || oldest.batchBytes === undefined || waiting.length >= maxEvents) return undefined;
  const leftMs = oldest.sinceMs + maxWaitMs - nowMs;
  return leftMs > 0 ? leftMs : undefined;
}

/** How many of `waiting`, from its beginning, share a request with `first`. */
export function companionsOf(first: Gatherable, waiting: readonly Gatherable[], { maxEvents }: BatchSettings): number {
  let bytes = first.batchBytes ?? Number.POSITIVE_INFINITY;
  let count = 0;
  for (const { batchBytes = Number.POSITIVE_INFINITY } of waiting) {
    bytes += batchBytes;
    if (count + 1 >= maxEvents || bytes > MAX_BATCH_DATA_BYTES) break;
    count += 1;
  }
  return count;
}

/** Where the first of `waiting` stands that goes alone; -1 where there is none. */
export function firstAlone(waiting: readonly Gatherable[]): number {
  return waiting.findIndex(({ batchBytes }) => batchBytes === undefined);
}
