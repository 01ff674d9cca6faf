import type { BenchContext } from '../bench.context.js';
import { ONE_TARGET } from '../bench.event.js';
import type { Measurement } from '../scenario.js';
import { Shortfall } from './delivered.run.js';
import { type Costs, costsBetween } from './process.costs.js';

const WARM_UP_SHARE = 0.2;
const CONNECTIONS = 64;
/** A yardstick is not made shorter by `--events`. */
export const LEAST_EVENTS = 40_000;

interface RawLoop {
  readonly perSecond: number;
  readonly tookMs: Float64Array;
  readonly costs: Costs;
}

/** Signs and posts so many events as fast as one process can: the yardstick of this machine at this moment. @throws Shortfall */
export async function rawLoop(context: BenchContext, count: number): Promise<RawLoop> {
  const [url = ''] = await context.receiver.call('open', ['ok']);
  const send = async (events: number) => {
    const first = context.numbers(events);
    await context.receiver.call('expect', { first, count: events, times: [1] });
    const range = { first, count: events, shape: ONE_TARGET };
    const sent = await context.load.call('raw', { ...range, url, connections: CONNECTIONS });
    const { complete, missing } = await context.receiver.call('summary', undefined);
    if (missing > 0) throw new Shortfall('raw events that came', complete, events);
    return sent;
  };
  await send(Math.ceil(count * WARM_UP_SHARE));
  const before = context.usages();
  const { startedAtMs, endedAtMs, tookMs } = await send(count);
  const costs = costsBetween(before, context.usages(), count);
  return { perSecond: (count / (endedAtMs - startedAtMs)) * 1_000, tookMs, costs };
}

/** A measurement with its first figure's share of the yardstick. */
export async function besideRaw(context: BenchContext, measure: () => Promise<Measurement>): Promise<Measurement> {
  const [{ name, figures, ...rest }, raw] = await withYardstick(context, measure);
  const [first = Number.NaN] = Object.values(figures);
  return { name, figures: { ...figures, 'raw/s': raw, '% of raw': (first / raw) * 100 }, ...rest };
}

/**
 * What was measured, and the exchanges a second of the yardstick, which is taken before it and after it with no product running: a
 * shared machine may be half as fast a minute later.
 */
export async function withYardstick<T>(context: BenchContext, measure: () => Promise<T>): Promise<[T, number]> {
  const yardstick = async () => {
    await context.stopProduct();
    return (await rawLoop(context, LEAST_EVENTS)).perSecond;
  };
  const before = await yardstick();
  const measured = await measure();
  return [measured, (before + (await yardstick())) / 2];
}
