import { createHmac } from 'node:crypto';
import { Client, type Dispatcher } from 'undici';
import { eventJson } from '../bench.event.js';
import { nowMs } from '../clock.js';
import type { LoadCalls } from './load.calls.js';
import { closedLoop } from './loop.closed.js';

const SECRET = 'a secret of the yardstick';

/** A receiver answered the bare loop with something else than 200. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
  constructor(readonly statusCode: number) {
    super(`the receiver answered ${statusCode}`);
  }
}

/** The yardstick: compose, sign with HMAC-SHA256, post on a connection of its own, wait for the 200, and again. */
export async function sendRaw({
  url,
  first,
  count,
  shape,
  connections,
}: LoadCalls['raw']['argument']): Promise<LoadCalls['raw']['result']> {
  const clients = Array.from({ length: connections }, () => new Client(url, { pipelining: 1 }));
  const tookMs = new Float64Array(count);
  const startedAtMs = nowMs();
  await closedLoop(connections, count, async (index, caller) => {
    const sentAtMs = nowMs();
    const body = eventJson(shape, first + index);
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    await post(clients[caller] as Client, body, signature);
    tookMs[index] = nowMs() - sentAtMs;
  });
  const endedAtMs = nowMs();
  await Promise.all(clients.map((client) => client.destroy()));
  return { startedAtMs, endedAtMs, tookMs };
}

/** undici's `dispatch`, whose handler makes no streams. */
function post(client: Client, body: string, signature: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let statusCode = 0;
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, status) => {
        statusCode = status;
      },
      onResponseData: () => undefined,
      onResponseEnd: () => (statusCode === 200 ? resolve() : reject(new NotTaken(statusCode))),
      onResponseError: (_controller, error) => reject(error),
    };
    const headers = { 'content-type': 'application/json', 'x-signature': signature };
    client.dispatch({ path: '/', method: 'POST', headers, body }, handler);
  });
}
