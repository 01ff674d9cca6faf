import { latencySummary } from '../measure/latency.summary.js';
import { LEAST_EVENTS, rawLoop } from '../measure/raw.loop.js';
import type { Scenario } from '../scenario.js';

const EVENTS = 100_000;

/** What one sender process could do at most on this machine. */
export const RAW: Scenario = {
  name: 'raw',
  sentence: 'the yardstick: one bare loop that signs and posts to the receiver over 64 connections, without Carehook',
  takes: '10 s',
  isUsual: true,
  async run(context) {
    const { perSecond, tookMs, costs } = await rawLoop(context, Math.max(LEAST_EVENTS, context.sizes.events(EVENTS)));
    return [{ name: 'sign and send', figures: { 'sent/s': perSecond, ...latencySummary(tookMs) }, costs }];
  },
};
