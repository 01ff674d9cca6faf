import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import { APPS } from '../../tools/local-stack/src/carehook-app.js';
import {
  type Answer,
  type ApiClient,
  apiClient,
  type Carehook,
  type CarehookInUse,
  type CarehookOptions,
  joinCarehook,
  newTenant,
  startCarehook,
} from './carehook.js';
import { Receiver } from './receiver.js';

/** An event as `POST /v1/events` takes it. */
export type EventBody = { readonly type: string; readonly data: unknown; readonly [attribute: string]: unknown };

/** A tenant, what its admin calls, and how it publishes. */
export interface TestTenant {
  readonly id: string;
  readonly key: string;
  readonly admin: ApiClient;
  /** Publishes over HTTP and returns the event's id. @throws NotAccepted */
  publish(event: EventBody): Promise<string>;
  /** Creates a webhook at a path of the receiver. @throws NotAccepted */
  webhook(path: string, settings?: Record<string, unknown>): Promise<TestWebhook>;
}

export interface TestWebhook {
  readonly id: string;
  readonly secret: string;
}

/** All four apps, a receiver, and what tests do with them. */
export interface Pipeline<C extends CarehookInUse = Carehook> {
  readonly carehook: C;
  readonly receiver: Receiver;
  readonly operator: ApiClient;
  tenant(name: string, dialect?: string): Promise<TestTenant>;
  /** Sends bytes to `POST /v1/events`. */
  ingest(
    key: string,
    body: string | Buffer,
    contentType?: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Sum of a counter over its labels, as the app's `/metrics` shows it now. */
  counter(app: (typeof APPS)[number], name: string): Promise<number>;
  stop(): Promise<void>;
}

/** One that the test file neither started nor may stop. */
export type PipelineInUse = Pipeline<CarehookInUse>;

/** An API refused what a test needs. */
export class NotAccepted extends Error {
  override readonly name = 'NotAccepted';
  constructor(readonly answer: Answer) {
    super(`${answer.status}: ${answer.text}`);
  }
}

/** A Carehook of the test file's own, which it may stop and set up as it likes. */
export async function startPipeline(options: Omit<CarehookOptions, 'apps'> = {}): Promise<Pipeline> {
  return pipelineOf(await startCarehook({ apps: APPS, ...options }));
}

/** The Carehook that the run shares: see {@link joinCarehook} for whom it is. */
export function joinPipeline(): Promise<PipelineInUse> {
  return pipelineOf(joinCarehook());
}

async function pipelineOf<C extends CarehookInUse>(carehook: C): Promise<Pipeline<C>> {
  const receiver = await Receiver.start();
  const api = carehook.app('subscription-api').url;
  const events = carehook.app('event-ingest').url;
  const operator = apiClient(api, carehook.adminKey);
  return {
    carehook,
    receiver,
    operator,
    async tenant(name, dialect) {
      const { id, key, admin } = await newTenant(api, operator, name, dialect);
      const ingest = apiClient(events, key);
      return {
        id,
        key,
        admin,
        publish: async (event) => accepted(await ingest('POST', '/v1/events', event)).body.id as string,
        webhook: async (path, settings = {}) => {
          const url = receiver.url(path);
          return accepted(await admin('POST', '/v1/webhooks', { url, events: ['*'], ...settings })).body as TestWebhook;
        },
      };
    },
    ingest: (key, body, contentType = 'application/json', headers = {}) =>
      post(`${events}/v1/events`, { ...headers, 'x-api-key': key, 'content-type': contentType }, body),
    counter: async (app, name) => sumOf(await (await fetch(`${carehook.app(app).url}/metrics`)).text(), name),
    stop: async () => {
      await Promise.all([carehook.stop(), receiver.stop()]);
    },
  };
}

/** Calls `read` until `isIt` holds for what it gives. */
export async function eventually<T>(
  read: () => Promise<T>,
  isIt: (value: T) => boolean,
  timeoutMs = 15_000,
): Promise<T> {
  return vi.waitFor(
    async () => {
      const value = await read();
      if (!isIt(value)) throw new RangeError(`still ${JSON.stringify(value)?.slice(0, 500)}`);
      return value;
    },
    { timeout: timeoutMs, interval: 50 },
  );
}

/** Sends an event as a careful client does: again and again, until it is accepted. Its id makes that safe. */
export async function publishUntilAccepted(url: string, key: string, event: EventBody & { id: string }): Promise<void> {
  for (;;) {
    try {
      const response = await fetch(`${url}/v1/events`, {
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        body: JSON.stringify(event),
        signal: AbortSignal.timeout(30_000),
      });
      const text = await response.text();
      if (response.status === 202) return;
      if (response.status < 500) throw new RangeError(`refused for good: ${response.status} ${text}`);
    } catch (error) {
      if (error instanceof RangeError) throw error;
    }
    await sleep(100);
  }
}

async function post(url: string, headers: Record<string, string>, body: string | Buffer): Promise<Answer> {
  const bytes = typeof body === 'string' ? body : new Uint8Array(body);
  const response = await fetch(url, { method: 'POST', headers, body: bytes });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text), text, headers: response.headers };
}

function accepted(answer: Answer): Answer {
  if (answer.status >= 300) throw new NotAccepted(answer);
  return answer;
}

function sumOf(metrics: string, name: string): number {
  return metrics
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
