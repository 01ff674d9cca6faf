import type { FastifyAdapter } from '@nestjs/platform-fastify';

const LOOK_AGAIN_MS = 50;

/**
 * Fastify closes connections that are idle when it is asked to stop. One whose request is under way at that moment would stay open as
 * long as its client likes, up to 72 s, and the process with it. Here each answer that begins from then on ends its connection, and what
 * goes idle all the same is closed.
 */
export function endConnectionsOnClose(adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  let closing = false;
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
  fastify.addHook('preClose', (done) => {
    closing = true;
    const timer = setInterval(() => fastify.server.closeIdleConnections(), LOOK_AGAIN_MS);
    fastify.server.once('close', () => clearInterval(timer));
    done();
  });
}
