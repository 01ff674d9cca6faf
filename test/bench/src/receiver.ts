import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers 200 to everything and notes when each event's number first came; numbers are read from `"n":123`. */
export class BenchReceiver {
  readonly receivedAtMs = new Map<number, number>();
  private readonly server: Server;
  private waiting: { count: number; resolve: () => void } | undefined;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.end();
        this.note(Number(/"n":(\d+)/.exec(Buffer.concat(chunks).toString('latin1'))?.[1]));
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async received(count: number, timeoutMs: number): Promise<void> {
    if (this.receivedAtMs.size >= count) return;
    await new Promise<void>((resolve, reject) => {
      this.waiting = { count, resolve };
      setTimeout(() => reject(new Error(`only ${this.receivedAtMs.size} of ${count} events came`)), timeoutMs).unref();
    });
  }

  clear(): void {
    this.receivedAtMs.clear();
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private note(n: number): void {
    if (!this.receivedAtMs.has(n)) this.receivedAtMs.set(n, performance.now());
    if (this.waiting && this.receivedAtMs.size >= this.waiting.count) this.waiting.resolve();
  }
}
