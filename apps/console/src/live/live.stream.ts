import { type ApiClient, ApiFailure } from '../api/api.client';
import type { LiveDelivery } from './live.feed';
import { ServerEventParser } from './sse.parser';

const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 30_000;
/** The server says every 15 s that it is there. */
const SILENCE_MS = 40_000;

export interface LiveHandlers {
  readonly onOpen: () => void;
  readonly onDelivery: (delivery: LiveDelivery) => void;
  /** So many were left out in the last second. */
  readonly onSkipped: (count: number) => void;
  /** It is tried again after so long; never, where the server refused. */
  readonly onAway: (retryInMs: number | undefined, error: unknown) => void;
}

/** Watches deliveries until `signal` aborts, and connects again, ever more slowly, whenever the connection ends. */
export async function watchDeliveries(
  api: ApiClient,
  query: Readonly<Record<string, string | undefined>>,
  handlers: LiveHandlers,
  signal: AbortSignal,
): Promise<void> {
  let waitMs = FIRST_WAIT_MS;
  while (!signal.aborted) {
    let failure: unknown;
    try {
      await readOnce(api, query, signal, {
        ...handlers,
        onOpen: () => {
          waitMs = FIRST_WAIT_MS;
          handlers.onOpen();
        },
      });
    } catch (error) {
      failure = error;
    }
    if (signal.aborted) return;
    if (isRefusal(failure)) return handlers.onAway(undefined, failure);
    handlers.onAway(waitMs, failure);
    await pause(waitMs, signal);
    waitMs = Math.min(MAX_WAIT_MS, waitMs * 2);
  }
}

async function readOnce(
  api: ApiClient,
  query: Readonly<Record<string, string | undefined>>,
  outer: AbortSignal,
  handlers: LiveHandlers,
): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const body = await api.open('/v1/live', query, AbortSignal.any([outer, silence.signal]));
    const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
    const parser = new ServerEventParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      for (const { event, data } of parser.take(value)) tell(handlers, event, data);
    }
  } finally {
    clearTimeout(timer);
  }
}

function tell(handlers: LiveHandlers, event: string, data: string): void {
  if (event === 'ready') handlers.onOpen();
  else if (event === 'delivery') handlers.onDelivery(JSON.parse(data) as LiveDelivery);
  else if (event === 'skipped') handlers.onSkipped((JSON.parse(data) as { skipped: number }).skipped);
}

/** What is refused now is refused later; but for too many streams of this key, of which others may end. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiFailure && error.status >= 400 && error.status < 500 && error.status !== 429;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
