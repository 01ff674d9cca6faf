import { Injectable } from '@nestjs/common';
import type { DeliveriesCancel, DeliveriesRetry } from '#payload-schemas';
import { cancelDeliveries, DataSource, type EntityManager, lockDeliveries, makeEachDue } from '#postgres';
import { auditChange } from '../audit/audit.trail.js';
import { maxAgeOf } from '../webhooks/webhook.age.js';
import { WebhooksReader } from '../webhooks/webhooks.reader.js';
import { type AllowedRetry, cancelRefusals, type Refusal, sortedForRetry } from './chosen.refusals.js';

/** How many of the deliveries that were named it was done to, or would be, and why not to the others. */
export interface ChosenAnswer {
  readonly count: number;
  /** In the order in which they were named. */
  readonly refused: readonly Refusal[];
}

type Pace = Pick<DeliveriesRetry, 'dryRun' | 'ratePerSecond'>;

/** Does the same to many deliveries that somebody named: all that can be done, in one transaction. */
@Injectable()
export class ChosenDeliveries {
  constructor(
    private readonly database: DataSource,
    private readonly webhooks: WebhooksReader,
  ) {}

  /** Tries them again, under their ids, as with a single retry. */
  async retry(tenantId: string, ids: readonly string[], { dryRun, ratePerSecond }: Pace): Promise<ChosenAnswer> {
    const named = unique(ids);
    const maxAges = new Map(
      (await this.webhooks.listActive(tenantId)).map((webhook) => [webhook.id, maxAgeOf(webhook)]),
    );
    return this.database.transaction(async (manager) => {
      const found = await lockDeliveries(manager, tenantId, named);
      const { allowed, refused } = sortedForRetry(named, found, maxAges);
      if (dryRun || allowed.length === 0) return { count: allowed.length, refused };
      await makeEachDue(manager, allowed, ratePerSecond);
      await audit(manager, allowed, refused);
      return { count: allowed.length, refused };
    });
  }

  /** Gives up those that wait. */
  async cancel(tenantId: string, { ids, dryRun }: DeliveriesCancel): Promise<ChosenAnswer> {
    const named = unique(ids);
    return this.database.transaction(async (manager) => {
      const found = await lockDeliveries(manager, tenantId, named);
      const waiting = found.filter(({ status }) => status === 'pending');
      const refused = cancelRefusals(named, found);
      if (dryRun || waiting.length === 0) return { count: waiting.length, refused };
      await cancelDeliveries(
        manager,
        tenantId,
        waiting.map(({ id }) => id),
      );
      await audit(manager, waiting, refused);
      return { count: waiting.length, refused };
    });
  }
}

async function audit(
  manager: EntityManager,
  done: readonly Pick<AllowedRetry, 'id'>[],
  refused: readonly Refusal[],
): Promise<void> {
  const after = { ids: done.map(({ id }) => id), count: done.length, refused: refused.length };
  await auditChange(manager, { object: null, after });
}

/** As PostgreSQL writes them. */
function unique(ids: readonly string[]): string[] {
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}
