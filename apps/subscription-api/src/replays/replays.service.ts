import { Injectable } from '@nestjs/common';
import { uuidFloor } from '#domain';
import type { DeliveriesRetry, WebhookRecover, WebhookReplay } from '#payload-schemas';
import {
  countDead,
  countReplayable,
  DataSource,
  type DeadSelection,
  insertMissedDeliveries,
  replayDeliveries,
  reviveDead,
  type WebhookEntity,
} from '#postgres';
import { maxAgeOf } from '../webhooks/webhook.age.js';
import { WebhooksReader } from '../webhooks/webhooks.reader.js';
import { type MissedEvent, MissedEvents, type MissedSpan } from './missed.events.js';
import { dueAtMs, MAX_SELECTED, refuseTooMany } from './selection.size.js';

/** How many deliveries a call asked for, or would have. */
export interface Selected {
  readonly count: number;
}

type Pace = Pick<WebhookReplay, 'ratePerSecond' | 'dryRun'>;

/**
 * Asks for many deliveries at once. They wait in PostgreSQL, due so many a second, and go the way of every retry: the
 * scheduler hands over no more of them than their webhook's credit allows.
 */
@Injectable()
export class ReplaysService {
  constructor(
    private readonly database: DataSource,
    private readonly webhooks: WebhooksReader,
    private readonly missed: MissedEvents,
  ) {}

  /** Repeats a webhook's deliveries as new ones. @throws ApiError NOT_FOUND, CONFLICT, VALIDATION_FAILED */
  async replay(tenantId: string, webhookId: string, asked: WebhookReplay): Promise<Selected> {
    const webhook = await this.webhooks.findActive(tenantId, webhookId);
    const nowMs = Date.now();
    const { from, to, statuses, eventTypes, includeMissed, ratePerSecond } = asked;
    const span = { fromUid: uuidFloor(Date.parse(from)), toUid: uuidFloor(to ? Date.parse(to) : nowMs), eventTypes };
    const ids = { fromId: span.fromUid, toId: span.toUid };
    const selection = { tenantId, webhookId, maxAgeMs: maxAgeOf(webhook), ...ids, statuses, eventTypes };

    const recorded = await countReplayable(this.database, selection, MAX_SELECTED + 1);
    refuseTooMany(recorded, 'from');
    const missed = includeMissed ? await this.countMissed(webhook, span) : 0;
    refuseTooMany(recorded + missed, 'from');
    if (asked.dryRun) return { count: recorded + missed };
    const replayed = await replayDeliveries(this.database, selection, { limit: MAX_SELECTED, ratePerSecond, nowMs });
    const made = includeMissed ? await this.makeMissed(webhook, span, { nowMs, ratePerSecond, after: replayed }) : 0;
    return { count: replayed + made };
  }

  /** Tries a webhook's dead letters again. @throws ApiError NOT_FOUND, CONFLICT, VALIDATION_FAILED */
  async recover(tenantId: string, webhookId: string, { since, ...pace }: WebhookRecover): Promise<Selected> {
    const webhook = await this.webhooks.findActive(tenantId, webhookId);
    return this.revive({ tenantId, ...targets([webhook]), ...ALL_IDS, diedSince: new Date(since) }, pace, 'since');
  }

  /** Tries a tenant's dead letters again, those of active webhooks. @throws ApiError NOT_FOUND, CONFLICT, VALIDATION_FAILED */
  async retry(tenantId: string, { webhookId, eventType, from, to, ...pace }: DeliveriesRetry): Promise<Selected> {
    const webhooks = webhookId
      ? [await this.webhooks.findActive(tenantId, webhookId)]
      : await this.webhooks.listActive(tenantId);
    const selection = {
      tenantId,
      ...targets(webhooks),
      fromId: from ? uuidFloor(Date.parse(from)) : ALL_IDS.fromId,
      toId: to ? uuidFloor(Date.parse(to)) : ALL_IDS.toId,
      eventType,
    };
    return this.revive(selection, pace, 'from');
  }

  private async revive(selection: DeadSelection, { dryRun, ratePerSecond }: Pace, field: string): Promise<Selected> {
    const count = await countDead(this.database, selection, MAX_SELECTED + 1);
    refuseTooMany(count, field);
    if (dryRun) return { count };
    return { count: await reviveDead(this.database, selection, { limit: MAX_SELECTED, ratePerSecond }) };
  }

  private async countMissed(webhook: WebhookEntity, span: MissedSpan): Promise<number> {
    let count = 0;
    for await (const page of this.missed.of(webhook, span)) count += page.length;
    return count;
  }

  /** Due behind the `after` ones that go before them. A call that is cut off can be made again: it makes none twice. */
  private async makeMissed(
    webhook: WebhookEntity,
    span: MissedSpan,
    { nowMs, ratePerSecond, after }: { nowMs: number; ratePerSecond: number; after: number },
  ): Promise<number> {
    let index = after;
    let made = 0;
    const due = ({ event, deliveryId }: MissedEvent) => {
      const dueMs = dueAtMs(nowMs, index++, ratePerSecond);
      return { event, deliveryId, webhookId: webhook.id, dueMs, expiresMs: dueMs + maxAgeOf(webhook) };
    };
    for await (const page of this.missed.of(webhook, span)) {
      made += await insertMissedDeliveries(this.database, page.map(due));
    }
    return made;
  }
}

const ALL_IDS = { fromId: uuidFloor(0), toId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

function targets(webhooks: readonly WebhookEntity[]): Pick<DeadSelection, 'targets'> {
  return { targets: webhooks.map((webhook) => ({ webhookId: webhook.id, maxAgeMs: maxAgeOf(webhook) })) };
}
