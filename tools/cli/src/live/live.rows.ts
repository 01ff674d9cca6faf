import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../api.client.js';
import { ApiRefused, ApiUnreachable } from '../command.errors.js';
import type { Terminal } from '../terminal.js';
import { type ServerSentEvent, ServerSentEvents } from './server-sent.events.js';

const RECONNECT_MS = 1_000;

/**
 * The rows of a live stream (`GET /v1/live`) as they come, until the process ends. A stream that breaks is opened again;
 * what happened meanwhile is not in it, and a line says so. Whoever is slow to take rows is told how many were left out.
 * @throws ApiRefused, and ApiUnreachable where it could not be opened the first time
 */
export async function* liveRows<Row>(
  { api, terminal }: { api: ApiClient; terminal: Terminal },
  query: Readonly<Record<string, string | undefined>>,
  onReady: () => void,
): AsyncGenerator<Row> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      for await (const { event, data } of streamOf(api, query)) {
        if (event === 'ready' && isFirst) onReady();
        else if (event === 'ready') terminal.warn('connected again; what happened meanwhile is not shown');
        else if (event === 'skipped') terminal.warn(`${(JSON.parse(data) as { skipped: number }).skipped} left out`);
        else yield JSON.parse(data) as Row;
      }
    } catch (error) {
      if (isFirst || isRefusedForGood(error)) throw error;
    }
    terminal.warn('the stream broke; connecting again …');
    await sleep(RECONNECT_MS);
  }
}

async function* streamOf(api: ApiClient, query: Readonly<Record<string, string | undefined>>) {
  const abort = new AbortController();
  try {
    const response = await api.open('/v1/live', query, abort.signal);
    const parser = new ServerSentEvents();
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) {
        yield* parser.take(decoder.decode(chunk as Uint8Array, { stream: true })) satisfies Iterable<ServerSentEvent>;
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      // fetch's word for a connection that broke.
    }
  } finally {
    abort.abort();
  }
}

function isRefusedForGood(error: unknown): boolean {
  return !(error instanceof ApiUnreachable) && !(error instanceof ApiRefused && error.status >= 500);
}
