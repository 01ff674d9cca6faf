/** What a browser is given in the place of `GET /v1/live`: a server that shows far more than the true one would. */
export interface Flood {
  readonly webhookId: string;
  readonly perSecond: number;
}

/** Runs in the page, before anything else: it may use nothing from outside. */
export function floodLive({ webhookId, perSecond }: Flood): void {
  const EVERY_MS = 50;
  const state = globalThis as unknown as { flooded: number; fetch: typeof fetch };
  const realFetch = globalThis.fetch.bind(globalThis);
  state.flooded = 0;
  const rowText = () => {
    state.flooded += 1;
    const id = `019bc12b-fb40-7000-8000-${String(state.flooded).padStart(12, '0')}`;
    const acceptedAt = new Date().toISOString();
    const ids = { id, webhookId, eventUid: id, eventType: 'flood.shown', reason: 'first' };
    const outcome = { attempt: 1, result: 'succeeded', code: 'ok', statusCode: 200, durationMs: 3, error: null };
    const row = { ...ids, ...outcome, status: 'delivered', nextAttemptAt: null, acceptedAt };
    return `event: delivery\ndata: ${JSON.stringify(row)}\n\n`;
  };
  state.fetch = (...asked: Parameters<typeof fetch>) => {
    const [input, init] = asked;
    // The console gives paths, which is all that is looked at.
    if (typeof input !== 'string' || !input.startsWith('/v1/live')) return realFetch(...asked);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const encoder = new TextEncoder();
        controller.enqueue(encoder.encode('event: ready\ndata: {}\n\n'));
        const timer = setInterval(() => {
          const count = (perSecond * EVERY_MS) / 1_000;
          controller.enqueue(encoder.encode(Array.from({ length: count }, rowText).join('')));
        }, EVERY_MS);
        init?.signal?.addEventListener('abort', () => clearInterval(timer));
      },
    });
    return Promise.resolve(new Response(body));
  };
}
