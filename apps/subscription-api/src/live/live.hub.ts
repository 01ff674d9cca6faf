import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  ApiError,
  type Caller,
  type ClinicalEvent,
  type LiveType,
  liveDelivery,
  liveEvent,
  type Outcome,
} from '#domain';
import type { LiveQuery } from '#payload-schemas';
import { LOGGER, type Logger } from '#telemetry';
import { type LiveSink, LiveStream } from './live.stream.js';
import { LiveTopics } from './live.topics.js';

export const MAX_STREAMS = 500;
export const MAX_STREAMS_OF_KEY = 20;
const TICK_MS = 1_000;

/** Who watches what. */
export interface Watching {
  readonly caller: Caller;
  readonly query: LiveQuery;
  readonly sink: LiveSink;
  /** Whether its key still works; asked every now and then. */
  readonly isAllowed: () => Promise<boolean>;
}

interface Watcher extends Watching {
  readonly stream: LiveStream;
  readonly releases: (() => void)[];
}

/** Shows tenants what happens to their deliveries and events, as it happens. */
@Injectable()
export class LiveHub implements OnModuleDestroy {
  private readonly watchers = new Set<Watcher>();
  private timer: NodeJS.Timeout | undefined;
  private isClosing = false;

  constructor(
    private readonly topics: LiveTopics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Resolves when the stream has begun, from which moment on nothing is missed. Call what it gives when the reader is
   * gone.
   * @throws ApiError TOO_MANY_REQUESTS, UNAVAILABLE
   */
  async open(watching: Watching): Promise<() => void> {
    this.refuse(watching.caller.keyId);
    const watcher: Watcher = { ...watching, stream: new LiveStream(watching.sink), releases: [] };
    this.watchers.add(watcher);
    this.timer ??= setInterval(() => this.tick(), TICK_MS).unref();
    try {
      for (const type of new Set(watching.query.types)) watcher.releases.push(await this.topics.hold(TOPIC_OF[type]));
      if (this.isClosing) throw closing();
    } catch (error) {
      this.forget(watcher);
      throw error;
    }
    watcher.stream.begin({ types: watching.query.types });
    return () => this.forget(watcher);
  }

  wants(type: LiveType): boolean {
    for (const { query } of this.watchers) if (query.types.includes(type)) return true;
    return false;
  }

  sawOutcome(outcome: Outcome): void {
    for (const { caller, query, stream } of this.watchers) {
      if (caller.tenantId !== outcome.tenantId || !query.types.includes('deliveries')) continue;
      if (query.webhookId !== undefined && query.webhookId.toLowerCase() !== outcome.webhookId) continue;
      if (query.status !== undefined && query.status !== outcome.next.status) continue;
      stream.offer('delivery', () => liveDelivery(outcome));
    }
  }

  sawEvent(event: ClinicalEvent): void {
    for (const { caller, query, stream } of this.watchers) {
      if (caller.tenantId === event.tenantId && query.types.includes('events')) {
        stream.offer('event', () => liveEvent(event));
      }
    }
  }

  /** Before the server stops listening, for it waits until all answers have ended. */
  onModuleDestroy(): void {
    this.isClosing = true;
    for (const { stream } of this.watchers) stream.end();
  }

  private refuse(keyId: string): void {
    if (this.isClosing) throw closing();
    const ofKey = [...this.watchers].filter(({ caller }) => caller.keyId === keyId).length;
    if (ofKey < MAX_STREAMS_OF_KEY && this.watchers.size < MAX_STREAMS) return;
    const whose = ofKey < MAX_STREAMS_OF_KEY ? `this process has ${MAX_STREAMS}` : `this API key has ${ofKey}`;
    throw new ApiError('TOO_MANY_REQUESTS', `${whose} live streams already: close one`, undefined, {
      'retry-after': '5',
    });
  }

  private tick(): void {
    for (const watcher of this.watchers) if (watcher.stream.tick()) void this.check(watcher);
  }

  /** A key that was revoked or expired meanwhile sees no more. */
  private async check({ stream, isAllowed, caller }: Watcher): Promise<void> {
    if (await isAllowed()) return;
    this.logger.debug({ keyId: caller.keyId }, 'a live stream ends: its key works no longer');
    stream.end();
  }

  private forget(watcher: Watcher): void {
    if (!this.watchers.delete(watcher)) return;
    for (const release of watcher.releases) release();
    if (this.watchers.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

const TOPIC_OF = { deliveries: 'outcomes', events: 'events' } as const;

function closing(): ApiError {
  return new ApiError('UNAVAILABLE', 'this process stops; connect again', undefined, { 'retry-after': '1' });
}
