import type { DataSource } from 'typeorm';
import type { ClinicalEvent, OutcomeCode } from '#domain';
import { clinicalEventOf, EVENT_COLUMNS, type EventRow } from './event.row.js';

/** One request that was made, with the event that it was made for. */
export interface WebhookCall {
  readonly deliveryId: string;
  readonly eventType: string;
  readonly attempt: number;
  readonly code: OutcomeCode;
  readonly statusCode: number | null;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly responseBody: string | null;
  readonly error: string | null;
  /** `undefined` for tests, whose events are not recorded. */
  readonly event: ClinicalEvent | undefined;
  /** `undefined` where it is larger than asked for or was erased, and where there is no event. */
  readonly data: Buffer | undefined;
  /** The id of the data key that the data is sealed under. */
  readonly sealedUnder?: string | undefined;
}

type CallColumns = Omit<WebhookCall, 'event' | 'data' | 'sealedUnder'>;
type CallRow = CallColumns &
  (EventRow | { event_uid: null }) & {
    data: Buffer | null;
    data_key_id: string | null;
  };

/**
 * The requests of a webhook's newest deliveries, the last made first. Which deliveries are looked at is decided by their
 * age: a retry of one that is older than `limit` others is not found.
 */
export async function readWebhookCalls(
  database: DataSource,
  webhook: { readonly tenantId: string; readonly id: string },
  options: { readonly limit: number; readonly maxDataBytes: number },
): Promise<WebhookCall[]> {
  const rows = await database.query<CallRow[]>(
    `with recent as materialized (
       select id, event_uid, event_type from deliveries
       where webhook_id = $1 and tenant_id = $2 order by id desc limit $3
     ), calls as materialized (
       select a.*, recent.event_uid, recent.event_type from recent join attempts a on a.delivery_id = recent.id
       order by a.started_at desc, a.delivery_id desc, a.attempt desc limit $3
     )
     select c.delivery_id as "deliveryId", c.event_type as "eventType", c.attempt, c.code, c.status_code as "statusCode",
       c.started_at as "startedAt", c.duration_ms as "durationMs", c.response_body as "responseBody", c.error,
       ${EVENT_COLUMNS}, case when e.erasure_id is null and octet_length(e.data) <= $4 then e.data end as data,
       e.data_key_id
     from calls c left join events e on e.uid = c.event_uid and e.tenant_id = $2
     order by c.started_at desc, c.delivery_id desc, c.attempt desc`,
    [webhook.id, webhook.tenantId, options.limit, options.maxDataBytes],
  );
  return rows.map(fromRow);
}

function fromRow(row: CallRow): WebhookCall {
  const { deliveryId, eventType, attempt, code, statusCode, startedAt, durationMs, responseBody, error } = row;
  return {
    deliveryId,
    eventType,
    attempt,
    code,
    statusCode,
    startedAt,
    durationMs,
    responseBody,
    error,
    event: row.event_uid === null ? undefined : clinicalEventOf(row),
    data: row.data ?? undefined,
    sealedUnder: row.data_key_id ?? undefined,
  };
}
