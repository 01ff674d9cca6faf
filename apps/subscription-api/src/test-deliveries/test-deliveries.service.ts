import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { dialectNamed } from '#dialects';
import { DataKeyDirectory } from '#directory';
import { ApiError, deliveryId, MAX_INLINE_DATA_BYTES, type Outcome } from '#domain';
import { encodeDelivery, GatheringProducer, isKafkaAway, TopicNames } from '#kafka';
import type { TestBatch, TestDelivery } from '#payload-schemas';
import { AttemptEntity, DataSource, type WebhookEntity } from '#postgres';
import { OutcomeWatch } from '../live/outcome.watch.js';
import { WebhooksReader } from '../webhooks/webhooks.reader.js';
import { boundedMap } from './bounded.map.js';
import { type TestBatchAnswer, testBatchAnswer } from './test-batch.json.js';
import { attemptOf, noOutcome, type TestAnswer, type TestAttempt, testAnswer } from './test-delivery.json.js';
import { type TestContent, testContent, testEvent } from './test-event.js';

/** Beyond the webhook's own deadline: the way through Kafka and back. */
const PATIENCE_MS = 5_000;
/** With the usual time-out of 30 s a full batch is answered before its client gives up, though its receiver hangs. */
const MAX_BATCH_CONCURRENCY = 10;

/** Sends events to one webhook, active or not, through the same workers as any other, and tells how it went. */
@Injectable()
export class TestDeliveriesService {
  constructor(
    private readonly webhooks: WebhooksReader,
    private readonly producer: GatheringProducer,
    private readonly topics: TopicNames,
    private readonly outcomes: OutcomeWatch,
    private readonly database: DataSource,
    private readonly dataKeys: DataKeyDirectory,
  ) {}

  /** @throws ApiError NOT_FOUND, VALIDATION_FAILED, UNAVAILABLE */
  async send(tenantId: string, webhookId: string, given: TestDelivery): Promise<TestAnswer> {
    const webhook = await this.webhooks.find(tenantId, webhookId);
    const content = testContent(given, dialectNamed(webhook.dialect), webhook.events);
    refuseTooLarge([content], () => 'data');
    return this.deliver(webhook, content);
  }

  /**
   * Nothing is sent unless all of it can be.
   * @throws ApiError NOT_FOUND, VALIDATION_FAILED, UNAVAILABLE
   */
  async sendBatch(tenantId: string, webhookId: string, { events }: TestBatch): Promise<TestBatchAnswer> {
    const webhook = await this.webhooks.find(tenantId, webhookId);
    const dialect = dialectNamed(webhook.dialect);
    const contents = events.map(({ event: eventType, data }) =>
      testContent({ eventType, data }, dialect, webhook.events),
    );
    refuseTooLarge(contents, (index) => `events.${index}.data`);
    // More than the webhook takes at a time would wait in its lane, and be put off.
    const concurrency = Math.min(webhook.maxConcurrency, MAX_BATCH_CONCURRENCY);
    const results = await boundedMap(contents, concurrency, async (content) => ({
      event: content.type,
      ...(await this.deliver(webhook, content)),
    }));
    return testBatchAnswer(results);
  }

  /** @throws ApiError UNAVAILABLE */
  private async deliver(webhook: WebhookEntity, { type, bytes }: TestContent): Promise<TestAnswer> {
    const event = testEvent(webhook.tenantId, type, Date.now());
    const id = deliveryId(event.acceptedAtMs, event.uid, webhook.id, randomUUID());
    const { data, sealedUnder } = this.dataKeys.seal(event, bytes);
    const due = { attempt: 1, handover: 1, reason: 'test' } as const;
    const meta = { deliveryId: id, webhookId: webhook.id, ...due, event, sealedUnder };
    const waitMs = dialectNamed(webhook.dialect).timeoutMs(webhook.retryConfig) + PATIENCE_MS;
    const attempt = await this.attempt(id, waitMs, () =>
      this.producer.publish([encodeDelivery(this.topics, meta, data)]),
    );
    return testAnswer(id, webhook, attempt);
  }

  private async attempt(deliveryId: string, waitMs: number, publish: () => Promise<void>): Promise<TestAttempt> {
    const deadlineMs = Date.now() + waitMs;
    const wait = await this.outcomes.expect(deliveryId, (outcome) => isFinal(outcome, deadlineMs));
    const patience = new AbortController();
    const tooLate = sleep(waitMs, undefined, { signal: patience.signal }).catch(() => undefined);
    try {
      await publish();
      const outcome = await Promise.race([wait.outcome, tooLate]);
      const known = outcome ?? (await this.recordedAttempt(deliveryId));
      return known ? attemptOf(known) : noOutcome(waitMs);
    } catch (error) {
      throw isKafkaAway(error) ? new ApiError('UNAVAILABLE', 'tests cannot be sent right now') : error;
    } finally {
      wait.stop();
      patience.abort();
    }
  }

  /** This process may have missed the outcome, as when Kafka rebalanced meanwhile; the recorder misses none. */
  private recordedAttempt(deliveryId: string): Promise<AttemptEntity | null> {
    return this.database.manager.findOne(AttemptEntity, { where: { deliveryId }, order: { outcomeOffset: 'DESC' } });
  }
}

function refuseTooLarge(contents: readonly TestContent[], field: (index: number) => string): void {
  const problems = contents.flatMap(({ bytes }, index) =>
    bytes.length > MAX_INLINE_DATA_BYTES
      ? [{ field: field(index), reason: `at most ${MAX_INLINE_DATA_BYTES} bytes in a test` }]
      : [],
  );
  if (problems.length > 0) throw ApiError.validation(problems);
}

/** A worker that puts a test off may still send it while we wait. */
function isFinal({ result, next }: Outcome, deadlineMs: number): boolean {
  return result !== 'deferred' || next.status !== 'pending' || next.atMs >= deadlineMs;
}
