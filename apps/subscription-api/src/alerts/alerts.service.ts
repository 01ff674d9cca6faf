import { Injectable } from '@nestjs/common';
import { type AlertJson, type AlertStatus, ApiError, alertJson, type Caller, isUuid } from '#domain';
import type { AlertListQuery } from '#payload-schemas';
import { AlertEntity, DataSource, IsNull } from '#postgres';
import { keyOfCursor, type Page, pageOf } from '../paging/page.js';

const HAS_STATUS: Readonly<Record<AlertStatus, string>> = {
  open: 'alert.clearedAt is null and alert.acknowledgedAt is null',
  acknowledged: 'alert.clearedAt is null and alert.acknowledgedAt is not null',
  cleared: 'alert.clearedAt is not null',
};

/** A tenant's own alerts. They are paged by their ids, which carry when they were opened. */
@Injectable()
export class AlertsService {
  constructor(private readonly database: DataSource) {}

  /** Newest first. */
  async list(tenantId: string, { limit, cursor, status, kind, webhookId }: AlertListQuery): Promise<Page<AlertJson>> {
    const rows = this.database.manager
      .createQueryBuilder(AlertEntity, 'alert')
      .where('alert.tenantId = :tenantId', { tenantId });
    const before = keyOfCursor(cursor, isUuid);
    if (before) rows.andWhere('alert.id < :before', { before });
    if (status) rows.andWhere(HAS_STATUS[status]);
    if (kind) rows.andWhere('alert.kind = :kind', { kind });
    if (webhookId) rows.andWhere('alert.webhookId = :webhookId', { webhookId });
    const found = await rows
      .orderBy('alert.id', 'DESC')
      .limit(limit + 1)
      .getMany();
    return pageOf(found, limit, ({ id }) => id, alertJson);
  }

  /** @throws ApiError NOT_FOUND */
  async get(tenantId: string, id: string): Promise<AlertJson> {
    return alertJson(await this.find(tenantId, id));
  }

  /** Whoever acknowledged it first stays the one who did. @throws ApiError NOT_FOUND, CONFLICT */
  async acknowledge({ tenantId, keyId }: Caller, id: string): Promise<AlertJson> {
    await this.find(tenantId, id);
    await this.database.manager.update(
      AlertEntity,
      { id, tenantId, acknowledgedAt: IsNull(), clearedAt: IsNull() },
      { acknowledgedAt: new Date(), acknowledgedBy: keyId },
    );
    const alert = await this.find(tenantId, id);
    if (!alert.acknowledgedAt) throw new ApiError('CONFLICT', 'the alert is cleared: there is nothing to acknowledge');
    return alertJson(alert);
  }

  private async find(tenantId: string, id: string): Promise<AlertEntity> {
    const alert = isUuid(id) && (await this.database.manager.findOneBy(AlertEntity, { id, tenantId }));
    if (!alert) throw ApiError.notFound('this alert');
    return alert;
  }
}
