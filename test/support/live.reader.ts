import { get, type IncomingMessage } from 'node:http';
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
export async function watchLive(apiUrl: string, key: string | undefined, query = ''): Promise<LiveReader> {
  const response = await begin(`${apiUrl}/v1/live?${query}`, key);
  const messages: { event: string; data: Record<string, unknown> }[] = [];
  const parser = new ServerSentEvents();
  let isOver = false;
  response.setEncoding('utf8');
  response.on('data', (text: string) => {
    for (const { event, data } of parser.take(text)) {
      messages.push({ event, data: JSON.parse(data) as Record<string, unknown> });
    }
  });
  response.once('close', () => (isOver = true)).on('error', () => undefined);
  const reader: LiveReader = {
    status: response.statusCode ?? 0,
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
    close: () => response.destroy(),
  };
  if (reader.status === 200) await reader.message('ready');
  return reader;
}

/** Not fetch: its pool would open another connection for the one that is closed, and hold up the server's stop. */
function begin(url: string, key: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, headers: key === undefined ? {} : { 'x-api-key': key } }, resolve).once('error', reject);
  });
}
