import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DeadlineClient } from './deadline.client.js';

/** `AuthenticationOk` and `ReadyForQuery` of PostgreSQL's protocol, version 3. */
const WELCOME = Buffer.from('5200000008000000005a0000000549', 'hex');

/** A server that lets everybody in and answers nothing after. */
let frozen: Server;
let connection: Socket | undefined;

beforeEach(async () => {
  frozen = createServer((socket) => {
    connection = socket;
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(WELCOME));
  });
  frozen.listen(0, '127.0.0.1');
  await once(frozen, 'listening');
});
afterEach(() => {
  connection?.destroy();
  frozen.close();
});

it('a statement that is not answered in time fails, and its connection is closed and used no more', async () => {
  const { port } = frozen.address() as { port: number };
  const client = new DeadlineClient({ host: '127.0.0.1', port, user: 'anybody', query_timeout: 50 });
  await client.connect();
  const closed = once(connection as Socket, 'close');
  await expect(client.query('select 1')).rejects.toThrow('Query read timeout');
  await closed;
  await expect(client.query('select 1')).rejects.toThrow('closed');
});

it('so does one that copies rows', async () => {
  const { port } = frozen.address() as { port: number };
  const client = new DeadlineClient({ host: '127.0.0.1', port, user: 'anybody', query_timeout: 50 });
  await client.connect();
  const closed = once(connection as Socket, 'close');
  await expect(client.copy('copy t from stdin', Buffer.alloc(0))).rejects.toThrow('Query read timeout');
  await closed;
});
