import { Injectable } from '@nestjs/common';
import { DataErased } from '#directory';
import { ApiError } from '#domain';
import { cancelDelivery, DataSource, EventEntity, makeDue, replayDelivery } from '#postgres';
import { auditChange } from '../audit/audit.trail.js';
import { maxAgeOf } from '../webhooks/webhook.age.js';
import { WebhooksReader } from '../webhooks/webhooks.reader.js';
import { DeliveriesReader } from './deliveries.reader.js';
import type { DeliveryJson } from './delivery.json.js';
import { cancelRefusal, retryRefusal } from './delivery.refusals.js';

/** What an admin does with one delivery. The scheduler hands over what is due. */
@Injectable()
export class DeliveryActions {
  constructor(
    private readonly database: DataSource,
    private readonly deliveries: DeliveriesReader,
    private readonly webhooks: WebhooksReader,
  ) {}

  /** Tries it now, under its id; one that is on its way already stays so. @throws ApiError NOT_FOUND, CONFLICT */
  async retry(tenantId: string, id: string): Promise<DeliveryJson> {
    const { webhookId, ...delivery } = await this.deliveries.find(tenantId, id);
    const refusal = retryRefusal(delivery);
    if (refusal) throw refusal;
    const webhook = await this.webhooks.findActive(tenantId, webhookId);
    const isDue = await this.database.transaction(async (manager) => {
      if (!(await makeDue(manager, { tenantId, deliveryId: id, maxAgeMs: maxAgeOf(webhook) }))) return false;
      await auditChange(manager, { object: { type: 'delivery', id } });
      return true;
    });
    if (!isDue) {
      const now = await this.deliveries.find(tenantId, id);
      if (now.status !== 'queued') throw retryRefusal(now) ?? eventUnknown();
    }
    return this.deliveries.get(tenantId, id);
  }

  /** Gives up one that waits. @throws ApiError NOT_FOUND, CONFLICT */
  async cancel(tenantId: string, id: string): Promise<DeliveryJson> {
    await this.deliveries.find(tenantId, id);
    const isCancelled = await this.database.transaction(async (manager) => {
      if (!(await cancelDelivery(manager, tenantId, id))) return false;
      await auditChange(manager, { object: { type: 'delivery', id } });
      return true;
    });
    if (!isCancelled) {
      throw cancelRefusal(await this.deliveries.find(tenantId, id));
    }
    return this.deliveries.get(tenantId, id);
  }

  /** The same event to the same webhook again, as a new delivery. @throws ApiError NOT_FOUND, CONFLICT, ERASED */
  async replay(tenantId: string, id: string): Promise<DeliveryJson> {
    const { webhookId, eventUid } = await this.deliveries.find(tenantId, id);
    const webhook = await this.webhooks.findActive(tenantId, webhookId);
    const target = { tenantId, webhookId, maxAgeMs: maxAgeOf(webhook) };
    const replayId = await this.database.transaction(async (manager) => {
      const made = await replayDelivery(manager, target, id, Date.now());
      if (made !== undefined)
        await auditChange(manager, { object: { type: 'delivery', id }, after: { replayId: made } });
      return made;
    });
    if (replayId === undefined) {
      const event = await this.database.manager.findOneBy(EventEntity, { uid: eventUid, tenantId });
      if (!event) throw eventUnknown();
      throw event.erasureId === null ? new DataErased() : erasedWithSubject();
    }
    return this.deliveries.get(tenantId, replayId);
  }
}

function erasedWithSubject(): ApiError {
  return new ApiError('ERASED', 'the data of this event was erased with its subject');
}

/** Tests have no event of their own; others' are dropped after their retention. */
function eventUnknown(): ApiError {
  return new ApiError('CONFLICT', 'the event of this delivery is not recorded (any more)');
}
