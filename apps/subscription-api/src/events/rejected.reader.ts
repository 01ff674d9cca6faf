import { Injectable } from '@nestjs/common';
import { ApiError, type Caller, isUuid, uuidFloor } from '#domain';
import type { RejectedListQuery } from '#payload-schemas';
import { DataSource, RejectedRecordEntity } from '#postgres';
import { keyOfCursor, type Page, pageOf } from '../paging/page.js';

/** Finds what a tenant's producers sent that could not become an event; for operators also what names no tenant. */
@Injectable()
export class RejectedReader {
  constructor(private readonly database: DataSource) {}

  /** Newest first. @throws ApiError VALIDATION_FAILED, FORBIDDEN */
  async list({ role, tenantId }: Caller, query: RejectedListQuery): Promise<Page<RejectedJson>> {
    if (query.ofNoTenant && role !== 'operator') {
      throw new ApiError('FORBIDDEN', 'records of no tenant are read by an operator');
    }
    const below = keyOfCursor(query.cursor, isUuid);
    // As its index has it.
    const found = this.database.manager
      .createQueryBuilder(RejectedRecordEntity, 'record')
      .where(`coalesce(record.tenantId, '') = :owner`, { owner: query.ofNoTenant ? '' : tenantId });
    if (below) found.andWhere('record.id < :below', { below });
    if (query.reason) found.andWhere('record.reason = :reason', { reason: query.reason });
    if (query.from) found.andWhere('record.id >= :from', { from: uuidFloor(Date.parse(query.from)) });
    if (query.to) found.andWhere('record.id < :to', { to: uuidFloor(Date.parse(query.to)) });
    const rows = await found
      .orderBy('record.id', 'DESC')
      .limit(query.limit + 1)
      .getMany();
    return pageOf(rows, query.limit, ({ id }) => id, rejectedJson);
  }
}

/** A rejected record as the API shows it. */
function rejectedJson(record: RejectedRecordEntity) {
  const { id, rejectedAt, reason, detail, eventId, eventType, topic, partition } = record;
  return {
    id,
    rejectedAt: rejectedAt.toISOString(),
    reason,
    detail,
    eventId,
    eventType,
    sizeBytes: Number(record.sizeBytes),
    ...{ topic, partition, offset: Number(record.offset) },
  };
}
export type RejectedJson = ReturnType<typeof rejectedJson>;
