import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { EventLoopLoad } from './event-loop.load.js';

it('is saturated when there was no rest since the last question, and not when there was', async () => {
  const load = new EventLoopLoad();
  const untilMs = performance.now() + 50;
  while (performance.now() < untilMs) Math.sqrt(untilMs);
  expect(load.isSaturated()).toBe(true);
  await sleep(50);
  expect(load.isSaturated()).toBe(false);
});
