import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageHandler } from '@nestjs/microservices';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import pRetry from 'p-retry';
import { isObservable, lastValueFrom } from 'rxjs';
import { groupConsumer, type KafkaBatchServerOptions } from './batch.consumer.js';
import type { FinishedAhead } from './finished-ahead.js';
import { type GapRule, GatheringGap } from './gathering.gap.js';
import { HandlerPump } from './handler.pump.js';
import type { ConsumerFigures, ConsumerState } from './kafka.client.js';
import { kafkaTrouble } from './kafka.trouble.js';
import { OnDemandReader } from './on-demand.reader.js';
import { commitProgress, partitionKey, readFinishedAhead } from './partition.commits.js';
import { oldestOpenOf, PartitionProgress } from './partition.progress.js';
import type { BatchHandlerExtras, RecordBatch } from './record.batch.js';
import { TakenRecord } from './taken.record.js';
import type { Topic } from './topics.js';

/**
 * What was finished since the last commit is done again after a crash. A commit costs client and broker as much as a fetch,
 * so where little happens it waits for some records, but not for long.
 */
const COMMIT_INTERVAL_MS = 25;
const WORTH_A_COMMIT_RECORDS = 20;
const MAX_COMMIT_INTERVAL_MS = 100;
/** Before the next fetch: an event waits for it in the router and in the worker, but no publisher. */
const FETCH_GAP: GapRule = { gaplessPerSecond: 1_500, msPerThousand: 10, maxMs: 20 };
/** Together with a heartbeat's interval less than the session's time-out. */
const MAX_SETTLE_MS = 4_000;

/**
 * Nest's transport for whole batches. Its fetch loop only hands records on, so kafkajs never waits for the work; offsets
 * are committed behind the lowest record that is still open, whatever the order in which records are finished.
 */
export class KafkaBatchServer extends Server implements CustomTransportStrategy, ConsumerState {
  override readonly transportId: symbol;
  private consumer: Consumer | undefined;
  private readonly pumps = new Map<string, HandlerPump>();
  private readonly partitions = new Map<string, PartitionProgress>();
  /** By partition: what earlier readers finished ahead of their commits, as known when the group was joined. */
  private finishedAhead: Promise<Map<string, FinishedAhead>> = Promise.resolve(new Map<string, FinishedAhead>());
  private commitTimer: NodeJS.Timeout | undefined;
  private committing: Promise<void> | undefined;
  private committedAtMs = 0;
  private readonly gap = new GatheringGap(FETCH_GAP);
  private closing = false;
  private joined = false;

  constructor(private readonly options: KafkaBatchServerOptions) {
    super();
    this.transportId = options.transport;
    options.client.consumers.add(this);
  }

  /** Whether this member has its partitions, as readiness wants to know. */
  get isConsuming(): boolean {
    return this.joined && !this.closing;
  }

  /** A group that begins at the latest record is one process's own look at what happens: it is behind with nothing. */
  figures(): ConsumerFigures[] {
    if (this.options.startAt === 'latest') return [];
    return [...this.messageHandlers.keys()].flatMap((name) => {
      const topic = name as Topic;
      const sources = this.options.client.topics.sourcesOf(topic);
      const pump = this.pumps.get(sources[0] ?? '');
      if (!pump) return [];
      const partitions = [...this.partitions.values()].filter((each) => sources.includes(each.topic));
      const lag = partitions.reduce((sum, each) => sum + each.lag, 0);
      const common = { group: this.options.groupId, topic, joined: this.isConsuming };
      return [{ ...common, lag, oldestOpenMs: oldestOpenOf(partitions), ...this.limits, ...pump.figures }];
    });
  }

  listen(callback: (error?: unknown) => void): void {
    for (const [topic, handler] of this.messageHandlers) this.addPump(topic as Topic, handler);
    this.consume().then(() => callback(), callback);
    this.commitTimer = setInterval(() => this.commitWhatIsWorthIt(), COMMIT_INTERVAL_MS);
  }

  /** Takes nothing new, lets running handlers end, commits, and leaves the group. */
  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.commitTimer);
    await Promise.all([...this.pumps.values()].map((pump) => pump.stop()));
    await this.committing;
    await this.commitOnce();
    await this.consumer?.disconnect();
  }

  on(): never {
    throw new TypeError('KafkaBatchServer has no events to listen to');
  }

  unwrap<T>(): T {
    return this.consumer as T;
  }

  private get limits() {
    const { maxOpenRecords = 10_000, maxOpenBytes = 64 * 1024 * 1024 } = this.options;
    return { maxOpenRecords, maxOpenBytes };
  }

  private addPump(topic: Topic, handler: MessageHandler): void {
    const { completion = 'batch' } = (handler.extras ?? {}) as BatchHandlerExtras;
    const names = this.options.client.topics.sourcesOf(topic);
    const pump = new HandlerPump({
      topics: names,
      completion,
      logger: this.options.logger,
      handle: async (batch: RecordBatch) => {
        const result: unknown = await handler(batch);
        if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
      },
      maxBatchRecords: this.options.maxBatchRecords ?? 1_000,
      ...this.limits,
      setPaused: (paused) => this.setPaused(names, paused, topic),
      rewind: (name, partition, offset) => this.rewind(name, partition, offset),
    });
    for (const name of names) this.pumps.set(name, pump);
    const whileJoined = () => (this.joined ? this.consumer : undefined);
    this.options.onDemand?.[topic]?.attach(new OnDemandReader(this.options.client, names, whileJoined));
  }

  private async consume(): Promise<void> {
    await pRetry(() => this.startConsumer(), {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 250,
      maxTimeout: 2_000,
      shouldRetry: () => !this.closing,
      onFailedAttempt: ({ error }) => this.options.logger.warn({ reason: error.message }, kafkaTrouble(error)),
    });
  }

  private async startConsumer(): Promise<void> {
    await this.consumer?.disconnect().catch(() => undefined);
    const consumer = groupConsumer(this.options, { beforeJoin: () => this.settle(), beforeFetch: () => this.gather() });
    this.consumer = consumer;
    const firstJoin = new Promise<void>((resolve, reject) => {
      let hasJoined = false;
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        hasJoined = true;
        this.assign(payload.memberAssignment);
        resolve();
      });
      // One that never joined (it may not) is tried again like one that could not connect, with a wait in between.
      consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
        if (hasJoined || restart) this.onCrash(error, restart);
        else reject(error);
      });
    });
    await consumer.connect();
    await consumer.subscribe({
      topics: [...this.pumps.keys()],
      fromBeginning: this.options.startAt !== 'latest',
    });
    const running = consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async (payload) => this.take(payload),
    });
    await Promise.all([running, firstJoin]);
  }

  /** kafkajs restarts a consumer after an error that it deems passing; after any other we make a new one. */
  private onCrash(error: Error, restartsItself: boolean): void {
    this.joined = false;
    this.options.logger.warn({ reason: error.message, restartsItself }, 'the Kafka consumer stopped');
    if (restartsItself || this.closing) return;
    this.consume().catch((failure: unknown) => {
      this.options.logger.error({ err: failure }, 'the Kafka consumer did not come back');
    });
  }

  /** Partitions that stay keep their progress, so what is in hand of them is not worked on twice. */
  private assign(assignment: Record<string, number[]>): void {
    const kept = new Set(
      Object.entries(assignment).flatMap(([topic, numbers]) => numbers.map((number) => partitionKey(topic, number))),
    );
    const lost = [...this.partitions].filter(([key]) => !kept.has(key));
    for (const [key, progress] of lost) this.abandon(key, progress);
    this.finishedAhead = readFinishedAhead(this.options, Object.keys(assignment));
    this.joined = true;
    this.pauseUnwanted();
    for (const pump of this.pumps.values()) pump.release();
    this.options.rebalance?.after(lost.map(([, { partition }]) => partition));
  }

  /** Ends what is under way and commits it, while the partitions are still this member's. */
  private async settle(): Promise<void> {
    if (!this.joined || this.closing) return;
    const settled = Promise.all([
      ...[...this.pumps.values()].map((pump) => pump.hold()),
      this.options.rebalance?.before(),
    ]);
    await Promise.race([settled, sleep(MAX_SETTLE_MS, undefined, { ref: false })]);
    await this.committing;
    await this.commitOnce();
  }

  private abandon(key: string, progress: PartitionProgress): void {
    progress.abandoned = true;
    this.partitions.delete(key);
    this.pumps.get(progress.topic)?.drop(progress);
  }

  private async take(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const pump = this.pumps.get(batch.topic);
    const [first] = batch.messages;
    if (!pump || !first || this.closing) return;
    const finishedAhead = await this.finishedAhead;
    if (payload.isStale()) return;
    const key = partitionKey(batch.topic, batch.partition);
    let progress = this.partitions.get(key);
    if (!progress) {
      const finishedBefore = finishedAhead.get(key);
      const onFinish = (bytes: number) => pump.finished(bytes);
      progress = new PartitionProgress(batch.topic, batch.partition, Number(first.offset), finishedBefore, onFinish);
      this.partitions.set(key, progress);
    }
    this.gap.note(performance.now(), batch.messages.length);
    progress.sawEnd(Number(batch.highWatermark));
    for (const message of batch.messages) {
      const record = new TakenRecord(message, progress);
      if (progress.begin(record)) pump.add(record);
    }
    payload.resolveOffset(batch.lastOffset());
  }

  /** With `minBytes` it is the broker who gathers. */
  private async gather(): Promise<void> {
    const gapMs = this.options.minBytes === undefined ? this.gap.ms(performance.now()) : 0;
    if (gapMs > 0) await sleep(gapMs);
  }

  private rewind(topic: string, partition: number, offset: number): void {
    const key = partitionKey(topic, partition);
    const progress = this.partitions.get(key);
    if (progress) this.abandon(key, progress);
    // Whoever goes back wants to see again what was finished, too.
    void this.finishedAhead.then((known) => known.delete(key));
    this.consumer?.seek({ topic, partition, offset: String(offset) });
  }

  /** A consumer that is new pauses nothing yet. */
  private pauseUnwanted(): void {
    for (const [topic, demand] of Object.entries(this.options.onDemand ?? {})) {
      const names = this.options.client.topics.sourcesOf(topic as Topic);
      if (!demand.isWanted) this.consumer?.pause(names.map((name) => ({ topic: name })));
    }
  }

  private setPaused(names: readonly string[], paused: boolean, topic: Topic): void {
    const selection = names.map((name) => ({ topic: name }));
    if (paused) this.consumer?.pause(selection);
    else if (this.options.onDemand?.[topic]?.isWanted !== false) this.consumer?.resume(selection);
    this.options.onPause?.(paused);
  }

  private commitWhatIsWorthIt(): void {
    let finished = 0;
    for (const { finishedSince } of this.partitions.values()) finished += finishedSince;
    const isLate = performance.now() - this.committedAtMs >= MAX_COMMIT_INTERVAL_MS;
    if (finished >= WORTH_A_COMMIT_RECORDS || (finished > 0 && isLate)) void this.commitOnce();
  }

  /** One commit at a time: a call while one runs waits for that one. */
  private commitOnce(): Promise<void> {
    const { consumer } = this;
    if (!consumer) return Promise.resolve();
    this.committedAtMs = performance.now();
    this.committing ??= commitProgress(consumer, [...this.partitions.values()], this.options.logger).finally(() => {
      this.committing = undefined;
    });
    return this.committing;
  }
}
