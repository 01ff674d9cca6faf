import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { EventBody } from './pipeline.js';

export interface SteadyLoadOptions {
  /** Base URLs of the event-ingest replicas, some of which may be down. */
  readonly ingests: readonly string[];
  readonly perSecond: number;
  /** Each prefers one replica and stays with the one that answered it last. */
  readonly publishers: number;
  /** Events that are due together and travel in one request, all with the key of the first; 1 unless given. */
  readonly perRequest?: number;
  /** The event with this number: its `id` is what makes it safe to send again. */
  readonly event: (index: number) => { readonly key: string; readonly body: EventBody & { readonly id: string } };
}

/** One event as its publisher saw it; times in milliseconds since 1970. */
export interface SteadyEvent {
  readonly dueAtMs: number;
  readonly sentAtMs: number;
  readonly acceptedAtMs: number;
  /** How often it was sent again before that, to another replica. */
  readonly repeats: number;
}

const TRY_AGAIN_MS = 5;
const GIVE_UP_MS = 30_000;
const CONNECTIONS = 32;

/**
 * Events at a constant rate until `stop`, each sent when it is due, whatever became of those before it. What a replica refuses or does
 * not answer goes to the next one, as a load balancer sees to it.
 */
export class SteadyLoad {
  private readonly sending: Promise<SteadyEvent>[] = [];
  private readonly preferred: number[];
  private readonly perRequest: number;
  private readonly pools = new Map<string, Pool>();
  private readonly startedAtMs = Date.now();
  private readonly ended: Promise<void>;
  private stopped = false;

  constructor(private readonly options: SteadyLoadOptions) {
    this.preferred = Array.from({ length: options.publishers }, (_, publisher) => publisher);
    this.perRequest = options.perRequest ?? 1;
    this.ended = this.run();
  }

  /** Every event, by its number, once all are accepted. @throws what an event that was refused for good was answered */
  async stop(): Promise<SteadyEvent[]> {
    this.stopped = true;
    await this.ended;
    const requests = await Promise.all(this.sending);
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
    return requests.flatMap((request) => Array.from({ length: this.perRequest }, () => request));
  }

  private async run(): Promise<void> {
    const intervalMs = (this.perRequest * 1_000) / this.options.perSecond;
    while (!this.stopped) {
      const dueAtMs = this.startedAtMs + this.sending.length * intervalMs;
      if (dueAtMs > Date.now()) await sleep(Math.max(1, Math.floor(dueAtMs - Date.now())));
      else this.sending.push(this.send(this.sending.length, dueAtMs));
    }
  }

  private async send(request: number, dueAtMs: number): Promise<SteadyEvent> {
    const { ingests, publishers, event } = this.options;
    const publisher = request % publishers;
    const events = Array.from({ length: this.perRequest }, (_, index) => event(request * this.perRequest + index));
    const body = JSON.stringify(events.map((each) => each.body));
    const sentAtMs = Date.now();
    for (let repeats = 0; ; repeats += 1) {
      const ingest = this.preferred[publisher] ?? 0;
      const answer = await this.post(ingests[ingest % ingests.length] ?? '', events[0]?.key ?? '', body);
      if (answer === 202) return { dueAtMs, sentAtMs, acceptedAtMs: Date.now(), repeats };
      if (answer !== 503 && answer !== undefined) throw new RangeError(`request ${request} was answered ${answer}`);
      if (Date.now() > sentAtMs + GIVE_UP_MS) throw new RangeError(`request ${request} was taken by nobody`);
      if (this.preferred[publisher] === ingest) this.preferred[publisher] = ingest + 1;
      await sleep(TRY_AGAIN_MS);
    }
  }

  /** The status, or nothing where there was no answer. */
  private async post(url: string, key: string, body: string): Promise<number | undefined> {
    const pool = this.pools.get(url) ?? new Pool(url, { connections: CONNECTIONS });
    this.pools.set(url, pool);
    try {
      const response = await pool.request({
        path: '/v1/events',
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        body,
        headersTimeout: GIVE_UP_MS,
      });
      await response.body.dump();
      return response.statusCode;
    } catch {
      return undefined;
    }
  }
}
