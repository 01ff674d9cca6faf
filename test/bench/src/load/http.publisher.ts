import { Pool } from 'undici';
import { type EventShape, eventJson } from '../bench.event.js';
import { nowMs } from '../clock.js';
import type { IngestTarget, LoadCalls, Published, PublishedAtRate } from './load.calls.js';
import { closedLoop } from './loop.closed.js';
import { dueAtMs, openLoop, type Schedule } from './loop.open.js';

/** As many requests at a time as an open loop may need when answers are slow. */
const MOST_CONNECTIONS = 256;
/** From the call to the first event's due time, so that the first connections do not count. */
const LEAD_MS = 50;
const CONTENT_TYPES = { json: 'application/json', ndjson: 'application/x-ndjson' } as const;

/** event-ingest refused what the load published. */
export class NotAccepted extends Error {
  override readonly name = 'NotAccepted';
  constructor(
    readonly statusCode: number,
    answer: string,
  ) {
    super(`event-ingest answered ${statusCode}: ${answer.slice(0, 300)}`);
  }
}

export async function publishHttp({
  target,
  first,
  count,
  shape,
  perRequest,
  form,
  publishers,
}: LoadCalls['http']['argument']): Promise<Published> {
  const pool = new Pool(target.url, { connections: publishers, pipelining: 1 });
  const acceptedAtMs = new Float64Array(count);
  const startedAtMs = nowMs();
  await closedLoop(publishers, Math.ceil(count / perRequest), async (request) => {
    const from = request * perRequest;
    const to = Math.min(count, from + perRequest);
    await post(pool, target, CONTENT_TYPES[form], requestBody(shape, first + from, first + to, perRequest, form));
    acceptedAtMs.fill(nowMs(), from, to);
  });
  const endedAtMs = nowMs();
  await pool.destroy();
  return { startedAtMs, endedAtMs, acceptedAtMs };
}

export async function publishHttpAtRate({
  target,
  first,
  count,
  shape,
  perSecond,
}: LoadCalls['httpAtRate']['argument']): Promise<PublishedAtRate> {
  const pool = new Pool(target.url, { connections: MOST_CONNECTIONS, pipelining: 1 });
  const startedAtMs = nowMs() + LEAD_MS;
  const schedule: Schedule = { startMs: startedAtMs, perSecond, count };
  const [sentAtMs, acceptedAtMs] = [new Float64Array(count), new Float64Array(count)];
  await openLoop(schedule, async (index) => {
    sentAtMs[index] = nowMs();
    await post(pool, target, CONTENT_TYPES.json, eventJson(shape, first + index));
    acceptedAtMs[index] = nowMs();
  });
  const endedAtMs = nowMs();
  await pool.destroy();
  const due = Float64Array.from({ length: count }, (_, index) => dueAtMs(schedule, index));
  return { startedAtMs, endedAtMs, acceptedAtMs, sentAtMs, dueAtMs: due };
}

function requestBody(shape: EventShape, from: number, to: number, perRequest: number, form: 'json' | 'ndjson'): string {
  const events = Array.from({ length: to - from }, (_, index) => eventJson(shape, from + index));
  if (form === 'ndjson') return events.join('\n');
  return perRequest === 1 ? (events[0] ?? '') : `[${events.join()}]`;
}

async function post(pool: Pool, { key }: IngestTarget, contentType: string, body: string): Promise<void> {
  const response = await pool.request({
    path: '/v1/events',
    method: 'POST',
    headers: { 'content-type': contentType, 'x-api-key': key },
    body,
  });
  const answer = await response.body.text();
  if (response.statusCode !== 202) throw new NotAccepted(response.statusCode, answer);
}
