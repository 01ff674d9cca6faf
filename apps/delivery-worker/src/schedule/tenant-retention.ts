import { Injectable } from '@nestjs/common';
import { neededRetentionDays } from '#dialects';
import { DAY_MS, uuidFloor } from '#domain';
import { DataSource, deleteOldDeliveries, deleteOldEvents, readTenantRetentions } from '#postgres';
import { SETTINGS } from '../settings.js';

const PIECE = 1_000;
/** Of each kind and tenant in one round of housekeeping, so that one tenant's first round does not hold up the others. */
const MAX_PIECES = 20;

/**
 * Deletes what tenants want to keep for less time than the system, row by row: partitions hold everybody's. Events that webhooks
 * may need for longer are kept for longer, whatever the tenant chose before it made them.
 */
@Injectable()
export class TenantRetention {
  constructor(private readonly database: DataSource) {}

  async run(nowMs: number): Promise<void> {
    for (const { tenantId, retentionDays, webhooks } of await readTenantRetentions(this.database)) {
      const days = Math.max(retentionDays, neededRetentionDays(webhooks));
      if (days < SETTINGS.RETENTION_DAYS) await this.deleteBefore(tenantId, uuidFloor(nowMs - days * DAY_MS));
    }
  }

  private async deleteBefore(tenantId: string, beforeUid: string): Promise<void> {
    let deleted = PIECE;
    for (let piece = 0; deleted === PIECE && piece < MAX_PIECES; piece += 1) {
      deleted = await deleteOldDeliveries(this.database, tenantId, beforeUid, PIECE);
    }
    let afterUid: string | undefined = uuidFloor(0);
    for (let piece = 0; afterUid !== undefined && piece < MAX_PIECES; piece += 1) {
      afterUid = await deleteOldEvents(this.database, tenantId, { afterUid, beforeUid }, PIECE);
    }
  }
}
