import type { EntityManager } from 'typeorm';
import type { DeliveryStatus } from '#domain';

/** What of a tenant's deliveries is looked for. Ids are inclusive at `fromId` and exclusive at `toId`. */
export interface DeliverySearch {
  readonly tenantId: string;
  readonly fromId?: string | undefined;
  readonly toId?: string | undefined;
  readonly webhookId?: string | undefined;
  readonly status?: DeliveryStatus | undefined;
  /** A type, or `prefix.*` for all below it. */
  readonly eventType?: string | undefined;
  /** Only among these. */
  readonly ids?: readonly string[] | undefined;
}

export interface FoundDeliveries {
  /** Newest first. */
  readonly ids: readonly string[];
  /** Where there may be more below, which was not looked at: the last id that was. */
  readonly searchedTo?: string;
}

/** So many deliveries are looked at for what no index leads to, and no more: a page takes as long as that and not longer. */
export const MOST_LOOKED_AT = 100_000;

/**
 * The newest that are wanted, at most `limit`. An index leads to a tenant's or a webhook's deliveries of a span, and to those of
 * a status unless that is `delivered`, which most are. Event types, and `delivered`, are looked for among those.
 */
export async function searchDeliveries(
  manager: EntityManager,
  search: DeliverySearch,
  limit: number,
): Promise<FoundDeliveries> {
  const parameters: unknown[] = [];
  const given = (value: unknown) => `$${parameters.push(value)}`;
  const led = ledTo(search, given);
  const lookedFor = lookedAt(search, given);
  const last = given(limit);
  const candidates = `select id, status, event_type from deliveries where ${led.join(' and ')} order by id desc`;
  const rows = await manager.query<{ id: string }[]>(
    lookedFor.length === 0
      ? `select id from (${candidates} limit ${last}) as found`
      : `select id from (${candidates} limit ${MOST_LOOKED_AT}) as candidate where ${lookedFor.join(' and ')}
         order by id desc limit ${last}`,
    parameters,
  );
  const ids = rows.map(({ id }) => id);
  if (lookedFor.length === 0 || ids.length === limit) return { ids };
  const searchedTo = await lastLookedAt(manager, search);
  return searchedTo === undefined ? { ids } : { ids, searchedTo };
}

type Given = (value: unknown) => string;

/** What indexes lead to. A status is part of the text, for an index is of some of them only. */
function ledTo({ tenantId, fromId, toId, webhookId, status, ids }: DeliverySearch, given: Given): string[] {
  const conditions = [`tenant_id = ${given(tenantId)}`];
  if (fromId !== undefined) conditions.push(`id >= ${given(fromId)}`);
  if (toId !== undefined) conditions.push(`id < ${given(toId)}`);
  if (webhookId !== undefined) conditions.push(`webhook_id = ${given(webhookId)}`);
  if (isIndexed(status)) conditions.push(`status = '${status}' and status <> 'delivered'`);
  if (ids !== undefined) conditions.push(`id = any(${given(ids)}::uuid[])`);
  return conditions;
}

function lookedAt({ status, eventType }: DeliverySearch, given: Given): string[] {
  const conditions: string[] = [];
  if (status !== undefined && !isIndexed(status)) conditions.push(`status = '${status}'`);
  if (eventType?.endsWith('.*')) conditions.push(`starts_with(event_type, ${given(eventType.slice(0, -1))})`);
  else if (eventType !== undefined && eventType !== '*') conditions.push(`event_type = ${given(eventType)}`);
  return conditions;
}

function isIndexed(status: DeliveryStatus | undefined): status is Exclude<DeliveryStatus, 'delivered'> {
  return status !== undefined && status !== 'delivered';
}

/** Undefined where all were looked at. */
async function lastLookedAt(manager: EntityManager, search: DeliverySearch): Promise<string | undefined> {
  const parameters: unknown[] = [];
  const led = ledTo(search, (value) => `$${parameters.push(value)}`);
  const rows = await manager.query<{ id: string }[]>(
    `select id from deliveries where ${led.join(' and ')} order by id desc offset ${MOST_LOOKED_AT - 1} limit 1`,
    parameters,
  );
  return rows[0]?.id;
}
