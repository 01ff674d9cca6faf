import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { nowMs } from '../clock.js';
import { eventNumberIn } from './event-number.find.js';
import type { Receipts } from './receipts.js';
import { RequestParser } from './request.parser.js';

/** What an endpoint answers: 200 at once, never, 200 after some time, or 500. */
export type Behaviour = 'ok' | 'hang' | 'fail' | { readonly slowMs: number };

const OK = Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
const FAILED = Buffer.from('HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n');

/** One endpoint: a port of 127.0.0.1 that notes the number of each event and answers as it is told to. */
export class EndpointServer {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(
    private readonly behaviour: Behaviour,
    private readonly receipts: Receipts,
  ) {
    this.server = createServer({ noDelay: true }, (socket) => this.serve(socket));
  }

  /** Returns its URL. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', 1_024, resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    // A sender that goes away in the middle of a request is its own affair: what is missing is counted.
    socket.on('error', () => socket.destroy());
    const parser = new RequestParser((bytes, start, end) => {
      this.receipts.note(eventNumberIn(bytes, start, end), nowMs());
      this.answer(socket);
    });
    socket.on('data', (chunk) => {
      try {
        parser.push(chunk);
      } catch {
        socket.destroy();
      }
    });
  }

  private answer(socket: Socket): void {
    const { behaviour } = this;
    if (behaviour === 'ok') socket.write(OK);
    else if (behaviour === 'fail') socket.write(FAILED);
    else if (behaviour !== 'hang') setTimeout(() => socket.destroyed || socket.write(OK), behaviour.slowMs);
  }
}
