/** The receiver's process: nothing but sockets, counters and stamps. */
import { setTimeout as sleep } from 'node:timers/promises';
import { serveCalls } from '../child/child.serve.js';
import { nowMs } from '../clock.js';
import { EndpointServer } from './endpoint.server.js';
import { Receipts } from './receipts.js';
import type { ReceiverCalls } from './receiver.calls.js';

const POLL_MS = 5;

const receipts = new Receipts();
let endpoints: EndpointServer[] = [];

serveCalls<ReceiverCalls>({
  async open(behaviours) {
    await Promise.all(endpoints.map((endpoint) => endpoint.close()));
    endpoints = behaviours.map((behaviour) => new EndpointServer(behaviour, receipts));
    return Promise.all(endpoints.map((endpoint) => endpoint.listen()));
  },
  expect: (expected) => receipts.expect(expected),
  async wait({ idleMs }) {
    let [seen, seenAtMs] = [receipts.summary.complete, nowMs()];
    while (!receipts.isComplete && nowMs() - seenAtMs < idleMs) {
      await sleep(POLL_MS);
      if (receipts.summary.complete !== seen) [seen, seenAtMs] = [receipts.summary.complete, nowMs()];
    }
    return receipts.summary;
  },
  summary: () => receipts.summary,
  times: () => receipts.completedAtMs,
});
