import { neededRetentionDays } from '#dialects';
import { ApiError } from '#domain';
import { type EntityManager, IsNull, WebhookEntity } from '#postgres';
import { SETTINGS } from '../settings.js';

/**
 * A tenant may keep its events for less time than the system does, but no less than its webhooks' deliveries may need them.
 * @throws ApiError VALIDATION_FAILED
 */
export async function refuseRetention(
  manager: EntityManager,
  tenantId: string,
  retentionDays: number | null | undefined,
): Promise<void> {
  if (retentionDays === null || retentionDays === undefined) return;
  if (retentionDays > SETTINGS.RETENTION_DAYS) refuse(`at most ${SETTINGS.RETENTION_DAYS}, as the system keeps all`);
  const webhooks = await manager.find(WebhookEntity, {
    select: { id: true, dialect: true, retryConfig: true },
    where: { tenantId, deletedAt: IsNull() },
  });
  const needed = neededRetentionDays(webhooks);
  if (retentionDays < needed) refuse(`at least ${needed}: deliveries to the tenant's webhooks may wait that long`);
}

function refuse(reason: string): never {
  throw ApiError.validation([{ field: 'retentionDays', reason }]);
}
