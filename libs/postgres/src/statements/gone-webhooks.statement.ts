import type { EntityManager } from 'typeorm';
import { type DisabledWebhook, openDisabledAlerts } from './alert.statements.js';

/** Disables webhooks whose receivers said that they are gone for good (410), and opens an alert. Deliveries that wait stay. */
export async function disableGoneWebhooks(manager: EntityManager, webhookIds: readonly string[]): Promise<void> {
  if (webhookIds.length === 0) return;
  const [disabled] = await manager.query<[DisabledWebhook[], number]>(
    `with next as (update directory_revision set revision = revision + 1 returning revision)
     update webhooks set active = false, disabled_reason = 'gone', updated_at = now(), revision = next.revision
     from next where id = any($1::uuid[]) and active and deleted_at is null
     returning id, tenant_id as "tenantId"`,
    [webhookIds],
  );
  await openDisabledAlerts(manager, disabled, { why: 'gone' });
}
