import { ONE_TARGET } from '../bench.event.js';
import { Shortfall } from '../measure/delivered.run.js';
import { latencySummary } from '../measure/latency.summary.js';
import { costsBetween } from '../measure/process.costs.js';
import type { Scenario } from '../scenario.js';

const EVENTS = 100_000;
/** A yardstick is not made shorter. */
const LEAST_EVENTS = 40_000;
const WARM_UP_SHARE = 0.2;
const CONNECTIONS = 64;

/** What one sender process could do at most on this machine: everything else is given as a share of it. */
export const RAW: Scenario = {
  name: 'raw',
  sentence: 'the yardstick: one bare loop that signs and posts to the receiver over 64 connections, without Carehook',
  takes: '10 s',
  isUsual: true,
  isComparedWithRaw: false,
  async run(context) {
    const [url = ''] = await context.receiver.call('open', ['ok']);
    const send = async (count: number) => {
      const first = context.numbers(count);
      await context.receiver.call('expect', { first, count, times: [1] });
      const sent = await context.load.call('raw', { first, count, shape: ONE_TARGET, url, connections: CONNECTIONS });
      const { complete, missing } = await context.receiver.call('summary', undefined);
      if (missing > 0) throw new Shortfall('raw events that came', complete, count);
      return sent;
    };
    const count = Math.max(LEAST_EVENTS, context.sizes.events(EVENTS));
    await send(Math.ceil(count * WARM_UP_SHARE));
    const before = context.usages();
    const { startedAtMs, endedAtMs, tookMs } = await send(count);
    const costs = costsBetween(before, context.usages(), count);
    const perSecond = (count / (endedAtMs - startedAtMs)) * 1_000;
    return [{ name: 'sign and send', figures: { 'sent/s': perSecond, ...latencySummary(tookMs) }, costs }];
  },
};
