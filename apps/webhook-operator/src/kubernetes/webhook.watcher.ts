import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger, ReadinessCheck } from '#telemetry';
import { keyOf, type ResourceKey, type WebhookResource } from '../resource/webhook.resource.js';
import { WatchExpired } from './kube.errors.js';
import type { WatchEvent, WebhookResources } from './webhook.resources.js';

/** Who is told of resources. */
export interface WebhookListener {
  /** It is new, or was changed in what people change; not told of changes of its status. */
  changed(key: ResourceKey): void;
  gone(key: ResourceKey): void;
}

/** The resources were never listed, or the API server has not answered for long. */
export class NotWatching extends Error {
  override readonly name = 'NotWatching';
  constructor(readonly silentMs: number | undefined) {
    super(silentMs === undefined ? 'resources were not listed yet' : `no answer of Kubernetes for ${silentMs} ms`);
  }
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** A watch that says nothing ends after two minutes. */
const MAX_SILENCE_MS = 180_000;

/**
 * Follows all resources: lists them, watches from there, goes on where a watch ended, and lists again only where the server does
 * not know any more what happened since. What came and went in between is found by the list.
 */
export class WebhookWatcher implements ReadinessCheck {
  readonly name = 'kubernetes';
  /** What people last changed of each known resource. */
  private readonly known = new Map<ResourceKey, string>();
  private readonly stopping = new AbortController();
  private resourceVersion: string | undefined;
  private failures = 0;
  private answeredAtMs: number | undefined;

  constructor(
    private readonly resources: WebhookResources,
    private readonly listener: WebhookListener,
    private readonly logger: Logger,
  ) {}

  /** Resolves when `stop` was called. */
  async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        this.resourceVersion ??= await this.relist();
        await this.follow(signal);
      } catch (error) {
        if (!signal.aborted) await this.recover(error);
      }
    }
  }

  stop(): void {
    this.stopping.abort();
  }

  async check(): Promise<void> {
    const silentMs = this.answeredAtMs === undefined ? undefined : Date.now() - this.answeredAtMs;
    if (silentMs === undefined || silentMs > MAX_SILENCE_MS) throw new NotWatching(silentMs);
  }

  private async relist(): Promise<string> {
    const { items, resourceVersion } = await this.resources.list();
    const listed = new Set(items.map(({ metadata }) => keyOf(metadata)));
    for (const key of this.known.keys()) if (!listed.has(key)) this.forget(key);
    for (const item of items) this.see(item);
    this.answered();
    return resourceVersion;
  }

  private async follow(signal: AbortSignal): Promise<void> {
    for await (const event of this.resources.watch(this.resourceVersion ?? '', signal)) {
      this.answered();
      this.take(event);
      this.resourceVersion = event.object.metadata.resourceVersion;
    }
    // Ended in order by the server, maybe without a line.
    this.answered();
  }

  private take({ type, object }: WatchEvent): void {
    if (type === 'DELETED') this.forget(keyOf(object.metadata));
    else if (type !== 'BOOKMARK') this.see(object);
  }

  private see({ metadata }: WebhookResource): void {
    const key = keyOf(metadata);
    const state = [metadata.uid, metadata.generation, metadata.deletionTimestamp].join(' ');
    if (this.known.get(key) === state) return;
    this.known.set(key, state);
    this.listener.changed(key);
  }

  private forget(key: ResourceKey): void {
    this.known.delete(key);
    this.listener.gone(key);
  }

  private answered(): void {
    this.failures = 0;
    this.answeredAtMs = Date.now();
  }

  private async recover(error: unknown): Promise<void> {
    if (error instanceof WatchExpired) {
      this.resourceVersion = undefined;
      return;
    }
    this.logger.warn({ err: error }, 'webhooks are not watched; trying again');
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures);
    this.failures += 1;
    await sleep(waitMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
