import { Injectable } from '@nestjs/common';
import { ApiError, type AuditEntry, type Caller, TENANT_ID } from '#domain';
import type { AuditFilter, AuditLogQuery } from '#payload-schemas';
import { type AuditRow, type AuditSelection, DataSource, readAuditRows } from '#postgres';
import { keyOfCursor, type Page, pageOf } from '../paging/page.js';
import { type ChainVerdict, verifyChain } from './audit.chain.js';

/** A row of the audit log as the API shows it; `hash` in hex. */
export type AuditRowJson = { readonly sequence: number } & AuditEntry & { readonly hash: string };

const EXPORT_PAGE = 500;
const BEYOND_ALL = Number.MAX_SAFE_INTEGER;
/** What operators may read in the logs of others. */
const TENANT_ACTIONS = 'tenant.*';

/** Reads the caller's own audit log; operators also what was done to other tenants as such. */
@Injectable()
export class AuditLogReader {
  constructor(private readonly database: DataSource) {}

  /** Newest first. @throws ApiError VALIDATION_FAILED, FORBIDDEN */
  async list(caller: Caller, { limit, cursor, ...filter }: AuditLogQuery): Promise<Page<AuditRowJson>> {
    const beyond = Number(keyOfCursor(cursor, isSequence) ?? BEYOND_ALL);
    const page = { beyond, limit: limit + 1, direction: 'backwards' } as const;
    const rows = await readAuditRows(this.database, selectionOf(caller, filter), page);
    return pageOf(rows, limit, ({ sequence }) => String(sequence), auditRowJson);
  }

  /** All rows, oldest first, each as a line of JSON; no more than a page of them in memory. @throws ApiError FORBIDDEN */
  lines(caller: Caller, filter: AuditFilter): AsyncGenerator<string> {
    return this.linesOf(selectionOf(caller, filter));
  }

  /** @throws ApiError NOT_FOUND; FORBIDDEN for another tenant's, unless the caller is an operator */
  async verify(caller: Caller, tenantId = caller.tenantId): Promise<ChainVerdict> {
    refuseForeign(caller, tenantId);
    const verdict = TENANT_ID.test(tenantId) && (await verifyChain(this.database, tenantId));
    if (!verdict) throw ApiError.notFound('an audit log of this tenant');
    return verdict;
  }

  private async *linesOf(selection: AuditSelection): AsyncGenerator<string> {
    for (let beyond = 0; ; ) {
      const page = { beyond, limit: EXPORT_PAGE, direction: 'forwards' } as const;
      const rows = await readAuditRows(this.database, selection, page);
      const last = rows.at(-1);
      if (!last) return;
      beyond = last.sequence;
      yield rows.map((row) => `${JSON.stringify(auditRowJson(row))}\n`).join('');
    }
  }
}

function auditRowJson({ sequence, entry, hash }: AuditRow): AuditRowJson {
  return { sequence, ...(JSON.parse(entry) as AuditEntry), hash: hash.toString('hex') };
}

/** @throws ApiError FORBIDDEN */
function selectionOf(caller: Caller, { tenantId = caller.tenantId, ...filter }: AuditFilter): AuditSelection {
  refuseForeign(caller, tenantId);
  const { from, to, actor: actorKeyId, object: objectId } = filter;
  const isOwn = tenantId === caller.tenantId;
  const action = filter.action ?? (isOwn ? undefined : TENANT_ACTIONS);
  if (!isOwn && !action?.startsWith('tenant.')) {
    throw new ApiError('FORBIDDEN', `operators read ${TENANT_ACTIONS} of other tenants, and nothing else`);
  }
  return { tenantId, from: inUtc(from), to: inUtc(to), action, actorKeyId, objectId };
}

/** @throws ApiError FORBIDDEN */
function refuseForeign(caller: Caller, tenantId: string): void {
  if (caller.role === 'operator' || tenantId === caller.tenantId) return;
  throw new ApiError('FORBIDDEN', 'the audit log of another tenant is read by an operator');
}

/** As `AuditEntry.at` is written. */
function inUtc(time: string | undefined): string | undefined {
  return time === undefined ? undefined : new Date(Date.parse(time)).toISOString();
}

function isSequence(text: string): boolean {
  return /^[1-9][0-9]{0,14}$/.test(text);
}
