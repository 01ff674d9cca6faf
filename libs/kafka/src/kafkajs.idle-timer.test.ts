import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stopKafkajsIdleTimer } from './kafkajs.idle-timer.js';

interface RequestQueue {
  throttledUntil: number;
  throttleCheckTimeoutId: unknown;
  pending: unknown[];
  maybeThrottle(ms: number): void;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
  push(request: unknown): void;
  destroy(): void;
}

const require = createRequire(import.meta.url);
const RequestQueueOfKafkajs = require('kafkajs/src/network/requestQueue/index.js') as new (
  options: object,
) => RequestQueue;
const prototype = RequestQueueOfKafkajs.prototype;
const original = prototype.scheduleCheckPendingRequests;

function newQueue(): RequestQueue {
  const logger = { debug: () => undefined, warn: () => undefined };
  return new RequestQueueOfKafkajs({
    maxInFlightRequests: 1,
    requestTimeout: 1_000,
    enforceRequestTimeout: false,
    clientId: 'test',
    broker: 'test:9092',
    logger,
  });
}

function requestOf(correlationId: number, sent: number[]) {
  return {
    entry: { correlationId, resolve: () => undefined, reject: () => undefined },
    expectResponse: true,
    sendRequest: () => sent.push(correlationId),
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  prototype.scheduleCheckPendingRequests = original;
  vi.useRealTimers();
});

describe('kafkajs as it is installed', () => {
  it('is the version that was looked into', () => {
    expect((require('kafkajs/package.json') as { version: string }).version).toBe('2.2.4');
  });

  it('has the method and the fields that are replaced and read', () => {
    expect(Object.hasOwn(prototype, 'scheduleCheckPendingRequests')).toBe(true);
    expect(Object.hasOwn(prototype, 'checkPendingRequests')).toBe(true);
    expect(newQueue()).toMatchObject({ throttledUntil: -1, throttleCheckTimeoutId: null, pending: [] });
  });

  it('still arms a timer for ever on an idle connection: without that there is nothing to replace', async () => {
    newQueue().checkPendingRequests();
    await vi.advanceTimersByTimeAsync(100);
    expect(vi.getTimerCount()).toBe(1);
  });
});

describe('stopKafkajsIdleTimer', () => {
  beforeEach(() => stopKafkajsIdleTimer());

  it('arms no timer for an idle queue', () => {
    newQueue().checkPendingRequests();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('arms one timer for a throttled queue, until the throttling ends', async () => {
    const queue = newQueue();
    queue.maybeThrottle(500);
    queue.checkPendingRequests();
    queue.checkPendingRequests();
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(501);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends a request that had to wait for the throttling', async () => {
    const sent: number[] = [];
    const queue = newQueue();
    queue.maybeThrottle(500);
    queue.push(requestOf(1, sent));
    await vi.advanceTimersByTimeAsync(499);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(12);
    expect(sent).toEqual([1]);
  });

  it('keeps looking while a request waits for a free slot', async () => {
    const sent: number[] = [];
    const queue = newQueue();
    queue.push(requestOf(1, sent));
    queue.push(requestOf(2, sent));
    expect(sent).toEqual([1]);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(vi.getTimerCount()).toBe(1);
    queue.destroy();
    expect(vi.getTimerCount()).toBe(0);
  });
});
