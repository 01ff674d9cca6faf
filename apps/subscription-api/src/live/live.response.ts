import type { ServerResponse } from 'node:http';
import type { LiveSink } from './live.stream.js';

/** What of Fastify's reply is needed. */
export interface RawReply {
  readonly raw: ServerResponse;
  /** Fastify does nothing more about the answer. */
  hijack(): unknown;
  getHeaders(): Record<string, string | number | string[] | undefined>;
}

/** Server-sent events as the answer to a request. Its connection ends with it, so that nothing keeps the server open. */
export function eventStream(reply: RawReply): LiveSink {
  const { raw } = reply;
  return {
    begin: () => {
      reply.hijack();
      raw.writeHead(200, {
        ...reply.getHeaders(),
        'content-type': 'text/event-stream; charset=utf-8',
        // For nginx, which would gather what is written.
        'x-accel-buffering': 'no',
        connection: 'close',
      });
    },
    write: (text) => raw.write(text),
    get pendingBytes() {
      return raw.writableLength;
    },
    end: () => raw.end(),
    drop: () => raw.destroy(),
  };
}
