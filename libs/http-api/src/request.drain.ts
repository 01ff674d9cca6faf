import type { IncomingMessage } from 'node:http';

const MAX_DRAIN_BYTES = 64 * 1024 * 1024;
const MAX_DRAIN_MS = 5_000;

/**
 * Reads away what is left of a refused body, within limits. A client that is still writing when the connection closes
 * sees a broken pipe instead of our answer (nginx calls this a lingering close).
 */
export function drain(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const timer = setTimeout(resolve, MAX_DRAIN_MS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    if (request.readableEnded || request.destroyed) return done();
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_DRAIN_BYTES) done();
    });
    request.once('end', done).once('close', done).once('error', done);
    request.resume();
  });
}
