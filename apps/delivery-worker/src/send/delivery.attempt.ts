import { Inject, Injectable } from '@nestjs/common';
import { DEFAULT_DIALECT_NAME, DIALECT_NAMES, type Dialect, dialectNamed, type OutgoingDelivery } from '#dialects';
import { WebhookDirectory } from '#directory';
import { type DeliveryMeta, type Outcome, type OutcomeCode, sharedTrace, type Webhook } from '#domain';
import { LOGGER, type Logger } from '#telemetry';
import { AttemptSpans, type AttemptTrace } from './attempt.spans.js';
import type { DeliveryTask } from './delivery.task.js';
import { type DataLack, DeliveryDataOpener, type OpenedData } from './delivery-data.opener.js';
import { HandshakeGate } from './handshake.gate.js';
import { type AttemptResult, type HttpAttempt, HttpSender } from './http.sender.js';
import {
  attemptOutcome,
  cancelledOutcome,
  deferredOutcome,
  expiryOf,
  sharedResult,
  unsealableOutcome,
  withoutAnswer,
} from './outcome.decide.js';
import { RequestComposer } from './request.composer.js';

/** Data that cannot be had now is asked for again after this time. */
const DATA_RETRY_MS = 5_000;
/**
 * A dialect that this process does not know was saved by a newer version, which is being rolled out; a thin delivery that it
 * cannot make, by a process with other settings.
 */
const OTHER_PROCESS_RETRY_MS = 30_000;

/** Makes one attempt of a delivery and says how it ended. */
@Injectable()
export class DeliveryAttempt {
  constructor(
    private readonly directory: WebhookDirectory,
    private readonly gate: HandshakeGate,
    private readonly composer: RequestComposer,
    private readonly sender: HttpSender,
    private readonly data: DeliveryDataOpener,
    private readonly spans: AttemptSpans,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The outcome of a delivery that must not be tried, or `undefined` where it may. */
  refusal({ meta }: DeliveryTask): Outcome | undefined {
    const webhook = this.directory.byId(meta.webhookId);
    if (!webhook) return cancelledOutcome(meta);
    if (this.data.isErased(meta)) return cancelledOutcome(meta, 'data_erased');
    const nowMs = Date.now();
    const dialect = dialectOf(webhook);
    if (dialect.name !== webhook.dialect || !this.composer.canCompose(webhook)) {
      return deferredOutcome(meta, webhook, dialect, 'undeliverable', nowMs + OTHER_PROCESS_RETRY_MS);
    }
    if (!webhook.active && meta.reason !== 'test')
      return deferredOutcome(meta, webhook, dialect, 'webhook_disabled', nowMs);
    if (nowMs > expiryOf(meta, dialect, webhook.retryConfig))
      return deferredOutcome(meta, webhook, dialect, 'expired', nowMs);
    return undefined;
  }

  /** The outcome of putting a delivery off. */
  deferral(task: DeliveryTask, code: OutcomeCode, atMs: number): Outcome {
    const webhook = this.directory.byId(task.meta.webhookId);
    return webhook ? deferredOutcome(task.meta, webhook, dialectOf(webhook), code, atMs) : cancelledOutcome(task.meta);
  }

  /** The outcome of a delivery that waits for those of its subject that were before it. */
  inOrder({ meta }: DeliveryTask): Outcome {
    const webhook = this.directory.byId(meta.webhookId);
    if (!webhook) return cancelledOutcome(meta);
    const dialect = dialectOf(webhook);
    return deferredOutcome(meta, webhook, dialect, 'order_wait', expiryOf(meta, dialect, webhook.retryConfig));
  }

  async make(task: DeliveryTask): Promise<Outcome> {
    const webhook = this.directory.byId(task.meta.webhookId);
    const refusal = this.refusal(task);
    if (!webhook || refusal) return refusal ?? cancelledOutcome(task.meta);
    const opened = await this.data.dataOf(task, webhook);
    const dialect = dialectOf(webhook);
    if (typeof opened === 'string') return withoutData(task, webhook, dialect, opened);
    const trace = this.spans.begin(task.meta);
    const compose = () => this.composer.compose(webhook, dialect, outgoing(task.meta, opened.data), trace?.headers);
    const outcome = outcomeOf({ task, opened }, webhook, dialect, await this.request(webhook, dialect, compose));
    trace?.end(outcome);
    return outcome;
  }

  /** One request for all of them, which are one webhook's and not refused. Each has an outcome of its own. */
  async makeTogether(tasks: readonly DeliveryTask[]): Promise<Concluded[]> {
    const webhook = tasks[0] && this.directory.byId(tasks[0].meta.webhookId);
    const dialect = webhook && dialectOf(webhook);
    if (!webhook?.batch || !dialect?.batch) {
      // It was changed while they were gathered: they come again under what it wants now.
      return tasks.map((task) => ({ task, outcome: this.deferral(task, 'lane_full', Date.now()) }));
    }
    const form = dialect.batch;
    const lacking: Concluded[] = [];
    const ready: ReadyTask[] = [];
    for (const task of tasks) {
      const opened = this.data.inlineDataOf(task, webhook);
      if (typeof opened === 'string') lacking.push({ task, outcome: withoutData(task, webhook, dialect, opened) });
      else ready.push({ task, opened });
    }
    if (ready.length === 0) return lacking;
    const traces = ready.map(({ task }) => this.spans.begin(task.meta, ready.length));
    const attempt = await this.request(webhook, dialect, () => {
      const deliveries = ready.map(({ task, opened }) => outgoing(task.meta, opened.data));
      return this.composer.composeBatch(webhook, dialect, form, deliveries, sharedTrace(traces.map(headersOf)));
    });
    const result = sharedResult(attempt.result, ready.length);
    const made = ready.map((one, index) => {
      const outcome = outcomeOf(one, webhook, dialect, { ...attempt, result });
      traces[index]?.end(outcome);
      return { task: one.task, outcome };
    });
    return [...made, ...lacking];
  }

  /** Makes one request, unless the receiver does not permit it. */
  private async request(webhook: Webhook, dialect: Dialect, compose: () => HttpAttempt): Promise<MadeAttempt> {
    const startedAtMs = Date.now();
    let result: AttemptResult;
    try {
      const refusal = await this.gate.refusal(webhook, dialect);
      result = refusal ?? (await this.sender.send(compose()));
    } catch (error) {
      this.logger.error({ err: error, webhookId: webhook.id }, 'a request cannot be composed');
      result = { code: 'undeliverable', durationMs: 0, error: error instanceof Error ? error.name : 'unknown' };
    }
    return { startedAtMs, endedAtMs: Date.now(), result };
  }
}

interface Concluded {
  readonly task: DeliveryTask;
  readonly outcome: Outcome;
}

interface ReadyTask {
  readonly task: DeliveryTask;
  readonly opened: OpenedData;
}

/** A request that was made, and how it ended. */
interface MadeAttempt {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly result: AttemptResult;
}

function headersOf(trace: AttemptTrace | undefined) {
  return trace?.headers;
}

function outgoing({ deliveryId, webhookId, event, attempt }: DeliveryMeta, data: Buffer): OutgoingDelivery {
  return { deliveryId, webhookId, event, attempt, data, sentAtMs: Date.now() };
}

function outcomeOf(
  { task, opened }: ReadyTask,
  webhook: Webhook,
  dialect: Dialect,
  { result, startedAtMs, endedAtMs }: MadeAttempt,
): Outcome {
  // Jitter is no secret.
  const random = Math.random();
  const kept = opened.wasSealed ? withoutAnswer(result) : result;
  return attemptOutcome(task.meta, webhook, dialect, { startedAtMs, endedAtMs, random }, kept);
}

/** The outcome of a delivery that cannot be made for want of its data. */
function withoutData({ meta }: DeliveryTask, webhook: Webhook, dialect: Dialect, lack: DataLack): Outcome {
  switch (lack) {
    case 'data_erased':
      return cancelledOutcome(meta, lack);
    case 'data_unsealable':
      return unsealableOutcome(meta, webhook, dialect);
    case 'data_unavailable':
      return deferredOutcome(meta, webhook, dialect, lack, Date.now() + DATA_RETRY_MS);
  }
}

/** The webhook's dialect; for one that is not known here the default, which lends its maximal age. */
function dialectOf({ dialect }: Webhook): Dialect {
  return dialectNamed(DIALECT_NAMES.includes(dialect) ? dialect : DEFAULT_DIALECT_NAME);
}
