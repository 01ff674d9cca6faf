import { vi } from 'vitest';
import { ServerSentEvents } from '../../tools/cli/src/live/server-sent.events.js';

/** What came over one live stream so far. */
export interface LiveReader {
  readonly status: number;
  readonly messages: readonly { readonly event: string; readonly data: Record<string, unknown> }[];
  /** As soon as there is a message of this kind that fits. */
  message(event: string, isIt?: (data: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  /** Whether the server ended the stream. */
  readonly isOver: boolean;
  close(): void;
}

/** Opens `GET /v1/live` and resolves when the stream has begun or was refused. */
export async function watchLive(apiUrl: string, key: string, query = ''): Promise<LiveReader> {
  const abort = new AbortController();
  const response = await fetch(`${apiUrl}/v1/live?${query}`, { headers: { 'x-api-key': key }, signal: abort.signal });
  const messages: { event: string; data: Record<string, unknown> }[] = [];
  let isOver = false;
  const read = async () => {
    const parser = new ServerSentEvents();
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      for (const { event, data } of parser.take(decoder.decode(chunk as Uint8Array, { stream: true }))) {
        messages.push({ event, data: JSON.parse(data) as Record<string, unknown> });
      }
    }
  };
  void read()
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  const reader: LiveReader = {
    status: response.status,
    messages,
    message: (event, isIt = () => true) =>
      vi.waitFor(
        () => {
          const found = messages.find((each) => each.event === event && isIt(each.data));
          if (!found) throw new RangeError(`no such ${event} among ${JSON.stringify(messages).slice(0, 500)}`);
          return found.data;
        },
        { timeout: 15_000, interval: 10 },
      ),
    get isOver() {
      return isOver;
    },
    close: () => abort.abort(),
  };
  if (response.status === 200) await reader.message('ready');
  return reader;
}
