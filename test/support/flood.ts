import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface FloodRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly key: string;
  readonly body?: string;
  readonly connections: number;
  readonly perSecond: number;
}

/** A process that sends one request over and over. */
export class Flood {
  private output = '';

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (text: Buffer) => {
      this.output += text.toString();
    });
  }

  static start({ key, ...flood }: FloodRequest): Flood {
    const headers = { 'x-api-key': key, 'content-type': 'application/json' };
    const script = fileURLToPath(new URL('flood.child.mjs', import.meta.url));
    const argument = JSON.stringify({ ...flood, headers });
    return new Flood(spawn(process.execPath, [script, argument], { stdio: ['ignore', 'pipe', 'inherit'] }));
  }

  /** Ends it, and says how often it was answered with which status. */
  async stop(): Promise<Record<string, number>> {
    const ended = once(this.child, 'close');
    this.child.kill('SIGTERM');
    await ended;
    return JSON.parse(this.output) as Record<string, number>;
  }
}
