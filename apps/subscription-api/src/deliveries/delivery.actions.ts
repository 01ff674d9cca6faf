import { Injectable } from '@nestjs/common';
import { DataErased } from '#directory';
import { ApiError } from '#domain';
import { cancelDeliveries, DataSource, makeDue, replayDelivery } from '#postgres';
import { auditChange } from '../audit/audit.trail.js';
import { maxAgeOf } from '../webhooks/webhook.age.js';
import { WebhooksReader } from '../webhooks/webhooks.reader.js';
import { DeliveriesReader } from './deliveries.reader.js';
import type { DeliveryJson } from './delivery.json.js';
import { cancelRefusal, retryRefusal } from './delivery.refusals.js';
import { EventArrival } from './event.arrival.js';

/** What an admin does with one delivery. The scheduler hands over what is due. */
@Injectable()
export class DeliveryActions {
  constructor(
    private readonly database: DataSource,
    private readonly deliveries: DeliveriesReader,
    private readonly webhooks: WebhooksReader,
    private readonly events: EventArrival,
  ) {}

  /** Tries it now, under its id; one that is on its way already stays so. @throws ApiError NOT_FOUND, CONFLICT */
  async retry(tenantId: string, id: string): Promise<DeliveryJson> {
    const { webhookId, ...delivery } = await this.deliveries.find(tenantId, id);
    const refusal = retryRefusal(delivery);
    if (refusal) throw refusal;
    const webhook = await this.webhooks.findActive(tenantId, webhookId);
    if (delivery.status !== 'queued') await this.events.expect(delivery);
    const isDue = await this.database.transaction(async (manager) => {
      if (!(await makeDue(manager, { tenantId, deliveryId: id, maxAgeMs: maxAgeOf(webhook) }))) return false;
      await auditChange(manager, { object: { type: 'delivery', id } });
      return true;
    });
    if (!isDue) {
      const now = await this.deliveries.find(tenantId, id);
      if (now.status !== 'queued') throw retryRefusal(now) ?? erasedWithSubject();
    }
    return this.deliveries.get(tenantId, id);
  }

  /** Gives up one that waits. @throws ApiError NOT_FOUND, CONFLICT */
  async cancel(tenantId: string, id: string): Promise<DeliveryJson> {
    await this.deliveries.find(tenantId, id);
    const isCancelled = await this.database.transaction(async (manager) => {
      if ((await cancelDeliveries(manager, tenantId, [id])).size === 0) return false;
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
    const { webhookId, ...delivery } = await this.deliveries.find(tenantId, id);
    const webhook = await this.webhooks.findActive(tenantId, webhookId);
    const event = await this.events.expect(delivery);
    const target = { tenantId, webhookId, maxAgeMs: maxAgeOf(webhook) };
    const replayId = await this.database.transaction(async (manager) => {
      const made = await replayDelivery(manager, target, id, Date.now());
      if (made !== undefined)
        await auditChange(manager, { object: { type: 'delivery', id }, after: { replayId: made } });
      return made;
    });
    if (replayId === undefined) throw event.erasureId === null ? new DataErased() : erasedWithSubject();
    return this.deliveries.get(tenantId, replayId);
  }
}

function erasedWithSubject(): ApiError {
  return new ApiError('ERASED', 'the data of this event was erased with its subject');
}
