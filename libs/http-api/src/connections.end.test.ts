import { setTimeout as sleep } from 'node:timers/promises';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { expect, it } from 'vitest';
import { endConnectionsOnClose } from './connections.end.js';

it('a server that is asked to stop while it answers ends when it has answered, though the client would keep its connection', async () => {
  const adapter = new FastifyAdapter();
  endConnectionsOnClose(adapter);
  const fastify = adapter.getInstance();
  let arrived: () => void = () => undefined;
  const underWay = new Promise<void>((resolve) => (arrived = resolve));
  fastify.get('/', async () => {
    arrived();
    await sleep(100);
    return { answered: true };
  });
  const url = await fastify.listen({ port: 0, host: '127.0.0.1' });

  const answer = fetch(url);
  await underWay;
  const closed = fastify.close();
  const { status, headers } = await answer;
  expect([status, headers.get('connection')]).toEqual([200, 'close']);
  await closed;
}, 5_000);

it('a connection that goes idle while the server stops is closed', async () => {
  const adapter = new FastifyAdapter();
  endConnectionsOnClose(adapter);
  const fastify = adapter.getInstance();
  let arrived: () => void = () => undefined;
  const underWay = new Promise<void>((resolve) => (arrived = resolve));
  // Its head is out before the server is asked to stop.
  fastify.get('/', async (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-length': 2 }).write('o');
    arrived();
    await sleep(100);
    reply.raw.end('k');
  });
  const url = await fastify.listen({ port: 0, host: '127.0.0.1' });

  const answer = fetch(url).then((response) => response.text());
  await underWay;
  const closed = fastify.close();
  expect(await answer).toBe('ok');
  await closed;
}, 5_000);
