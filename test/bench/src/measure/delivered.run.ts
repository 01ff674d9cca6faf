import type { BenchContext } from '../bench.context.js';
import type { EventShape } from '../bench.event.js';
import { nowMs } from '../clock.js';
import type { EventRange, Published } from '../load/load.calls.js';
import type { Product } from '../product/product.js';
import { waitUntil } from '../wait.until.js';
import { type Costs, costsBetween } from './process.costs.js';

/** So long may pass without a single expected receipt before the rest is given up. */
const IDLE_MS = 45_000;

/** Events that were published did not come, or the wrong number of records was made of them. */
export class Shortfall extends Error {
  override readonly name = 'Shortfall';
  constructor(
    what: string,
    readonly came: number,
    readonly expected: number,
  ) {
    super(`${what}: ${came} of ${expected}`);
  }
}

export interface DeliveredLoad {
  readonly count: number;
  readonly shape: EventShape;
  /** How often each event is to come: event `i` so often as `times[i % times.length]` says. */
  readonly times: readonly number[];
}

/** A load of which every event has come. */
export interface DeliveredRun<P> {
  readonly published: P;
  /** When event `i` had come as often as it was to. */
  readonly completedAtMs: Float64Array;
  readonly lastAtMs: number;
  readonly duplicates: number;
}

/** Publishes fresh events and waits until each has come as often as it was to. @throws Shortfall */
export async function deliver<P extends Published>(
  context: BenchContext,
  { count, shape, times }: DeliveredLoad,
  publish: (range: EventRange) => Promise<P>,
): Promise<DeliveredRun<P>> {
  const first = context.numbers(count);
  const { receiver } = context;
  await receiver.call('expect', { first, count, times });
  const published = await publish({ first, count, shape });
  const { missing, complete, duplicates } = await receiver.call('wait', { idleMs: IDLE_MS });
  if (missing > 0) throw new Shortfall('events that came', complete, complete + missing);
  const completedAtMs = await receiver.call('times', undefined);
  const lastAtMs = completedAtMs.reduce((last, atMs) => (atMs > last ? atMs : last), 0);
  return { published, completedAtMs, lastAtMs, duplicates };
}

export interface CostedRun<P> extends DeliveredRun<P> {
  /** Per expected receipt. */
  readonly costs: Costs;
  /** When the last outcome was in PostgreSQL. */
  readonly recordedAtMs: number;
}

/** As `deliver`, up to the last outcome in PostgreSQL: what it cost each process. Duplicates that came until then count. */
export async function deliverAndRecord<P extends Published>(
  context: BenchContext,
  product: Product,
  load: DeliveredLoad,
  publish: (range: EventRange) => Promise<P>,
): Promise<CostedRun<P>> {
  const before = context.usages();
  const run = await deliver(context, load, publish);
  await settled(product);
  const recordedAtMs = nowMs();
  const after = context.usages();
  const { duplicates, receipts } = await context.receiver.call('summary', undefined);
  return { ...run, duplicates, costs: costsBetween(before, after, receipts), recordedAtMs };
}

/** Resolves when nothing is under way any more: lanes are empty, and the recorder has read everything. */
export async function settled(product: Product): Promise<void> {
  await waitUntil('empty lanes', async () => {
    const [queued, underWay] = await Promise.all([
      product.metric('delivery-worker', 'carehook_lane_queued'),
      product.metric('delivery-worker', 'carehook_requests_in_flight'),
    ]);
    return queued + underWay === 0;
  });
  for (const topic of ['events', 'outcomes']) {
    const written = await product.recordsIn(topic);
    await waitUntil(`${topic} in PostgreSQL`, async () => (await product.recordedOf(topic)) >= written);
  }
}
