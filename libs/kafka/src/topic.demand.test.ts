import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TopicDemand, TopicNotRead } from './topic.demand.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function demandWith(readFromNow: () => Promise<void> = () => Promise.resolve()) {
  const calls: string[] = [];
  const demand = new TopicDemand(1_000);
  demand.attach({
    readFromNow: () => {
      calls.push('read');
      return readFromNow();
    },
    pause: () => calls.push('pause'),
  });
  return { demand, calls };
}

it('reads once for all who want it, and stops a while after the last one left', async () => {
  const { demand, calls } = demandWith();
  const [first, second] = await Promise.all([demand.hold(), demand.hold()]);
  first();
  first();
  vi.advanceTimersByTime(2_000);
  expect(calls).toEqual(['read']);
  second();
  vi.advanceTimersByTime(999);
  expect(calls).toEqual(['read']);
  vi.advanceTimersByTime(1);
  expect(calls).toEqual(['read', 'pause']);
  expect(demand.isWanted).toBe(false);
});

it('goes on for who comes back soon, and begins anew for who comes late', async () => {
  const { demand, calls } = demandWith();
  (await demand.hold())();
  vi.advanceTimersByTime(500);
  const again = await demand.hold();
  vi.advanceTimersByTime(5_000);
  expect(calls).toEqual(['read']);
  again();
  vi.advanceTimersByTime(1_000);
  await demand.hold();
  expect(calls).toEqual(['read', 'pause', 'read']);
});

it('lets nobody in before it is known where reading begins', async () => {
  let isKnown: () => void = () => undefined;
  const { demand } = demandWith(() => new Promise((resolve) => (isKnown = resolve)));
  let isHeld = false;
  const hold = demand.hold().then(() => (isHeld = true));
  await Promise.resolve();
  expect(isHeld).toBe(false);
  isKnown();
  await hold;
  expect(isHeld).toBe(true);
});

it('fails where nothing reads, and tries anew for the next one', async () => {
  await expect(new TopicDemand().hold()).rejects.toThrow(TopicNotRead);
  const { demand, calls } = demandWith(() =>
    calls.length === 1 ? Promise.reject(new TopicNotRead()) : Promise.resolve(),
  );
  await expect(demand.hold()).rejects.toThrow(TopicNotRead);
  await demand.hold();
  expect(calls).toEqual(['read', 'read']);
});
