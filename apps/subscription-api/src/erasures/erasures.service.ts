import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ApiError, HOUR_MS, isUuid, newId, uuidFloor } from '#domain';
import type { ErasureCreate, PageQuery } from '#payload-schemas';
import { DataSource, ErasureEntity } from '#postgres';
import { auditChange } from '../audit/audit.trail.js';
import { keyOfCursor, type Page, pageOf } from '../paging/page.js';
import { SETTINGS } from '../settings.js';
import { type ErasureJson, erasureJson } from './erasure.json.js';

/** A record goes with its segment, which by Kafka's own default may be open for seven days; one more for what is under way. */
const SEGMENT_HOURS = 8 * 24;
const SALT_BYTES = 16;

/** Takes erasures on, which delivery-worker works off, and shows their receipts. */
@Injectable()
export class ErasuresService {
  constructor(private readonly database: DataSource) {}

  async create(tenantId: string, { subject, reason = null }: ErasureCreate): Promise<ErasureJson> {
    const requestedAt = new Date();
    const id = newId(requestedAt.getTime());
    const subjectSalt = randomBytes(SALT_BYTES);
    const subjectHash = createHash('sha256').update(subjectSalt).update(subject, 'utf8').digest();
    const kafkaUntil = new Date(requestedAt.getTime() + (SETTINGS.KAFKA_RETENTION_HOURS + SEGMENT_HOURS) * HOUR_MS);
    return this.database.transaction(async (manager) => {
      const asked = { id, tenantId, subject, subjectSalt, subjectHash, reason, requestedAt, kafkaUntil };
      await manager.insert(ErasureEntity, { ...asked, afterUid: uuidFloor(0), nextAt: requestedAt });
      const erasure = erasureJson(await manager.findOneByOrFail(ErasureEntity, { id }));
      const after = { subjectHash: erasure.subjectHash, requestedAt: erasure.requestedAt };
      await auditChange(manager, { object: { type: 'erasure', id }, after });
      return erasure;
    });
  }

  /** Newest first. */
  async list(tenantId: string, { limit, cursor }: PageQuery): Promise<Page<ErasureJson>> {
    const rows = this.database.manager
      .createQueryBuilder(ErasureEntity, 'erasure')
      .where('erasure.tenantId = :tenantId', { tenantId });
    const before = keyOfCursor(cursor, isUuid);
    if (before) rows.andWhere('erasure.id < :before', { before });
    const found = await rows
      .orderBy('erasure.id', 'DESC')
      .limit(limit + 1)
      .getMany();
    return pageOf(found, limit, ({ id }) => id, erasureJson);
  }

  /** @throws ApiError NOT_FOUND */
  async get(tenantId: string, id: string): Promise<ErasureJson> {
    const erasure = isUuid(id) && (await this.database.manager.findOneBy(ErasureEntity, { id, tenantId }));
    if (!erasure) throw ApiError.notFound('this erasure');
    return erasureJson(erasure);
  }
}
